#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// What libFuzzer calls with every input. 0; -1: the input is not worth keeping.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace voiplab::fuzz {

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
    return {reinterpret_cast<char const*>(data), size};
}

// An assertion that holds in release builds too; libFuzzer saves the input that breaks one.
inline void require(bool holds, char const* what) {
    if (holds) return;
    std::fprintf(stderr, "it does not hold that %s\n", what);
    std::abort();
}

}  // namespace voiplab::fuzz
