#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"
#include "voiplab/sim/random.hpp"

#include <map>
#include <utility>

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

TransportAddress const caller_address{"192.0.2.1", 5060};
TransportAddress const callee_address{"192.0.2.4", 5060};

// Two layers and a wire that loses, doubles and reorders what it carries. The callee answers every request once, with
// one status.
class Wire {
  public:
    struct Fate {
        unsigned lost_percent = 0;
        unsigned doubled_percent = 0;
        voiplab::sim::Duration longest = 1ms;  // delays lie between 1 ms and this
    };

    Wire(Fate fate, unsigned seed, int answer) : fate_(fate), random_(seed), answer_(answer) {}

    void call(Message const& message) {
        TransactionEffects effects;
        caller_.request(message, callee_address, at(0s), effects);
        carry(effects, at(0s));
    }

    // Until nothing is in flight and no timer runs.
    void run() {
        while (auto const next = earliest({first_in_flight(), caller_.deadline(), callee_.deadline()})) {
            step(*next);
        }
    }

    [[nodiscard]] std::size_t transactions_left() const { return caller_.size() + callee_.size(); }

    unsigned requests_heard = 0;
    unsigned acks_heard = 0;
    unsigned finals_heard = 0;
    unsigned strays_heard = 0;
    unsigned provisionals_after_final = 0;
    std::string timers;  // that fired B, F or H

  private:
    struct InFlight {
        Message message;
        bool to_callee;
    };

    std::optional<voiplab::sim::Time> first_in_flight() const {
        if (in_flight_.empty()) return std::nullopt;
        return in_flight_.begin()->first.first;
    }

    void step(voiplab::sim::Time now) {
        TransactionEffects effects;
        if (first_in_flight() == now) {
            auto const arrived = std::move(in_flight_.begin()->second);
            in_flight_.erase(in_flight_.begin());
            auto& layer = arrived.to_callee ? callee_ : caller_;
            layer.receive(arrived.message, arrived.to_callee ? caller_address : callee_address, now, effects);
        } else {
            caller_.advance(now, effects);
            callee_.advance(now, effects);
        }
        hear(effects, now);
        carry(effects, now);
    }

    void hear(TransactionEffects& effects, voiplab::sim::Time now) {
        auto const events = effects.events;
        for (auto const& event : events) {
            if (auto const* const arrived = std::get_if<RequestArrived>(&event)) {
                ++requests_heard;
                callee_.respond(arrived->transaction, response(arrived->request, 180), now, effects);
                callee_.respond(arrived->transaction, response(arrived->request, answer_), now, effects);
            } else if (auto const* const heard = std::get_if<ResponseArrived>(&event)) {
                hear_response(heard->response.status());
            } else if (auto const* const timed_out = std::get_if<TransactionTimedOut>(&event)) {
                timers += timed_out->timer;
            }
            acks_heard += std::holds_alternative<AckArrived>(event) ? 1 : 0;
            strays_heard += std::holds_alternative<StrayResponse>(event) ? 1 : 0;
        }
    }

    void hear_response(int status) {
        if (status >= 200) {
            ++finals_heard;
        } else if (finals_heard > 0) {
            ++provisionals_after_final;
        }
    }

    void carry(TransactionEffects const& effects, voiplab::sim::Time now) {
        for (auto const& transmission : effects.transmissions) {
            if (random_.integer(0, 99) < fate_.lost_percent) continue;
            unsigned const copies = random_.integer(0, 99) < fate_.doubled_percent ? 2 : 1;
            for (unsigned copy = 0; copy < copies; ++copy) {
                auto const longest = static_cast<std::uint64_t>(fate_.longest / 1ms);
                auto const delay = 1ms * static_cast<std::int64_t>(random_.integer(1, longest));
                in_flight_.emplace(std::pair(now + delay, ++sent_),
                                   InFlight{transmission.message, transmission.to == callee_address});
            }
        }
    }

    Fate fate_;
    voiplab::sim::RandomStream random_;
    int answer_;
    TransactionLayer caller_;
    TransactionLayer callee_;
    std::map<std::pair<voiplab::sim::Time, std::uint64_t>, InFlight> in_flight_;
    std::uint64_t sent_ = 0;
};

}  // namespace

TEST_CASE("over a perfect wire a refused INVITE costs one exchange and leaves nothing behind") {
    Wire wire({}, 1, 486);
    wire.call(request("INVITE"));
    wire.run();
    CHECK(wire.requests_heard == 1);
    CHECK(wire.finals_heard == 1);
    CHECK(wire.acks_heard == 0);
    CHECK(wire.timers.empty());
    CHECK(wire.transactions_left() == 0);
}

TEST_CASE("over a wire that loses, doubles and reorders, each request is heard once and answered once") {
    // Delays of up to 1 s are below timers I and K (5 s), so that no copy outlives the transaction that absorbs it; and
    // with a third of the messages lost, 64 T1 are enough for both ways of each of these runs.
    for (auto const* const method : {"INVITE", "BYE"}) {
        for (unsigned seed = 1; seed <= 200; ++seed) {
            CAPTURE(method, seed);
            Wire wire({.lost_percent = 33, .doubled_percent = 20, .longest = 1s}, seed, 486);
            wire.call(request(method));
            wire.run();
            CHECK(wire.requests_heard == 1);
            CHECK(wire.finals_heard == 1);
            CHECK(wire.acks_heard == 0);
            CHECK(wire.strays_heard == 0);
            CHECK(wire.provisionals_after_final == 0);
            CHECK(wire.timers.empty());
            CHECK(wire.transactions_left() == 0);
        }
    }
}

TEST_CASE("a wire that loses everything ends in timer B for an INVITE and timer F for the rest") {
    for (auto const& [method, timer] : {std::pair("INVITE", "B"), std::pair("BYE", "F")}) {
        Wire wire({.lost_percent = 100}, 1, 200);
        wire.call(request(method));
        wire.run();
        CHECK(wire.timers == timer);
        CHECK(wire.requests_heard == 0);
        CHECK(wire.transactions_left() == 0);
    }
}
