#include "voiplab/models/agents/credentials.hpp"

#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/digest.hpp"

namespace voiplab::agents {

std::optional<sip::Challenge> challenge_of(sip::Message const& response) {
    if (response.status() != 401 && response.status() != 407) return std::nullopt;
    auto const value = response.header(response.status() == 407 ? "Proxy-Authenticate" : "WWW-Authenticate");
    auto const challenge = sip::parse_challenge(value.value_or(""));
    return challenge ? std::optional(*challenge) : std::nullopt;
}

sip::HeaderField answer_challenge(sip::Challenge const& challenge, bool by_proxy, std::string_view method,
                                  std::string_view uri, Account const& account, Profile const& profile,
                                  IdentifierSource& identifiers, sim::Time now) {
    sip::Credentials credentials;
    credentials.username = account.user;
    credentials.realm = challenge.realm;
    credentials.nonce = challenge.nonce;
    credentials.uri = uri;
    credentials.algorithm = challenge.algorithm;
    credentials.algorithm_given = true;
    credentials.opaque = challenge.opaque;
    sip::DigestInput input{.username = account.user,
                           .realm = challenge.realm,
                           .password = account.password,
                           .method = method,
                           .uri = uri,
                           .nonce = challenge.nonce,
                           .algorithm = challenge.algorithm};
    if (challenge.qop_auth) {
        credentials.qop = "auth";
        credentials.cnonce = identifiers.draw(profile.identifiers.cnonce, now);
        credentials.nonce_count = 1;
        input.qop = *credentials.qop;
        input.cnonce = *credentials.cnonce;
    }
    credentials.response = sip::digest_response(input);
    return {by_proxy ? "Proxy-Authorization" : "Authorization", to_header(credentials, profile)};
}

}  // namespace voiplab::agents
