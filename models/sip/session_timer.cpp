#include "voiplab/models/sip/session_timer.hpp"

#include "grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

using grammar::lower;
using grammar::trimmed;

}  // namespace

std::optional<SessionExpires> session_expires_of(Message const& message) {
    auto rest = message.header(HeaderName::session_expires).value_or("");
    auto const interval = take_delta_seconds(rest);
    if (!interval) return std::nullopt;
    SessionExpires expires{*interval, std::nullopt};
    while (!(rest = trimmed(rest)).empty()) {
        if (rest.front() != ';') return std::nullopt;
        rest.remove_prefix(1);
        auto const end = std::min(rest.find(';'), rest.size());
        auto const parameter = lower(trimmed(rest.substr(0, end)));
        if (parameter == "refresher=uac") expires.refresher = Refresher::uac;
        if (parameter == "refresher=uas") expires.refresher = Refresher::uas;
        rest.remove_prefix(end);
    }
    return expires;
}

std::optional<sim::Duration> min_se_of(Message const& message) {
    auto rest = message.header(HeaderName::min_se).value_or("");
    auto const minimum = take_delta_seconds(rest);
    rest = trimmed(rest);
    return rest.empty() || rest.front() == ';' ? minimum : std::nullopt;
}

std::string to_seconds(sim::Duration interval) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(interval).count());
}

std::string to_string(SessionExpires const& expires) {
    if (!expires.refresher) return to_seconds(expires.interval);
    return fmt::format("{};refresher={}", to_seconds(expires.interval),
                       *expires.refresher == Refresher::uac ? "uac" : "uas");
}

bool lists_option(Message const& message, std::string_view field, std::string_view option) {
    for (auto const line : message.all(field)) {
        for (auto const value : ListValues(line)) {
            if (lower(value) == option) return true;
        }
    }
    return false;
}

SessionExpires answer_session(SessionExpires const& asked, bool uac_supports, Refresher wanted) {
    auto const refresher = !uac_supports ? Refresher::uas : asked.refresher.value_or(wanted);
    return {asked.interval, refresher};
}

}  // namespace voiplab::sip
