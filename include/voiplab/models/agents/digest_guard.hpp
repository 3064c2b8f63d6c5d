#pragma once

#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <deque>
#include <set>
#include <string>

namespace voiplab::agents {

// Whom a challenge comes from (RFC 3261 section 22): a registrar's is 401, a proxy's 407.
enum class Challenger : std::uint8_t { registrar, proxy };

// Asks for passwords, and checks the answers.
class DigestGuard {
  public:
    // `endpoint` outlives the guard.
    DigestGuard(SipEndpoint& endpoint, std::string realm) : endpoint_(endpoint), realm_(std::move(realm)) {}

    enum class Verdict : std::uint8_t { accepted, challenge, stale };
    // Whether a request carries the credentials of that account for this realm.
    [[nodiscard]] Verdict check(sip::Message const& request, Challenger challenger, Account const& account) const;
    // The header field of the 401 or 407, with a nonce of its own.
    sip::HeaderField challenge(Challenger challenger, bool stale);
    // Takes the credentials that were for this realm out of a request: they have served (section 22.3).
    void consume(sip::Message& request) const;

  private:
    // Nonces that may still come back; the oldest are forgotten beyond this, and are stale then.
    static constexpr std::size_t most_nonces = 10'000;

    SipEndpoint& endpoint_;
    std::string realm_;
    std::set<std::string, std::less<>> nonces_;
    std::deque<std::string> nonce_order_;
};

}  // namespace voiplab::agents
