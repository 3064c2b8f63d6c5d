#pragma once

#include <cstdint>
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

}  // namespace voiplab::capture
