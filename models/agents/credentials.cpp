#include "voiplab/models/agents/credentials.hpp"

#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/digest.hpp"

namespace voiplab::agents {

std::optional<sip::HeaderField> answer_challenge(sip::Message const& response, std::string_view method,
                                                 std::string_view uri, Account const& account, Profile const& profile,
                                                 IdentifierSource& identifiers, sim::Time now) {
    auto const by_proxy = response.status() == 407;
    auto const value = response.header(by_proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    if (!value) return std::nullopt;
    auto const challenge = sip::parse_challenge(*value);
    if (!challenge) return std::nullopt;

    sip::Credentials credentials;
    credentials.username = account.user;
    credentials.realm = challenge->realm;
    credentials.nonce = challenge->nonce;
    credentials.uri = uri;
    credentials.algorithm = challenge->algorithm;
    credentials.algorithm_given = true;
    credentials.opaque = challenge->opaque;
    sip::DigestInput input{.username = account.user,
                           .realm = challenge->realm,
                           .password = account.password,
                           .method = method,
                           .uri = uri,
                           .nonce = challenge->nonce,
                           .algorithm = challenge->algorithm};
    if (challenge->qop_auth) {
        credentials.qop = "auth";
        credentials.cnonce = identifiers.draw(profile.identifiers.cnonce, now);
        credentials.nonce_count = 1;
        input.qop = *credentials.qop;
        input.cnonce = *credentials.cnonce;
    }
    credentials.response = sip::digest_response(input);
    return sip::HeaderField{by_proxy ? "Proxy-Authorization" : "Authorization", to_header(credentials, profile)};
}

}  // namespace voiplab::agents
