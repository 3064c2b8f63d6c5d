#include "voiplab/models/agents/digest_guard.hpp"

#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/digest.hpp"

#include <algorithm>
#include <optional>

namespace voiplab::agents {

namespace {

std::optional<sip::Credentials> credentials_for(std::string_view realm, std::string_view value) {
    auto credentials = sip::parse_credentials(value);
    if (!credentials || credentials->realm != realm) return std::nullopt;
    return *std::move(credentials);
}

}  // namespace

DigestGuard::Verdict DigestGuard::check(sip::Message const& request, Challenger challenger,
                                        Account const& account) const {
    auto const field = challenger == Challenger::proxy ? "Proxy-Authorization" : "Authorization";
    for (auto const value : request.all(field)) {
        auto const credentials = credentials_for(realm_, value);
        if (!credentials || credentials->username != account.user) continue;
        if (!sip::verifies(*credentials, request.method(), account.password)) continue;
        return nonces_.contains(credentials->nonce) ? Verdict::accepted : Verdict::stale;
    }
    return Verdict::challenge;
}

sip::HeaderField DigestGuard::challenge(Challenger challenger, bool stale) {
    auto const& profile = endpoint_.profile();
    sip::Challenge challenge;
    challenge.realm = realm_;
    challenge.nonce = endpoint_.identifiers().draw(profile.identifiers.nonce, endpoint_.now());
    challenge.qop_auth = true;
    challenge.stale = stale;
    if (nonce_order_.size() >= most_nonces) {
        nonces_.erase(nonce_order_.front());
        nonce_order_.pop_front();
    }
    nonces_.insert(challenge.nonce);
    nonce_order_.push_back(challenge.nonce);
    return {challenger == Challenger::proxy ? "Proxy-Authenticate" : "WWW-Authenticate", to_header(challenge, profile)};
}

void DigestGuard::consume(sip::Message& request) const {
    constexpr auto name = sip::HeaderName::proxy_authorization;
    for (auto place = request.find(name); place < request.field_count();) {
        auto const is_ours = credentials_for(realm_, request.field(place).value).has_value();
        if (is_ours) request.erase(place);
        place = request.find(name, is_ours ? place : place + 1);
    }
}

}  // namespace voiplab::agents
