#pragma once

#include <cstddef>

namespace voiplab::sim {

// Fetches from memory the cache line that `address` lies in, and `lines` less one behind it. Nothing is read: the
// address may be anything.
inline void prefetch(void const* address, std::size_t lines = 1) {
    constexpr std::size_t line_size = 64;
    for (std::size_t i = 0; i < lines; ++i) {
        __builtin_prefetch(static_cast<std::byte const*>(address) + i * line_size);
    }
}

}  // namespace voiplab::sim
