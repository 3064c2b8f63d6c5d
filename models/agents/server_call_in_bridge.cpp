#include "voiplab/models/agents/server_call.hpp"

#include <algorithm>
#include <utility>

// What becomes of a bridge: one holds the other, or sends it to somebody else (RFC 3515, RFC 3891).

namespace voiplab::agents {

ServerLeg* ServerCall::partner_of(ServerLeg const& leg) const {
    if (callee_ == nullptr || over_) return nullptr;
    return &leg == caller_ ? callee_ : &leg == callee_ ? caller_ : nullptr;
}

// Who is kept waiting gets its media from the server again, and music; who comes back gets it directly.
void ServerCall::leg_held(ServerLeg& leg, bool held) {
    auto* const other = partner_of(leg);
    if (other == nullptr) return;
    part(leg, *other);
    if (held) other->restore_media();
    bridge();
}

// Who is held hears music, unless it holds as well: then it wants to hear nothing (RFC 3264 section 5.1).
void ServerCall::keep_waiting(ServerLeg& holder, ServerLeg& other) {
    if (holder.held() && !other.held()) play_music(other);
}

void ServerCall::play_music(ServerLeg& leg) {
    auto const* const speech = leg.remote_media() != nullptr ? leg.remote_media()->speech() : nullptr;
    if (speech == nullptr) return;
    leg.media().play(parts_.music_on_hold.as(*speech), speech->payload_type,
                     [this, listener = &leg] { play_music(*listener); });
}

// Transfers

void ServerCall::leg_transfers(ServerLeg& leg, TransferTarget const& target) {
    auto const done =
        target.replaces ? transfer_to_dialog(leg, *target.replaces) : transfer_to_number(leg, target.number);
    // The transferor says BYE itself once it has heard of this.
    leg.notify_transfer(done ? 200 : 503);
}

// Neither hears the other any more.
void ServerCall::part(ServerLeg& leaving, ServerLeg& staying) {
    // The callee may be faster than the 200 to the caller.
    if (live_->timers.connect.armed()) caller_->answer();
    live_->timers.connect.cancel();
    live_->timers.bridge.cancel();
    leaving.media().bridge_to(nullptr);
    leaving.media().stop_playing();
    staying.media().bridge_to(nullptr);
    staying.media().stop_playing();
}

// Blind: the transferor's party goes to the number, through the dialplan as its caller.
bool ServerCall::transfer_to_number(ServerLeg& transferor, std::string const& number) {
    auto* const staying = partner_of(transferor);
    if (staying == nullptr) return false;
    if (staying == callee_) live_->caller_id = {{}, staying->peer() != nullptr ? staying->peer()->name : std::string{}};
    auto const context = transferor.peer() != nullptr && !transferor.peer()->context.empty()
                             ? transferor.peer()->context
                             : parts_.leg.options.sip_conf.context;
    sip::DialplanChannel channel(parts_.leg.options.dialplan, context, number, live_->caller_id.number,
                                 live_->caller_id.name);
    if (!channel.exists()) return false;
    live_->channel = std::move(channel);
    part(transferor, *staying);
    staying->restore_media();
    caller_ = staying;
    callee_ = nullptr;
    live_->timers.step.arm_in({});
    return true;
}

// Attended: the party at the other end of that dialog comes over.
bool ServerCall::transfer_to_dialog(ServerLeg& transferor, sip::Replaces const& replaces) {
    auto* const staying = partner_of(transferor);
    auto* const leg = parts_.home.find_dialog(replaces);
    if (staying == nullptr || leg == nullptr || &leg->user() == this) return false;
    auto joining = leg->user().release_partner_of(*leg);
    if (joining == nullptr) return false;
    part(transferor, *staying);
    joining->set_user(*this);
    caller_ = staying;
    callee_ = joining.get();
    legs_.push_back(std::move(joining));
    bridge();
    return true;
}

std::unique_ptr<ServerLeg> ServerCall::release_partner_of(ServerLeg const& leg) {
    auto* const partner = partner_of(leg);
    if (partner == nullptr || !partner->answered()) return nullptr;
    auto* const other = partner_of(*partner);
    part(*other, *partner);
    over_ = true;
    other->hang_up();
    auto const owned =
        std::find_if(legs_.begin(), legs_.end(), [&](auto const& each) { return each.get() == partner; });
    auto released = std::move(*owned);
    legs_.erase(owned);
    caller_ = other;
    callee_ = nullptr;
    return released;
}

}  // namespace voiplab::agents
