#include "voiplab/models/agents/dtmf_relay.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/replaces.hpp"

#include <utility>

#include <fmt/format.h>

// What a call's person does once it is up: hold, transfer (RFC 3515, RFC 5589) and dialling digits.

namespace voiplab::agents {

namespace {

// From one digit to the next: a press of 160 ms and the pause after it.
constexpr sim::Duration digit_interval = std::chrono::milliseconds(250);

}  // namespace

void PhoneCall::next_action() {
    act(live_->plan.actions[live_->next_action++]);
    if (state_ != State::established || live_->next_action >= live_->plan.actions.size()) return;
    live_->timers.action.arm(
        std::max(parts_.endpoint.now(), live_->answered_at + live_->plan.actions[live_->next_action].after));
}

void PhoneCall::act(PhoneAction const& action) {
    if (state_ != State::established) return;
    switch (action.kind) {
        case PhoneAction::Kind::hold:
            return hold(true);
        case PhoneAction::Kind::resume:
            return hold(false);
        case PhoneAction::Kind::consult:
            return consult(action.to);
        case PhoneAction::Kind::transfer:
            return transfer(action.to);
        case PhoneAction::Kind::dtmf:
            live_->digits += action.digits;
            if (!live_->timers.digit.armed()) press_next();
    }
}

void PhoneCall::consult(std::string const& number) {
    hold(true);
    live_->transfer_number = number;
    live_->consultation = parts_.home.consult(number).number();
}

// To a number, or to whom this phone consults: then the Refer-To names the dialog that the new call is to replace (RFC
// 3891). Where nobody has answered there, it is given up and the number alone is named.
void PhoneCall::transfer(std::string const& number) {
    if (live_->refer_transaction) return;  // one transfer at a time
    if (!number.empty()) live_->transfer_number = number;
    auto target = fmt::format("sip:{}@{}", live_->transfer_number, parts_.options.domain);
    if (auto* const consultation = live_->consultation ? parts_.home.call(*live_->consultation) : nullptr) {
        auto const answered = consultation->state_ == State::established;
        if (answered && number.empty()) {
            target += "?Replaces=" + sip::escape_header_value(to_string(sip::Replaces::of(*consultation->dialog_)));
        } else if (answered) {
            consultation->hang_up();
        } else {
            consultation->give_up();
        }
    }
    auto refer = dialog_->request("REFER");
    refer.add(sip::HeaderName::contact, contact());
    refer.add(sip::HeaderName::refer_to, fmt::format("<{}>", target));
    refer.add(sip::HeaderName::referred_by, fmt::format("<sip:{}@{}>", parts_.options.user, parts_.options.domain));
    live_->refer_transaction = send(std::move(refer));
}

void PhoneCall::press_next() {
    if (live_->digits.empty() || state_ != State::established) return;
    // While the call is held its media is silent, and so are keys in it.
    if (live_->holding && parts_.options.dtmf != DtmfMode::info) {
        live_->timers.digit.arm_in(digit_interval);
        return;
    }
    auto const digit = live_->digits.front();
    live_->digits.erase(0, 1);
    if (parts_.options.dtmf == DtmfMode::info) {
        send_info(digit);
    } else {
        media_->press(digit, parts_.options.dtmf == DtmfMode::inband);
    }
    live_->timers.digit.arm_in(digit_interval);
}

void PhoneCall::send_info(char digit) {
    auto info = dialog_->request("INFO");
    info.add(sip::HeaderName::contact, contact());
    describe_key(info, digit);
    send(std::move(info));
}

}  // namespace voiplab::agents
