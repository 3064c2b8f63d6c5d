#include "voiplab/models/agents/success_retransmission.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

namespace {
constexpr sip::TransactionTimers timers{};
}

SuccessRetransmission::SuccessRetransmission(SipEndpoint& endpoint, sim::Callback give_up)
    : endpoint_(endpoint), give_up_(give_up), timer_(endpoint.context().scheduler, [this] { repeat(); }) {}

void SuccessRetransmission::start(sip::Message success) {
    success_ = std::move(success);
    interval_ = timers.t1;
    deadline_ = endpoint_.now() + timers.patience();
    timer_.arm_in(interval_);
}

bool SuccessRetransmission::acknowledged_by(sip::Message const& ack) {
    if (!timer_.armed()) return false;
    // A late ACK to an earlier 2xx of the dialog has that one's number.
    auto const waited_for = sip::parse_cseq(*success_.header("CSeq"));
    auto const came = sip::parse_cseq(ack.header("CSeq").value_or(""));
    if (!came || came->number != waited_for->number) return false;
    timer_.cancel();
    return true;
}

void SuccessRetransmission::repeat() {
    if (endpoint_.now() >= deadline_) {
        give_up_();
        return;
    }
    endpoint_.repeat(success_, sip::response_destination(success_));
    interval_ = std::min(interval_ * 2, timers.t2);
    timer_.arm(std::min(endpoint_.now() + interval_, deadline_));
}

}  // namespace voiplab::agents
