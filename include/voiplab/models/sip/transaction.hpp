#pragma once

#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/time.hpp"

#include <initializer_list>
#include <optional>

// What the four transaction machines have in common. Each is one figure of RFC 3261 section 17 over an unreliable
// transport: the caller says what came in and when, the machine answers what that causes.
namespace voiplab::sip {

// RFC 3261 table 4, for an unreliable transport. All must be longer than zero, `trying_after` aside.
struct TransactionTimers {
    sim::Duration t1 = std::chrono::milliseconds(500);  // round-trip estimate
    sim::Duration t2 = std::chrono::seconds(4);         // the longest interval between retransmissions
    sim::Duration t4 = std::chrono::seconds(5);         // how long a message may linger in the network
    // Section 17.2.1: a server transaction asks for a 100 when its user has been silent for so long.
    sim::Duration trying_after = std::chrono::milliseconds(200);

    // Timers B, F, H and J, and L and M of RFC 6026.
    [[nodiscard]] constexpr sim::Duration patience() const { return 64 * t1; }
    // Timer D: an absolute time, since a client cannot know the T1 that governs the server's timer H (17.1.1.2).
    static constexpr sim::Duration timer_d = std::chrono::seconds(32);
};

// What one input makes a transaction do.
struct TransactionActions {
    std::optional<Message> send = std::nullopt;    // to be handed to the transport now
    bool pass_up = false;                          // the message that came in is for the transaction user
    bool trying_due = false;                       // the transaction user should send its 100
    std::optional<char> timed_out = std::nullopt;  // the transaction user is told: timer B, F or H fired
};

// The first of several timers; nullopt where none runs.
[[nodiscard]] inline std::optional<sim::Time> earliest(std::initializer_list<std::optional<sim::Time>> timers) {
    std::optional<sim::Time> first;
    for (auto const& timer : timers) {
        if (timer && (!first || *timer < *first)) first = timer;
    }
    return first;
}

[[nodiscard]] inline bool due(std::optional<sim::Time> const& timer, sim::Time now) {
    return timer && *timer <= now;
}

}  // namespace voiplab::sip
