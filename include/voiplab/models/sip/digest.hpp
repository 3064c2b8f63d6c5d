#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace voiplab::sip {

// RFC 8760's algorithms besides RFC 2617's MD5.
enum class DigestAlgorithm : std::uint8_t { md5, md5_sess, sha256, sha256_sess, sha512_256, sha512_256_sess };

std::string_view to_string(DigestAlgorithm algorithm);  // "MD5", "SHA-256", "SHA-512-256", "MD5-sess" ...

// WWW-Authenticate or Proxy-Authenticate (RFC 3261 section 20.44).
struct Challenge {
    std::string realm;
    std::string nonce;
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    bool qop_auth = false;  // "auth" is among the qop options
    std::optional<std::string> opaque;
    bool stale = false;
};

// Authorization or Proxy-Authorization.
struct Credentials {
    std::string username;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response;
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    bool algorithm_given = false;
    std::optional<std::string> qop;
    std::optional<std::string> cnonce;
    std::optional<std::uint32_t> nonce_count;
    std::optional<std::string> opaque;
};

// Errors: another scheme than Digest, an unknown algorithm, a directive missing or given twice.
tl::expected<Challenge, ParseError> parse_challenge(std::string_view value);
tl::expected<Credentials, ParseError> parse_credentials(std::string_view value);

// What the response is computed over (RFC 2617 section 3.2.2).
struct DigestInput {
    std::string_view username;
    std::string_view realm;
    std::string_view password;
    std::string_view method;
    std::string_view uri;
    std::string_view nonce;
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    std::string_view qop{};  // empty: the RFC 2069 form without qop
    std::string_view cnonce{};
    std::uint32_t nonce_count = 1;
};

// The response directive: lower-case hexadecimal.
std::string digest_response(DigestInput const& input);

// Recomputes the response of `credentials` for that method and password and compares.
bool verifies(Credentials const& credentials, std::string_view method, std::string_view password);

}  // namespace voiplab::sip
