#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace voiplab::capture {

inline void append_u16(std::vector<std::uint8_t>& out, std::uint16_t value) {
    out.push_back(static_cast<std::uint8_t>(value & 0xff));
    out.push_back(static_cast<std::uint8_t>(value >> 8));
}

inline void append_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
    append_u16(out, static_cast<std::uint16_t>(value & 0xffff));
    append_u16(out, static_cast<std::uint16_t>(value >> 16));
}

inline void append_u64(std::vector<std::uint8_t>& out, std::uint64_t value) {
    append_u32(out, static_cast<std::uint32_t>(value & 0xffff'ffff));
    append_u32(out, static_cast<std::uint32_t>(value >> 32));
}

inline void append_text(std::vector<std::uint8_t>& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

// The same into memory that has room; returns what follows.
inline std::uint8_t* put_u32(std::uint8_t* at, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
        *at++ = static_cast<std::uint8_t>(value >> shift & 0xff);
    }
    return at;
}

}  // namespace voiplab::capture
