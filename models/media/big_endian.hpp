#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

// Integers in network byte order (RFC 3550 section 4). The caller has made sure that the bytes are there.
namespace voiplab::media {

template <std::unsigned_integral Integer>
Integer read_big_endian(std::span<std::uint8_t const> bytes, std::size_t offset) {
    std::uint64_t value = 0;
    for (auto const byte : bytes.subspan(offset, sizeof(Integer))) {
        value = value << 8 | byte;
    }
    return static_cast<Integer>(value);
}

template <std::unsigned_integral Integer>
void write_big_endian(std::span<std::uint8_t> bytes, std::size_t offset, Integer value) {
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = sizeof(Integer); i > 0; --i) {
        bytes[offset + i - 1] = static_cast<std::uint8_t>(rest);
        rest >>= 8;
    }
}

}  // namespace voiplab::media
