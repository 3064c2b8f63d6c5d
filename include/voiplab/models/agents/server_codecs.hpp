#pragma once

#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// The RTP format that a codec name of sip.conf's allow= means; nullopt for one that is not modelled.
std::optional<sip::MediaFormat> format_of_codec(std::string_view name);

// The codec that a format of a description means; nullptr for one that is not in the table.
media::CodecInfo const* codec_of(sip::MediaFormat const& format);
// A format for a codec of the table; one without a payload type of its own takes `dynamic`.
sip::MediaFormat format_of(media::CodecInfo const& codec, std::uint8_t dynamic);

// The formats that a list of allow= comes to, in its order, and Asterisk's telephone-event behind them.
std::vector<sip::MediaFormat> formats_of_codecs(std::vector<std::string> const& names);

}  // namespace voiplab::agents
