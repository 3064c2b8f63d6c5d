#pragma once

#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// RFC 4028: a session that nobody refreshes ends by itself.
namespace voiplab::sip {

enum class Refresher : std::uint8_t { uac, uas };  // of the transaction that says so

// "1800;refresher=uac" (section 4).
struct SessionExpires {
    sim::Duration interval;
    std::optional<Refresher> refresher;
};

// Section 4 and 5: no session is shorter than this.
inline constexpr sim::Duration shortest_session = std::chrono::seconds(90);

// Of Session-Expires and of Min-SE; nullopt where the field is missing or malformed.
std::optional<SessionExpires> session_expires_of(Message const& message);
std::optional<sim::Duration> min_se_of(Message const& message);
std::string to_string(SessionExpires const& expires);
// "90": of Min-SE.
std::string to_seconds(sim::Duration interval);

// True where an option tag is listed in that field: Supported or Require.
bool lists_option(Message const& message, std::string_view field, std::string_view option);

// What a UAS makes of an INVITE's Session-Expires (section 9, table 2): its 2xx's, with the refresher named. `wanted`
// is the one that the UAS would have where the UAC leaves it the choice; a UAC without support never refreshes.
SessionExpires answer_session(SessionExpires const& asked, bool uac_supports, Refresher wanted);

// When the side that refreshes does so, and when the other side ends the session by BYE (section 10), from the last
// refresh on.
constexpr sim::Duration refresh_after(sim::Duration interval) {
    return interval / 2;
}
constexpr sim::Duration expires_after(sim::Duration interval) {
    constexpr sim::Duration most_early = std::chrono::seconds(32);
    return interval - (interval / 3 < most_early ? interval / 3 : most_early);
}

}  // namespace voiplab::sip
