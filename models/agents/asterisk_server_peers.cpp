#include "voiplab/models/agents/asterisk_server.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

// What the server knows of its peers: who they are, where they are, and whether they are still there.

namespace voiplab::agents {

namespace {

std::string seconds_until(sim::Time then, sim::Time now) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(then - now).count());
}

// Asterisk's names of peers compare without case.
std::string lower_case(std::string_view name) {
    std::string lowered(name);
    for (auto& letter : lowered) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lowered;
}

}  // namespace

void AsteriskServer::add_peers() {
    for (auto const& peer : options_.sip_conf.peers) {
        peers_.emplace(lower_case(peer.name), &peer);
    }
}

sip::SipPeer const* AsteriskServer::peer(std::string_view name) const {
    auto const found = peers_.find(lower_case(name));
    return found == peers_.end() ? nullptr : found->second;
}

void AsteriskServer::take_register(sip::RequestArrived const& event) {
    auto const* const peer = peer_of(event.request, "To");
    auto const call_id = *event.request.header(sip::HeaderName::call_id);
    auto& known = challenged(call_id);
    if (auto const verdict = authenticate(event.request, peer, known);
        peer == nullptr || verdict != Verdict::accepted) {
        challenge(event, known, verdict == Verdict::stale);
        return;
    }
    accept_registration(event, *peer, admit(call_id).tag);
}

void AsteriskServer::accept_registration(sip::RequestArrived const& event, sip::SipPeer const& peer,
                                         std::string const& tag) {
    auto const now = endpoint_.now();
    auto const outcome = registrar_.process(peer.name, event.request, event.from, now);
    auto response = sip::make_response(event.request, outcome.status, tag);
    if (outcome.status == 200) {
        if (!outcome.bindings.empty())
            response.add(sip::HeaderName::expires, seconds_until(outcome.bindings.front().expires, now));
        for (auto const& binding : outcome.bindings) {
            response.add(sip::HeaderName::contact,
                         fmt::format("<{}>;expires={}", binding.contact, seconds_until(binding.expires, now)));
        }
        response.add(sip::HeaderName::date, sip_date(context_.start + now.time_since_epoch()));
    }
    endpoint_.respond(event.transaction, std::move(response));
    auto const qualifier = qualifiers_.find(peer.name);
    if (outcome.status == 200 && !outcome.bindings.empty() && qualifier != qualifiers_.end()) {
        qualifier->second->registered();
    }
}

std::optional<PeerLocation> AsteriskServer::locate(sip::SipPeer const& peer) const {
    auto const qualifier = qualifiers_.find(peer.name);
    if (qualifier != qualifiers_.end() && !qualifier->second->reachable()) return std::nullopt;
    return address_of(peer);
}

std::optional<PeerLocation> AsteriskServer::address_of(sip::SipPeer const& peer) const {
    if (!peer.dynamic) {
        auto const uri =
            fmt::format("sip:{}@{}{}", peer.name, peer.host, peer.port == 5060 ? "" : fmt::format(":{}", peer.port));
        return PeerLocation{uri, {peer.host, peer.port}};
    }
    auto const bindings = registrar_.lookup(peer.name, endpoint_.now());
    if (bindings.empty()) return std::nullopt;
    auto const& binding = bindings.front();
    auto const address = transport_address_of(binding.contact).value_or(binding.source);
    auto const behind_nat = address != binding.source;
    return PeerLocation{binding.contact, applies(peer.nat.force_rport, behind_nat) ? binding.source : address,
                        behind_nat};
}

AsteriskServer::Verdict AsteriskServer::authenticate(sip::Message const& request, sip::SipPeer const* peer,
                                                     Challenged const& known) const {
    // alwaysauthreject: one who is unknown hears the same as one who has the wrong password. A guest's call is let in.
    if (peer == nullptr) return request.method() == "INVITE" ? Verdict::accepted : Verdict::challenge;
    if (peer->secret.empty()) return Verdict::accepted;
    auto const value = request.header(sip::HeaderName::authorization);
    if (!value) return Verdict::challenge;
    auto const credentials = sip::parse_credentials(*value);
    if (!credentials || credentials->username != peer->name || credentials->realm != options_.sip_conf.realm)
        return Verdict::challenge;
    if (!sip::verifies(*credentials, request.method(), peer->secret)) return Verdict::challenge;
    return credentials->nonce == known.nonce ? Verdict::accepted : Verdict::stale;
}

void AsteriskServer::challenge(sip::RequestArrived const& event, Challenged& known, bool stale) {
    known.nonce = draw(options_.profile.identifiers.nonce);
    sip::Challenge challenge;
    challenge.realm = options_.sip_conf.realm;
    challenge.nonce = known.nonce;
    challenge.stale = stale;
    auto response = sip::make_response(event.request, 401, known.tag);
    response.add(sip::HeaderName::www_authenticate, to_header(challenge, options_.profile));
    endpoint_.respond(event.transaction, std::move(response));
}

AsteriskServer::Challenged& AsteriskServer::challenged(std::string_view call_id) {
    if (auto const found = challenged_of_.find(call_id); found != challenged_of_.end()) return *found->second;
    if (challenged_.size() >= most_challenged) admit(challenged_.front().call_id);
    challenged_.push_back({std::string(call_id), draw(options_.profile.identifiers.tag), {}});
    challenged_of_.emplace(challenged_.back().call_id, std::prev(challenged_.end()));
    return challenged_.back();
}

AsteriskServer::Challenged AsteriskServer::admit(std::string_view call_id) {
    auto const found = challenged_of_.find(call_id);
    auto const entry = found->second;
    challenged_of_.erase(found);
    auto known = std::move(*entry);
    challenged_.erase(entry);
    return known;
}

void AsteriskServer::add_qualifiers() {
    for (auto const& peer : options_.sip_conf.peers) {
        if (!peer.qualify) continue;
        auto const where = [this, &peer]() -> std::optional<std::pair<std::string, sip::TransportAddress>> {
            auto const location = address_of(peer);
            if (!location) return std::nullopt;
            return std::pair(location->contact, location->address);
        };
        auto qualifier = std::make_unique<PeerQualifier>(endpoint_, qualifying_, *peer.qualify, where);
        // Who has an address of its own is asked from the beginning.
        if (!peer.dynamic) qualifier->registered();
        qualifiers_.emplace(peer.name, std::move(qualifier));
    }
}

}  // namespace voiplab::agents
