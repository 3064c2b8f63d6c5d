#include "voiplab/models/agents/server_call.hpp"

#include "voiplab/models/agents/hangup_cause.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace voiplab::agents {

ServerCall::Timers::Timers(ServerCall& call, sim::Scheduler& scheduler)
    : step(scheduler, [&call] { call.next_step(); }),
      place(scheduler, [&call] { call.place_calls(); }),
      dial(scheduler, [&call] { call.give_up_dialling(); }),
      read(scheduler, [&call] { call.finish_reading(); }),
      connect(scheduler, [&call] { call.connect(); }),
      bridge(scheduler, [&call] { call.bridge(); }),
      unbridge(scheduler, [&call] { call.leave_bridge(); }),
      hold(scheduler, [&call] { call.end_call(call.live_->cause); }) {}

ServerCall::Live::Live(ServerCall& call, std::string context, std::string extension, CallerId caller)
    : caller_id(std::move(caller)),
      channel(call.parts_.leg.options.dialplan, std::move(context), std::move(extension), caller_id.number,
              caller_id.name),
      timers(call, call.parts_.leg.endpoint.context().scheduler) {}

ServerCall::ServerCall(ServerCallParts const& parts, std::uint64_t number, std::string context, std::string extension,
                       CallerId caller_id)
    : parts_(parts),
      number_(number),
      live_(std::make_unique<Live>(*this, std::move(context), std::move(extension), std::move(caller_id))) {}

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
    std::visit([this](auto const& step) { take(step); }, live_->channel.next());
}

void ServerCall::take(sip::DialStep const& step) {
    live_->dialling = step;
    live_->timers.place.arm_in(timing().dial.next());
}

void ServerCall::take(sip::AnswerStep const& /*step*/) {
    caller_->answer();
    live_->timers.step.arm_in({});
}

void ServerCall::take(sip::RingingStep const& /*step*/) {
    if (!std::exchange(live_->ringing_relayed, true)) caller_->progress(180);
    live_->timers.step.arm_in({});
}

void ServerCall::take(sip::WaitStep const& step) {
    live_->timers.step.arm_in(step.duration);
}

void ServerCall::take(sip::ProgressStep const& /*step*/) {
    caller_->progress_with_media();
    live_->timers.step.arm_in({});
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
    live_->reading = step;
    live_->keys.clear();
    live_->timers.read.arm_in(step.timeout);
    if (step.prompt.empty()) return;
    auto const& speech = *caller_->remote_media()->speech();
    caller_->media().play(parts_.announcement.as(speech), speech.payload_type, [] {});
}

void ServerCall::leg_pressed(ServerLeg& leg, char key, bool in_media) {
    if (!live_->reading || &leg != caller_) {
        // In a bridge what comes in the media passes by itself, between two who both take it.
        auto* const other = partner_of(leg);
        if (other != nullptr && !(in_media && leg.shares_events_with(*other))) other->press(key);
        return;
    }
    caller_->media().stop_playing();
    if (key != '#') live_->keys += key;
    if (key == '#' || live_->keys.size() >= live_->reading->most) {
        finish_reading();
    } else {
        live_->timers.read.arm_in(live_->reading->timeout);
    }
}

void ServerCall::finish_reading() {
    auto const step = *std::exchange(live_->reading, std::nullopt);
    live_->timers.read.cancel();
    caller_->media().stop_playing();
    live_->channel.set_variable(step.variable, live_->keys);
    live_->timers.step.arm_in({});
}

void ServerCall::take(sip::BusyStep const& step) {
    live_->cause = cause::user_busy;
    caller_->refuse(486);
    hold_then_hang_up(step.duration);
}

void ServerCall::take(sip::CongestionStep const& step) {
    live_->cause = cause::congestion;
    caller_->refuse(503);
    hold_then_hang_up(step.duration);
}

void ServerCall::take(sip::HangupStep const& step) {
    end_call(step.cause.value_or(live_->cause));
}

void ServerCall::hold_then_hang_up(std::optional<sim::Duration> duration) {
    if (duration) live_->timers.hold.arm_in(*duration);
}

// The bridge

void ServerCall::connect() {
    caller_->answer();
    live_->timers.bridge.arm_in(timing().bridge.next());
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
    auto& timers = live_->timers;
    for (auto* const timer : {&timers.step, &timers.connect, &timers.bridge}) {
        timer->cancel();
    }
    live_->staying = &leg == caller_ ? callee_ : caller_;
    live_->staying->media().bridge_to(nullptr);
    live_->staying->media().stop_playing();
    timers.unbridge.arm_in(timing().unbridge.next());
}

void ServerCall::leave_bridge() {
    live_->staying->restore_media();
    live_->staying->hang_up();
}

void ServerCall::leg_cancelled(ServerLeg& /*leg*/) {
    live_->channel.set_dial_status("CANCEL");
    end_call(cause::normal_clearing);
}

void ServerCall::end_call(int cause) {
    if (std::exchange(over_, true)) return;
    auto& timers = live_->timers;
    for (auto* const timer :
         {&timers.step, &timers.place, &timers.dial, &timers.read, &timers.connect, &timers.bridge, &timers.hold}) {
        timer->cancel();
    }
    live_->dial_open = false;
    cancel_callees(nullptr);
    if (callee_ != nullptr) callee_->hang_up();
    if (caller_->answered()) {
        caller_->hang_up();
    } else {
        caller_->refuse(status_of_cause(cause));
    }
    tell_if_over();
}

void ServerCall::tell_if_over() {
    auto const over = over_ && std::all_of(legs_.begin(), legs_.end(), [](auto const& leg) { return leg->over(); });
    if (over && live_) parts_.home.call_over(number_);
}

}  // namespace voiplab::agents
