#pragma once

#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/message.hpp"

#include <string>
#include <string_view>

namespace voiplab::agents {

// Which layout a message takes. Of an ACK it is `ack_success`: only the transaction layer makes the other one.
MessageKind kind_of(sip::Message const& message);

// Orders, spells and completes a message's header fields as the product does, and sets its Content-Length.
void lay_out(sip::Message& message, MessageKind kind, Profile const& profile);

// `"2000" <sip:2000@host>` with the product's spacing; an empty display name leaves `<sip:2000@host>`.
std::string name_address(std::string_view display_name, std::string_view uri, Profile const& profile);

// What a request's top Via becomes where it arrives (RFC 3261 section 18.2.1, RFC 3581), in the product's manner.
void mark_received(sip::Message& request, std::string_view host, std::uint16_t port, ViaReceived manner);

// The values of Authorization and WWW-Authenticate, in the product's order and spacing.
std::string to_header(sip::Credentials const& credentials, Profile const& profile);
std::string to_header(sip::Challenge const& challenge, Profile const& profile);

}  // namespace voiplab::agents
