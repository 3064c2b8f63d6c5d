#pragma once

#include "voiplab/models/sip/sdp.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// The RTP format that a codec name of sip.conf's allow= means; nullopt for one that is not modelled.
std::optional<sip::MediaFormat> format_of_codec(std::string_view name);

// The formats that a list of allow= comes to, in its order, and Asterisk's telephone-event behind them.
std::vector<sip::MediaFormat> formats_of_codecs(std::vector<std::string> const& names);

}  // namespace voiplab::agents
