#pragma once

#include "voiplab/sim/time.hpp"

#include <cassert>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace voiplab::agents {

// How long an agent takes for something. One time, or one for each occasion in turn, the last of which then repeats.
// Copies share the times, each with a turn of its own.
class ThinkingTime {
  public:
    ThinkingTime(std::initializer_list<sim::Duration> in_turn) : ThinkingTime(std::vector(in_turn)) {}
    explicit ThinkingTime(std::vector<sim::Duration> in_turn) : times_(new Times(std::move(in_turn))) {
        assert(!times_->in_turn.empty());
    }

    // The time for the next occasion.
    sim::Duration next() {
        auto const& all = times_->in_turn;
        auto const now = all[next_];
        if (next_ + 1 < all.size()) ++next_;
        return now;
    }
    [[nodiscard]] std::vector<sim::Duration> const& times() const { return times_->in_turn; }

  private:
    struct Times : boost::intrusive_ref_counter<Times> {
        explicit Times(std::vector<sim::Duration> all) : in_turn(std::move(all)) {}
        std::vector<sim::Duration> const in_turn;
    };
    // Not a shared_ptr, which is twice as long: a phone has fourteen.
    boost::intrusive_ptr<Times const> times_;
    std::uint32_t next_ = 0;
};
static_assert(sizeof(ThinkingTime) == 16);

// A phone's times. The first group is how long its SIP stack is busy with a message that arrived, before it acts on it;
// messages wait for one another. The second counts from a named event.
struct PhoneTiming {
    ThinkingTime challenge{std::chrono::microseconds(1500)};   // a 401 or 407, until the ACK
    ThinkingTime failure{std::chrono::milliseconds(2)};        // another final response of 300 or more, until the ACK
    ThinkingTime provisional{std::chrono::microseconds(500)};  // a provisional response
    ThinkingTime answer{std::chrono::milliseconds(5)};         // a 2xx, until the ACK where one is due
    ThinkingTime invite{std::chrono::microseconds(500)};       // an INVITE
    ThinkingTime request{std::chrono::milliseconds(2)};        // another request, until its response

    ThinkingTime resend{std::chrono::milliseconds(2)};            // ACK of a challenge -> the request with credentials
    ThinkingTime trying{std::chrono::milliseconds(200)};          // INVITE -> its 100, if nothing else was sent before
    ThinkingTime ringing{std::chrono::milliseconds(50)};          // INVITE -> 180
    ThinkingTime reinvite_answer{std::chrono::milliseconds(20)};  // re-INVITE -> 200
    ThinkingTime media_start{std::chrono::milliseconds(20)};      // 2xx sent, or ACK sent -> first RTP packet
    ThinkingTime media_move{std::chrono::milliseconds(20)};       // re-INVITE -> RTP leaves for the new address
    ThinkingTime second_packet{
        std::chrono::milliseconds(20)};  // first RTP packet -> second; an audio device starts late
    ThinkingTime first_report{
        std::chrono::milliseconds(2500)};  // first RTP packet -> first RTCP report (RFC 3550: half of 5 s)
    // From one RTCP report to the next; unset: drawn for each as RFC 3550 section 6.3.1 has it.
    std::optional<sim::Duration> report_interval;
    // The authenticated INVITE is sent once more after so long, whatever timer A says; unset: it is not.
    std::optional<sim::Duration> repeat_invite;
};

// An Asterisk-like server's times, in the same two groups. Its SIP thread takes one message after another.
struct ServerTiming {
    ThinkingTime challenge{std::chrono::microseconds(300)};  // a request that is to be challenged, until the 401
    ThinkingTime invite{std::chrono::microseconds(1400)};    // an accepted INVITE, until the 100
    ThinkingTime repeated{std::chrono::microseconds(230)};   // a retransmitted request, until the response is repeated
    ThinkingTime provisional{std::chrono::microseconds(400)};  // a callee's 180, until it is relayed
    ThinkingTime answer{std::chrono::microseconds(260)};       // a 2xx to an INVITE, until the ACK
    ThinkingTime failure{std::chrono::microseconds(130)};      // a final response of 300 or more, until the ACK
    ThinkingTime request{
        std::chrono::microseconds(350)};               // another request (BYE, REGISTER, OPTIONS), until its response
    ThinkingTime ack{std::chrono::microseconds(170)};  // an ACK, until what had waited for it

    ThinkingTime dial{std::chrono::milliseconds(
        2)};  // 100 to the caller -> dialplan starts, or one priority to the next: INVITE to the callee
    ThinkingTime connect{std::chrono::microseconds(300)};  // ACK to the callee -> 200 to the caller
    ThinkingTime bridge{std::chrono::microseconds(800)};   // 200 to the caller -> direct media re-INVITE to the callee
    ThinkingTime unbridge{
        std::chrono::microseconds(280)};  // 200 to a BYE -> re-INVITE that brings the other's media back
    ThinkingTime hangup{std::chrono::microseconds(100)};  // what a BYE waited for is done -> the BYE
    ThinkingTime give_up{std::chrono::milliseconds(2)};   // Dial's time is over -> CANCEL to the callee
    ThinkingTime busy{
        std::chrono::microseconds(800)};  // CANCEL to the callee -> the next priority's response to the caller
    ThinkingTime rtp_relay{std::chrono::microseconds(50)};  // an RTP packet in -> the same packet out
};

// How long a proxy is busy with a message that arrived, before it acts on it; messages wait for one another.
struct ProxyTiming {
    ThinkingTime request{std::chrono::microseconds(300)};
    ThinkingTime response{std::chrono::microseconds(150)};
};

}  // namespace voiplab::agents
