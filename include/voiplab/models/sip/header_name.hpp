#pragma once

#include <cstdint>
#include <string_view>

namespace voiplab::sip {

// The header fields that this library knows by name, so that a field's name is looked at once, where it is read or
// added, and compared as a number from then on.
enum class HeaderName : std::uint8_t {
    other,  // every name that is not among these
    accept,
    accept_contact,
    allow,
    allow_events,
    authorization,
    call_id,
    contact,
    content_encoding,
    content_length,
    content_type,
    cseq,
    date,
    event,
    expires,
    from,
    identity,
    identity_info,
    max_forwards,
    min_expires,
    min_se,
    proxy_authenticate,
    proxy_authorization,
    proxy_require,
    reason,
    record_route,
    refer_to,
    referred_by,
    reject_contact,
    replaces,
    request_disposition,
    require,
    retry_after,
    route,
    server,
    session_expires,
    subject,
    subscription_state,
    supported,
    timestamp,
    to,
    unsupported,
    user_agent,
    via,
    warning,
    www_authenticate,
    x_asterisk_hangup_cause,
    x_asterisk_hangup_cause_code,
};
inline constexpr std::size_t header_name_count = 48;

// The name that a text spells: without case, compact forms included (RFC 3261 sections 7.3.1, 7.3.3).
HeaderName header_name(std::string_view text);
// Its usual spelling; empty for `other`.
std::string_view to_string(HeaderName name);

}  // namespace voiplab::sip
