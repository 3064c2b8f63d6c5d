#pragma once

#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip::testing {

using namespace std::chrono_literals;

inline sim::Time at(sim::Duration since_start) {
    return sim::Time(since_start);
}

// Alice's request to Bob, after the example of RFC 3261 section 17.1.1.3.
inline Message request(std::string_view method, std::string_view branch = "z9hG4bKkjshdyff") {
    Message message(RequestLine{method, "sip:bob@biloxi.com"});
    message.add("Via", "SIP/2.0/UDP pc33.atlanta.com;branch=" + std::string(branch));
    message.add("To", "Bob <sip:bob@biloxi.com>");
    message.add("From", "Alice <sip:alice@atlanta.com>;tag=88sja8x");
    message.add("Max-Forwards", "70");
    message.add("Call-ID", "987asjd97y7atg");
    message.add("CSeq", "986759 " + std::string(method));
    return message;
}

inline Message response(Message const& to, int status) {
    return make_response(to, status, status == 100 ? "" : "99sa0xk");
}

inline Message response(std::string_view method, int status) {
    return response(request(method), status);
}

// The start of what a machine sends: "INVITE", "ACK", "180"; empty where it sends nothing.
inline std::string sent(std::optional<Message> const& message) {
    if (!message) return {};
    return message->is_request() ? std::string(message->method()) : std::to_string(message->status());
}

// Lets a machine run from one deadline to the next until none is left, and gives the times of its transmissions.
template <typename Machine>
std::vector<sim::Duration> retransmission_times(Machine& machine) {
    std::vector<sim::Duration> times;
    while (auto const deadline = machine.deadline()) {
        if (machine.advance(*deadline).send) times.push_back(deadline->time_since_epoch());
    }
    return times;
}

// The events of one kind, in order.
template <typename Event>
std::vector<Event> events_of(TransactionEffects const& effects) {
    std::vector<Event> found;
    for (auto const& event : effects.events) {
        if (auto const* const wanted = std::get_if<Event>(&event)) found.push_back(*wanted);
    }
    return found;
}

// Advances a layer from one deadline to the next until no timer runs.
inline TransactionEffects run_out(TransactionLayer& layer) {
    TransactionEffects effects;
    while (auto const deadline = layer.deadline()) {
        layer.advance(*deadline, effects);
    }
    return effects;
}

}  // namespace voiplab::sip::testing
