#include "voiplab/models/sip/digest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <fmt/format.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>

namespace voiplab::sip {
namespace {

bool is_session(DigestAlgorithm algorithm) {
    return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess ||
           algorithm == DigestAlgorithm::sha512_256_sess;
}

nettle_hash const& hash_of(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::sha256:
        case DigestAlgorithm::sha256_sess:
            return nettle_sha256;
        case DigestAlgorithm::sha512_256:
        case DigestAlgorithm::sha512_256_sess:
            return nettle_sha512_256;
        case DigestAlgorithm::md5:
        case DigestAlgorithm::md5_sess:
            break;
    }
    return nettle_md5;
}

constexpr std::size_t longest_digest = std::max(MD5_DIGEST_SIZE, SHA256_DIGEST_SIZE);

// Lower-case hexadecimal.
class Hash {
  public:
    [[nodiscard]] std::string_view text() const { return {digits_.data(), size_}; }
    void append(std::uint8_t byte) {
        constexpr std::string_view digits = "0123456789abcdef";
        digits_[size_++] = digits[byte >> 4U];
        digits_[size_++] = digits[byte & 0xfU];
    }

  private:
    std::array<char, 2 * longest_digest> digits_{};
    std::size_t size_ = 0;
};

// H(data) of RFC 2617 section 3.2.1, the data's parts joined by ":".
Hash hash(nettle_hash const& function, std::initializer_list<std::string_view> parts) {
    union {
        md5_ctx md5;
        sha256_ctx sha256;
        sha512_256_ctx sha512_256;
    } context;
    function.init(&context);
    auto const update = [&](std::string_view text) {
        function.update(&context, text.size(), reinterpret_cast<std::uint8_t const*>(text.data()));
    };
    for (auto const* part = parts.begin(); part != parts.end(); ++part) {
        if (part != parts.begin()) update(":");
        update(*part);
    }
    std::array<std::uint8_t, longest_digest> bytes{};
    function.digest(&context, function.digest_size, bytes.data());
    Hash result;
    for (std::size_t i = 0; i < function.digest_size; ++i)
        result.append(bytes[i]);
    return result;
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
    auto const& function = hash_of(input.algorithm);
    auto secret = hash(function, {input.username, input.realm, input.password});
    if (is_session(input.algorithm)) secret = hash(function, {secret.text(), input.nonce, input.cnonce});
    auto const request = hash(function, {input.method, input.uri});
    if (input.qop.empty()) return std::string(hash(function, {secret.text(), input.nonce, request.text()}).text());
    std::array<char, 8> count{};
    fmt::format_to_n(count.data(), count.size(), "{:08x}", input.nonce_count);
    return std::string(hash(function, {secret.text(), input.nonce, std::string_view(count.data(), count.size()),
                                       input.cnonce, input.qop, request.text()})
                           .text());
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
