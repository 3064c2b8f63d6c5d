#include "voiplab/models/agents/dtmf_relay.hpp"

#include "voiplab/models/media/dtmf.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {
constexpr std::string_view media_type = "application/dtmf-relay";
constexpr std::string_view signal = "Signal=";
}  // namespace

void describe_key(sip::Message& info, char key) {
    info.add(sip::HeaderName::content_type, media_type);
    info.set_body(fmt::format("{}{}\r\nDuration=160\r\n", signal, key));
}

std::optional<char> described_key(sip::Message const& info) {
    auto const at = info.body().find(signal);
    if (info.header(sip::HeaderName::content_type).value_or("") != media_type || at == std::string::npos)
        return std::nullopt;
    auto const key = info.body().find_first_not_of(' ', at + signal.size());
    if (key == std::string::npos || !media::event_of_key(info.body()[key])) return std::nullopt;
    return info.body()[key];
}

}  // namespace voiplab::agents
