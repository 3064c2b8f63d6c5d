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
    act(plan_.actions[next_action_++]);
    if (next_action_ >= plan_.actions.size() || state_ != State::established) return;
    timers_->action.arm(std::max(parts_.endpoint.now(), answered_at_ + plan_.actions[next_action_].after));
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
            digits_ += action.digits;
            if (!timers_->digit.armed()) press_next();
    }
}

void PhoneCall::consult(std::string const& number) {
    hold(true);
    transfer_number_ = number;
    consultation_ = parts_.home.consult(number).number();
}

// To a number, or to whom this phone consults: then the Refer-To names the dialog that the new call is to replace (RFC
// 3891). Where nobody has answered there, it is given up and the number alone is named.
void PhoneCall::transfer(std::string const& number) {
    if (refer_transaction_) return;  // one transfer at a time
    if (!number.empty()) transfer_number_ = number;
    auto target = fmt::format("sip:{}@{}", transfer_number_, parts_.options.domain);
    if (auto* const consultation = consultation_ ? parts_.home.call(*consultation_) : nullptr) {
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
    refer_transaction_ = send(std::move(refer));
}

void PhoneCall::press_next() {
    if (digits_.empty() || state_ != State::established) return;
    // While the call is held its media is silent, and so are keys in it.
    if (holding_ && parts_.options.dtmf != DtmfMode::info) {
        timers_->digit.arm_in(digit_interval);
        return;
    }
    auto const digit = digits_.front();
    digits_.erase(0, 1);
    if (parts_.options.dtmf == DtmfMode::info) {
        send_info(digit);
    } else {
        media_->press(digit, parts_.options.dtmf == DtmfMode::inband);
    }
    timers_->digit.arm_in(digit_interval);
}

void PhoneCall::send_info(char digit) {
    auto info = dialog_->request("INFO");
    info.add(sip::HeaderName::contact, contact());
    describe_key(info, digit);
    send(std::move(info));
}

}  // namespace voiplab::agents
