#include "voiplab/models/sip/digest.hpp"

#include <array>
#include <cassert>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace voiplab::sip {
namespace {

EVP_MD const* hash_of(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::md5:
        case DigestAlgorithm::md5_sess:
            return EVP_md5();
        case DigestAlgorithm::sha256:
        case DigestAlgorithm::sha256_sess:
            return EVP_sha256();
        case DigestAlgorithm::sha512_256:
        case DigestAlgorithm::sha512_256_sess:
            return EVP_sha512_256();
    }
    return nullptr;
}

bool is_session(DigestAlgorithm algorithm) {
    return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess ||
           algorithm == DigestAlgorithm::sha512_256_sess;
}

// H(data) of RFC 2617 section 3.2.1, in lower-case hexadecimal.
std::string hash(DigestAlgorithm algorithm, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    [[maybe_unused]] int const done =
        EVP_Digest(data.data(), data.size(), bytes.data(), &size, hash_of(algorithm), nullptr);
    assert(done == 1);
    std::string text;
    text.reserve(std::size_t{2} * size);
    for (unsigned int i = 0; i < size; ++i)
        fmt::format_to(std::back_inserter(text), "{:02x}", bytes[i]);
    return text;
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::md5:
            return "MD5";
        case DigestAlgorithm::md5_sess:
            return "MD5-sess";
        case DigestAlgorithm::sha256:
            return "SHA-256";
        case DigestAlgorithm::sha256_sess:
            return "SHA-256-sess";
        case DigestAlgorithm::sha512_256:
            return "SHA-512-256";
        case DigestAlgorithm::sha512_256_sess:
            return "SHA-512-256-sess";
    }
    return "";
}

std::string digest_response(DigestInput const& input) {
    auto const h = [&input](std::string_view data) { return hash(input.algorithm, data); };
    auto secret = h(fmt::format("{}:{}:{}", input.username, input.realm, input.password));
    if (is_session(input.algorithm)) secret = h(fmt::format("{}:{}:{}", secret, input.nonce, input.cnonce));
    auto const request = h(fmt::format("{}:{}", input.method, input.uri));
    if (input.qop.empty()) return h(fmt::format("{}:{}:{}", secret, input.nonce, request));
    return h(
        fmt::format("{}:{}:{:08x}:{}:{}:{}", secret, input.nonce, input.nonce_count, input.cnonce, input.qop, request));
}

bool verifies(Credentials const& credentials, std::string_view method, std::string_view password) {
    // auth-int covers the body, which is not at hand; a challenge of ours never offers it.
    if (credentials.qop && *credentials.qop != "auth") return false;
    DigestInput input;
    input.username = credentials.username;
    input.realm = credentials.realm;
    input.password = password;
    input.method = method;
    input.uri = credentials.uri;
    input.nonce = credentials.nonce;
    input.algorithm = credentials.algorithm;
    if (credentials.qop) input.qop = *credentials.qop;
    if (credentials.cnonce) input.cnonce = *credentials.cnonce;
    input.nonce_count = credentials.nonce_count.value_or(1);
    return digest_response(input) == credentials.response;
}

}  // namespace voiplab::sip
