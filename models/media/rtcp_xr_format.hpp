#pragma once

#include "voiplab/models/media/rtcp_xr.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// The body of an XR packet, behind the header that all RTCP packets have (RFC 3611 sections 2 and 3).
namespace voiplab::media {

// None where a block's length leads beyond the packet.
std::optional<ExtendedReport> read_extended_report(std::span<std::uint8_t const> body);
void append_body(ExtendedReport const& report, std::vector<std::uint8_t>& out);

}  // namespace voiplab::media
