#include "voiplab/models/agents/success_retransmission.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

namespace {

constexpr sip::TransactionTimers timers{};

// An ACK has the number of the INVITE whose 2xx it acknowledges (section 13.2.2.4).
bool acknowledges(sip::Message const& ack, sip::Message const& success) {
    return ack.sequence().number == success.sequence().number;
}

}  // namespace

SuccessRetransmission::SuccessRetransmission(SipEndpoint& endpoint, sim::Callback give_up)
    : endpoint_(endpoint), give_up_(give_up), timer_(endpoint.context().scheduler, [this] { on_timer(); }) {}

void SuccessRetransmission::start(sip::Message success) {
    auto const now = endpoint_.now();
    waiting_.push_back({std::move(success), timers.t1, now + timers.t1, now + timers.patience()});
    arm();
}

void SuccessRetransmission::stop() {
    waiting_.clear();
    timer_.cancel();
}

bool SuccessRetransmission::acknowledged_by(sip::Message const& ack) {
    auto const ended =
        std::erase_if(waiting_, [&](Unacknowledged const& entry) { return acknowledges(ack, entry.success); });
    arm();
    return ended > 0 && waiting_.empty();
}

void SuccessRetransmission::on_timer() {
    auto const now = endpoint_.now();
    for (auto& entry : waiting_) {
        if (now >= entry.deadline) {
            stop();
            give_up_();
            return;
        }
        if (now < entry.next) continue;
        endpoint_.repeat(entry.success, sip::response_destination(entry.success));
        entry.interval = std::min(entry.interval * 2, timers.t2);
        entry.next = std::min(now + entry.interval, entry.deadline);
    }
    arm();
}

void SuccessRetransmission::arm() {
    auto const first = std::min_element(waiting_.begin(), waiting_.end(),
                                        [](auto const& a, auto const& b) { return a.next < b.next; });
    if (first == waiting_.end()) {
        timer_.cancel();
    } else {
        timer_.arm(first->next);
    }
}

}  // namespace voiplab::agents
