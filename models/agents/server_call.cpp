#include "voiplab/models/agents/server_call.hpp"

#include "voiplab/models/agents/hangup_cause.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace voiplab::agents {

ServerCall::ServerCall(ServerCallParts const& parts, std::uint64_t number, std::string context, std::string extension,
                       CallerId caller_id)
    : parts_(parts),
      number_(number),
      channel_(parts.leg.options.dialplan, std::move(context), std::move(extension), caller_id.number, caller_id.name),
      caller_id_(std::move(caller_id)),
      step_timer_(parts.leg.endpoint.context().scheduler, [this] { next_step(); }),
      place_timer_(parts.leg.endpoint.context().scheduler, [this] { place_calls(); }),
      dial_timer_(parts.leg.endpoint.context().scheduler, [this] { give_up_dialling(); }),
      read_timer_(parts.leg.endpoint.context().scheduler, [this] { finish_reading(); }),
      connect_timer_(parts.leg.endpoint.context().scheduler, [this] { connect(); }),
      bridge_timer_(parts.leg.endpoint.context().scheduler, [this] { bridge(); }),
      unbridge_timer_(parts.leg.endpoint.context().scheduler, [this] { leave_bridge(); }),
      hold_timer_(parts.leg.endpoint.context().scheduler, [this] { end_call(cause_); }) {}

void ServerCall::start(std::unique_ptr<ServerLeg> caller) {
    caller_ = caller.get();
    legs_.push_back(std::move(caller));
    caller_->progress(100);
    next_step();
}

void ServerCall::leg_done() {
    auto const done = std::all_of(legs_.begin(), legs_.end(), [](auto const& leg) { return leg->done(); });
    if (done) parts_.home.call_done(number_);
}

// The dialplan

void ServerCall::next_step() {
    if (over_) return;
    std::visit([this](auto const& step) { take(step); }, channel_.next());
}

void ServerCall::take(sip::DialStep const& step) {
    dialling_ = step;
    place_timer_.arm_in(timing().dial.next());
}

void ServerCall::take(sip::AnswerStep const& /*step*/) {
    caller_->answer();
    step_timer_.arm_in({});
}

void ServerCall::take(sip::RingingStep const& /*step*/) {
    if (!std::exchange(ringing_relayed_, true)) caller_->progress(180);
    step_timer_.arm_in({});
}

void ServerCall::take(sip::WaitStep const& step) {
    step_timer_.arm_in(step.duration);
}

void ServerCall::take(sip::ProgressStep const& /*step*/) {
    caller_->progress_with_media();
    step_timer_.arm_in({});
}

void ServerCall::take(sip::PlaybackStep const& step) {
    // Playback answers a channel that is not up yet, unless it is told not to.
    if (step.answer) {
        caller_->answer();
    } else {
        caller_->progress_with_media();
    }
    auto const& speech = *caller_->remote_media()->speech();
    caller_->media().play(parts_.announcement.as(speech), speech.payload_type, [this] { next_step(); });
}

void ServerCall::take(sip::ReadStep const& step) {
    caller_->answer();
    reading_ = step;
    keys_.clear();
    read_timer_.arm_in(step.timeout);
    if (step.prompt.empty()) return;
    auto const& speech = *caller_->remote_media()->speech();
    caller_->media().play(parts_.announcement.as(speech), speech.payload_type, [] {});
}

void ServerCall::leg_pressed(ServerLeg& leg, char key, bool in_media) {
    if (!reading_ || &leg != caller_) {
        // In a bridge what comes in the media passes by itself, between two who both take it.
        auto* const other = partner_of(leg);
        if (other != nullptr && !(in_media && leg.shares_events_with(*other))) other->press(key);
        return;
    }
    caller_->media().stop_playing();
    if (key != '#') keys_ += key;
    if (key == '#' || keys_.size() >= reading_->most) {
        finish_reading();
    } else {
        read_timer_.arm_in(reading_->timeout);
    }
}

void ServerCall::finish_reading() {
    auto const step = *std::exchange(reading_, std::nullopt);
    read_timer_.cancel();
    caller_->media().stop_playing();
    channel_.set_variable(step.variable, keys_);
    step_timer_.arm_in({});
}

void ServerCall::take(sip::BusyStep const& step) {
    cause_ = cause::user_busy;
    caller_->refuse(486);
    hold_then_hang_up(step.duration);
}

void ServerCall::take(sip::CongestionStep const& step) {
    cause_ = cause::congestion;
    caller_->refuse(503);
    hold_then_hang_up(step.duration);
}

void ServerCall::take(sip::HangupStep const& step) {
    end_call(step.cause.value_or(cause_));
}

void ServerCall::hold_then_hang_up(std::optional<sim::Duration> duration) {
    if (duration) hold_timer_.arm_in(*duration);
}

// The bridge

void ServerCall::connect() {
    caller_->answer();
    bridge_timer_.arm_in(timing().bridge.next());
}

void ServerCall::bridge() {
    if (caller_->held() || callee_->held()) {
        keep_waiting(*caller_, *callee_);
        keep_waiting(*callee_, *caller_);
        return;
    }
    join(*caller_, *callee_);
    send_media_directly();
}

void ServerCall::join(ServerLeg& one, ServerLeg& other) {
    one.media().bridge_to(&other.media());
    other.media().bridge_to(&one.media());
    auto const share = one.shares_events_with(other);
    one.media().pass_events(share);
    other.media().pass_events(share);
}

void ServerCall::send_media_directly() {
    if (!direct_media_possible()) return;
    // Each phone is told the other's endpoint; the caller's re-INVITE waits for the ACK to its 200. The callee is
    // offered all that the server allows it, the caller the one format that the callee's channel speaks.
    callee_->redirect_media(caller_->remote_media()->endpoint, callee_->own_formats());
    auto formats = caller_->remote_media()->formats;
    auto const& spoken = *callee_->remote_media()->speech();
    std::erase_if(formats, [&](sip::MediaFormat const& format) {
        return sip::is_speech(format) && !sip::same_encoding(format, spoken);
    });
    caller_->redirect_media(callee_->remote_media()->endpoint, formats);
}

bool ServerCall::direct_media_possible() const {
    auto const allows = [](ServerLeg const* leg) {
        return leg->peer() != nullptr && leg->peer()->direct_media && !leg->held() && leg->remote_media() != nullptr &&
               leg->remote_media()->speech() != nullptr;
    };
    if (!allows(caller_) || !allows(callee_) || !caller_->shares_events_with(*callee_)) return false;
    auto const& formats = caller_->remote_media()->formats;
    auto const& spoken = *callee_->remote_media()->speech();
    return std::any_of(formats.begin(), formats.end(),
                       [&](sip::MediaFormat const& format) { return sip::same_encoding(format, spoken); });
}

void ServerCall::leg_hung_up(ServerLeg& leg) {
    // One who answered after somebody else had: nobody heard of him.
    if (over_ || (&leg != caller_ && &leg != callee_)) return;
    if (&leg == caller_ && callee_ == nullptr) {
        end_call(cause::normal_clearing);
        return;
    }
    over_ = true;
    for (auto* const timer : {&step_timer_, &connect_timer_, &bridge_timer_}) {
        timer->cancel();
    }
    staying_ = &leg == caller_ ? callee_ : caller_;
    staying_->media().bridge_to(nullptr);
    staying_->media().stop_playing();
    unbridge_timer_.arm_in(timing().unbridge.next());
}

void ServerCall::leave_bridge() {
    staying_->restore_media();
    staying_->hang_up();
}

void ServerCall::leg_cancelled(ServerLeg& /*leg*/) {
    channel_.set_dial_status("CANCEL");
    end_call(cause::normal_clearing);
}

void ServerCall::end_call(int cause) {
    if (std::exchange(over_, true)) return;
    for (auto* const timer :
         {&step_timer_, &place_timer_, &dial_timer_, &read_timer_, &connect_timer_, &bridge_timer_, &hold_timer_}) {
        timer->cancel();
    }
    dial_open_ = false;
    cancel_callees(nullptr);
    if (callee_ != nullptr) callee_->hang_up();
    if (caller_->answered()) {
        caller_->hang_up();
    } else {
        caller_->refuse(status_of_cause(cause));
    }
}

}  // namespace voiplab::agents
