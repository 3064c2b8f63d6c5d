#include "voiplab/models/agents/hangup_cause.hpp"
#include "voiplab/models/agents/server_call.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

// What Dial does: it calls one or several peers, and takes the first who answers.

namespace voiplab::agents {

namespace {

// What a callee's refusal makes of ${DIALSTATUS}: chan_sip tells Dial busy for 486, 600 and 603, congestion for the
// rest. Where its INVITE times out (retrans_pkt()) it hangs up with cause 18, which app_dial's handle_cause() counts as
// a channel that is not available.
std::string_view dial_status_of(int status) {
    if (status == 486 || status == 600 || status == 603) return "BUSY";
    return status == 408 ? "CHANUNAVAIL" : "CONGESTION";
}

// Of several callees' verdicts Dial tells the first of these.
int rank(std::string_view dial_status) {
    if (dial_status == "BUSY") return 3;
    return dial_status == "CONGESTION" ? 2 : dial_status == "CHANUNAVAIL" ? 1 : 0;
}

int cause_of(std::string_view dial_status) {
    if (dial_status == "BUSY") return cause::user_busy;
    return dial_status == "CONGESTION" ? cause::congestion : cause::no_user_response;
}

}  // namespace

void ServerCall::place_calls() {
    if (over_) return;
    live_->dial_open = true;
    live_->dial_status.clear();
    auto placed = false;
    for (auto const& name : live_->dialling.peers) {
        placed = place_call(name) || placed;
    }
    if (!placed) {
        finish_dialling("CHANUNAVAIL", cause::subscriber_absent);
    } else if (live_->dialling.timeout) {
        live_->timers.dial.arm_in(*live_->dialling.timeout + timing().give_up.next());
    }
}

// False where the peer cannot be reached.
bool ServerCall::place_call(std::string const& name) {
    auto const* const peer = parts_.home.peer(name);
    auto const location = peer != nullptr ? parts_.home.locate(*peer) : std::nullopt;
    auto media = location ? parts_.home.make_media() : nullptr;
    if (media == nullptr) return false;
    legs_.push_back(ServerLeg::of_callee(parts_.leg, *peer, location->contact, location->address, location->behind_nat,
                                         std::move(media), *this));
    auto const* const of_caller = caller_->remote_media();
    legs_.back()->call(live_->caller_id, of_caller != nullptr ? of_caller->speech() : nullptr);
    return true;
}

void ServerCall::give_up_dialling() {
    cancel_callees(nullptr);
    finish_dialling("NOANSWER", cause::no_answer);
}

void ServerCall::finish_dialling(std::string_view status, int cause) {
    if (!std::exchange(live_->dial_open, false)) return;
    live_->timers.dial.cancel();
    live_->cause = cause;
    live_->channel.set_dial_status(status);
    live_->timers.step.arm_in(timing().busy.next());
}

void ServerCall::cancel_callees(ServerLeg const* except) {
    for (auto const& leg : legs_) {
        if (leg.get() != caller_ && leg.get() != except) leg->cancel();
    }
}

void ServerCall::leg_ringing(ServerLeg& /*leg*/) {
    if (!std::exchange(live_->ringing_relayed, true)) caller_->progress(180);
}

void ServerCall::leg_progressing(ServerLeg& leg) {
    if (!live_->dial_open) return;
    caller_->progress_with_media();
    join(*caller_, leg);
}

// app_dial follows the number through the dialplan by a Local channel; here only an extension that begins with Dial can
// be forwarded to, and that Dial joins the one that is open.
void ServerCall::leg_forwarded(ServerLeg& /*leg*/, std::string const& number) {
    if (!live_->dial_open) return;
    caller_->progress(181);
    sip::DialplanChannel forward(parts_.leg.options.dialplan, live_->channel.variable("CONTEXT"), number,
                                 live_->caller_id.number, live_->caller_id.name);
    auto placed = false;
    if (forward.exists() && ++live_->forwards <= most_forwards) {
        auto const step = forward.next();
        if (auto const* const dial = std::get_if<sip::DialStep>(&step)) {
            for (auto const& peer : dial->peers) {
                placed = place_call(peer) || placed;
            }
        }
    }
    if (placed) return;
    if (live_->dial_status.empty()) live_->dial_status = "CONGESTION";
    judge_refusals();
}

void ServerCall::leg_answered(ServerLeg& leg) {
    if (!std::exchange(live_->dial_open, false) || over_) {
        leg.hang_up();
        return;
    }
    live_->timers.dial.cancel();
    cancel_callees(&leg);
    callee_ = &leg;
    live_->channel.set_dial_status("ANSWER");
    live_->timers.connect.arm_in(timing().connect.next());
}

void ServerCall::leg_refused(ServerLeg& /*leg*/, int status) {
    if (!live_->dial_open) return;
    if (auto const verdict = dial_status_of(status); rank(verdict) > rank(live_->dial_status))
        live_->dial_status = verdict;
    judge_refusals();
}

// Once nobody rings any more.
void ServerCall::judge_refusals() {
    auto const waiting = std::any_of(legs_.begin(), legs_.end(),
                                     [&](auto const& leg) { return leg.get() != caller_ && leg->ringing(); });
    if (waiting) return;
    finish_dialling(live_->dial_status, cause_of(live_->dial_status));
}

}  // namespace voiplab::agents
