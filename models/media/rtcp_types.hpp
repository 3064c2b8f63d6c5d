#pragma once

#include <cstddef>
#include <cstdint>

// RFC 3550 section 12.1 and the sizes of section 6.
namespace voiplab::media {

inline constexpr std::uint8_t rtcp_version = 2;
inline constexpr std::uint8_t sender_report_type = 200;
inline constexpr std::uint8_t receiver_report_type = 201;
inline constexpr std::uint8_t source_description_type = 202;
inline constexpr std::uint8_t goodbye_type = 203;
inline constexpr std::uint8_t extended_report_type = 207;  // RFC 3611 section 6.2

inline constexpr std::size_t rtcp_header_size = 4;
inline constexpr std::size_t sender_info_size = 20;
inline constexpr std::size_t report_block_size = 24;

}  // namespace voiplab::media
