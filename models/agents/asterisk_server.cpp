#include "voiplab/models/agents/asterisk_server.hpp"

#include "models/agents/joined.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/media/tone.hpp"
#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

// Sound files are not ours to ship: whatever its name, one that Playback names sounds as two seconds of this tone, and
// music on hold as another.
constexpr std::uint32_t announcement_hz = 400;
constexpr std::uint32_t music_hz = 520;

ServerSound make_sound(std::uint32_t hz) {
    auto const clip = media::make_tone(hz, -20, std::chrono::seconds(2));
    return {media::EncodedClip(clip, media::G711Law::mu), media::EncodedClip(clip, media::G711Law::a)};
}

sip::RegistrarLimits registrar_limits(sip::SipConf const& conf) {
    sip::RegistrarLimits limits;
    limits.minimum = conf.min_expiry;
    limits.raise_to_minimum = true;
    limits.maximum = conf.max_expiry;
    limits.when_unsaid = conf.default_expiry;
    return limits;
}

}  // namespace

AsteriskServer::AsteriskServer(AgentContext const& context, ServerOptions const& options,
                               sim::RandomStreams const& streams)
    : context_(context),
      options_(options),
      timing_(options_.profile.server_timing),
      streams_(streams),
      endpoint_(context, options_.name, options_.sip_port, options_.profile, *this,
                streams.stream(fmt::format("server:{}/identifiers", options_.name))),
      port_random_(streams.stream(fmt::format("server:{}/ports", options_.name))),
      call_random_(streams.stream(fmt::format("server:{}/calls", options_.name))),
      announcement_(make_sound(announcement_hz)),
      music_on_hold_(make_sound(music_hz)),
      registrar_(registrar_limits(options_.sip_conf)),
      parts_{*this, {endpoint_, index_, options_, timing_, call_random_}, announcement_, music_on_hold_} {
    add_peers();
    add_qualifiers();
}

AsteriskServer::~AsteriskServer() = default;

sim::Duration AsteriskServer::processing_time(sip::Message const& message) {
    if (message.is_request()) return request_time(message);
    auto const status = message.status();
    if (status == 100) return {};  // nothing comes of it
    if (status < 200) return timing_.provisional.next();
    if (status < 300 && message.method() == "INVITE") return timing_.answer.next();
    return timing_.failure.next();
}

sim::Duration AsteriskServer::request_time(sip::Message const& request) {
    auto const method = request.method();
    if (method == "ACK") return timing_.ack.next();
    if (endpoint_.transactions().server_transaction_of(request, endpoint_.now())) return timing_.repeated.next();
    if (method != "INVITE" || sip::is_within_dialog(request)) return timing_.request.next();
    auto const* const peer = peer_of(request, "From");
    auto const challenged = peer != nullptr && !peer->secret.empty() && !request.header(sip::HeaderName::authorization);
    return challenged ? timing_.challenge.next() : timing_.invite.next();
}

void AsteriskServer::handle(sip::TransactionEvent const& event) {
    std::visit([this](auto const& what) { handle_event(what); }, event);
}

void AsteriskServer::handle_event(sip::AckArrived const& event) {
    index_.find(*event.ack.header(sip::HeaderName::call_id), [&](ServerLeg& leg) { return leg.handle(event); });
}

void AsteriskServer::handle_event(sip::ResponseArrived const& event) {
    if (auto* const qualifier = qualifying_.of(event.transaction)) {
        qualifier->handle(event);
    } else if (auto* const leg = index_.of(event.transaction)) {
        leg->handle(event);
    }
}

void AsteriskServer::handle_event(sip::StrayResponse const& event) {
    index_.find(*event.response.header(sip::HeaderName::call_id), [&](ServerLeg& leg) { return leg.handle(event); });
}

void AsteriskServer::handle_event(sip::TransactionTimedOut const& event) {
    if (auto* const leg = index_.of(event.transaction)) leg->handle(event);
}

void AsteriskServer::handle_event(sip::TransactionTerminated const& event) {
    release_calls();
    index_.close(event.transaction);
}

void AsteriskServer::release_calls() {
    for (auto const number : over_) {
        calls_.at(number)->release_live();
    }
    over_.clear();
    for (auto const number : done_) {
        auto const call = calls_.find(number);
        assert(call != calls_.end() && "a call is done once");
        for (auto const& leg : call->second->legs()) {
            leg->media().port().report(0, past_streams_);
        }
        calls_.erase(call);
    }
    done_.clear();
}

void AsteriskServer::handle_event(sip::RequestArrived const& event) {
    release_calls();
    auto const method = event.request.method();
    if (method == "CANCEL") {
        take_cancel(event);
        return;
    }
    if (sip::is_within_dialog(event.request)) {
        auto* const leg = index_.find(*event.request.header(sip::HeaderName::call_id),
                                      [&](ServerLeg& candidate) { return candidate.handle(event); });
        if (leg == nullptr) {
            respond(event, 481, {});
        } else {
            index_.open(event.transaction, *leg);
        }
        return;
    }
    if (method == "INVITE") {
        take_invite(event);
    } else if (method == "REGISTER") {
        take_register(event);
    } else {
        respond(event, method == "OPTIONS" ? 200 : method == "BYE" ? 481 : 501, draw(options_.profile.identifiers.tag));
    }
}

// Calls

void AsteriskServer::take_invite(sip::RequestArrived const& event) {
    auto const* const peer = peer_of(event.request, "From");
    auto const call_id = *event.request.header(sip::HeaderName::call_id);
    auto& known = challenged(call_id);
    if (auto const verdict = authenticate(event.request, peer, known); verdict != Verdict::accepted) {
        challenge(event, known, verdict == Verdict::stale);
        return;
    }
    start_call(event, peer, admit(call_id));
}

void AsteriskServer::start_call(sip::RequestArrived const& event, sip::SipPeer const* peer,
                                Challenged const& admitted) {
    auto const from = sip::view_name_address(*event.request.header(sip::HeaderName::from));
    auto const dialled = sip::view_uri(event.request.request_uri());
    CallerId caller{std::string(from->display_name), std::string(from->uri.user)};
    if (caller.name.size() >= 2 && caller.name.front() == '"')
        caller.name = caller.name.substr(1, caller.name.size() - 2);
    auto const context = peer != nullptr && !peer->context.empty() ? peer->context : options_.sip_conf.context;

    auto call = std::make_unique<ServerCall>(
        parts_, last_call_ + 1, context, std::string(dialled ? dialled->user : std::string_view{}), std::move(caller));
    auto media = call->exists() ? make_media() : nullptr;
    if (media == nullptr) {
        respond(event, call->exists() ? 503 : 404, admitted.tag);
        return;
    }
    auto leg =
        ServerLeg::of_caller(parts_.leg, peer, event, admitted.tag, admitted.nonce, std::move(media), call->leg_user());
    if (leg->remote_media() == nullptr || leg->remote_media()->speech() == nullptr) {
        respond(event, 488, admitted.tag);
        return;
    }
    if (leg->session_too_short()) {
        auto response = sip::make_response(event.request, 422, admitted.tag);
        response.add(sip::HeaderName::min_se, sip::to_seconds(leg->shortest_session()));
        endpoint_.respond(event.transaction, std::move(response));
        return;
    }
    index_.open(event.transaction, *leg);
    calls_.emplace(++last_call_, std::move(call)).first->second->start(std::move(leg));
}

ServerLeg* AsteriskServer::find_dialog(sip::Replaces const& replaces) const {
    return index_.find(replaces.call_id, [&](ServerLeg const& leg) { return leg.is(replaces); });
}

void AsteriskServer::take_cancel(sip::RequestArrived const& event) {
    auto const invite = endpoint_.transactions().cancelled(event.request, endpoint_.now());
    auto* const leg = invite ? index_.of(*invite) : nullptr;
    if (leg == nullptr || !leg->owns(*invite)) {
        respond(event, 481, draw(options_.profile.identifiers.tag));
    } else {
        leg->cancel_from_phone(event);
    }
}

// Common parts

void AsteriskServer::respond(sip::RequestArrived const& event, int status, std::string_view tag) {
    endpoint_.respond(event.transaction, sip::make_response(event.request, status, tag));
}

sip::SipPeer const* AsteriskServer::peer_of(sip::Message const& request, std::string_view field) const {
    auto const address = sip::view_name_address(request.header(field).value_or(""));
    return address ? this->peer(address->uri.user) : nullptr;
}

std::unique_ptr<ServerMedia> AsteriskServer::make_media() {
    // RTP ports are even, and the odd one above is RTCP's.
    auto const low = (options_.rtp_port_low + 1) / 2 * 2;
    auto const pairs = (options_.rtp_port_high + 1 - low) / 2;
    if (pairs <= 0) return nullptr;
    auto const first = static_cast<int>(port_random_.integer(0, static_cast<std::uint64_t>(pairs) - 1));
    for (auto tried = 0; tried < pairs; ++tried) {
        auto const port = static_cast<std::uint16_t>(low + 2 * ((first + tried) % pairs));
        if (context_.host.bound(port) || context_.host.bound(static_cast<std::uint16_t>(port + 1))) continue;
        return std::make_unique<ServerMedia>(
            context_, options_.name, port, timing_.rtp_relay.next(),
            streams_.stream(joined({"server:", options_.name, "/rtp/", std::to_string(++media_count_)})));
    }
    return nullptr;
}

std::string AsteriskServer::draw(std::string_view format) {
    return endpoint_.identifiers().draw(format, endpoint_.now());
}

std::vector<std::string> AsteriskServer::left_over() {
    auto found = endpoint_.left_over();
    for (auto const& [number, call] : calls_) {
        for (auto const& leg : call->legs()) {
            auto const whose = leg->peer() == nullptr ? "a guest" : leg->peer()->name;
            if (!leg->over())
                found.push_back(fmt::format("{}: the dialog with {} has not ended", options_.name, whose));
            if (leg->media().port().open()) {
                found.push_back(fmt::format("{}: the dialog with {} keeps its RTP port", options_.name, whose));
            }
        }
    }
    return found;
}

void AsteriskServer::report_streams(StreamReport& report) const {
    report.add(past_streams_);
    for (auto const& [number, call] : calls_) {
        for (auto const& leg : call->legs()) {
            leg->media().port().report(0, report);
        }
    }
}

}  // namespace voiplab::agents
