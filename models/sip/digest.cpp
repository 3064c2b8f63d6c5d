#include "voiplab/models/sip/digest.hpp"

#include <array>
#include <cassert>
#include <initializer_list>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace voiplab::sip {
namespace {

bool is_session(DigestAlgorithm algorithm) {
    return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess ||
           algorithm == DigestAlgorithm::sha512_256_sess;
}

// One hash function, looked up once: OpenSSL looks one that was not fetched up by its name whenever it is used.
class Hasher {
  public:
    explicit Hasher(char const* name) : method_(EVP_MD_fetch(nullptr, name, nullptr)), context_(EVP_MD_CTX_new()) {
        assert(method_ != nullptr && context_ != nullptr);
    }
    ~Hasher() {
        EVP_MD_CTX_free(context_);
        EVP_MD_free(method_);
    }
    Hasher(Hasher const&) = delete;
    Hasher& operator=(Hasher const&) = delete;

    // How many bytes it gave.
    std::size_t hash(std::string_view data, unsigned char* out) {
        unsigned int size = 0;
        [[maybe_unused]] bool const done = EVP_DigestInit_ex2(context_, method_, nullptr) == 1 &&
                                           EVP_DigestUpdate(context_, data.data(), data.size()) == 1 &&
                                           EVP_DigestFinal_ex(context_, out, &size) == 1;
        assert(done);
        return size;
    }

  private:
    EVP_MD* method_;
    EVP_MD_CTX* context_;
};

// Each thread has its own, for a context is one computation's at a time.
Hasher& hasher_of(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::sha256:
        case DigestAlgorithm::sha256_sess: {
            thread_local Hasher sha256("SHA256");
            return sha256;
        }
        case DigestAlgorithm::sha512_256:
        case DigestAlgorithm::sha512_256_sess: {
            thread_local Hasher sha512_256("SHA512-256");
            return sha512_256;
        }
        case DigestAlgorithm::md5:
        case DigestAlgorithm::md5_sess:
            break;
    }
    thread_local Hasher md5("MD5");
    return md5;
}

// Lower-case hexadecimal.
class Hash {
  public:
    [[nodiscard]] std::string_view text() const { return {digits_.data(), size_}; }
    void append(unsigned char byte) {
        constexpr std::string_view digits = "0123456789abcdef";
        digits_[size_++] = digits[byte >> 4U];
        digits_[size_++] = digits[byte & 0xfU];
    }

  private:
    std::array<char, std::size_t{2} * EVP_MAX_MD_SIZE> digits_{};
    std::size_t size_ = 0;
};

// H(data) of RFC 2617 section 3.2.1, the data's parts joined by ":".
Hash hash(Hasher& hasher, std::initializer_list<std::string_view> parts) {
    fmt::memory_buffer data;
    for (auto const part : parts) {
        data.append(part.data(), part.data() + part.size());
        data.push_back(':');
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    auto const size = hasher.hash({data.data(), data.size() - 1}, bytes.data());
    Hash result;
    for (std::size_t i = 0; i < size; ++i)
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
    auto& hasher = hasher_of(input.algorithm);
    auto secret = hash(hasher, {input.username, input.realm, input.password});
    if (is_session(input.algorithm)) secret = hash(hasher, {secret.text(), input.nonce, input.cnonce});
    auto const request = hash(hasher, {input.method, input.uri});
    if (input.qop.empty()) return std::string(hash(hasher, {secret.text(), input.nonce, request.text()}).text());
    std::array<char, 8> count{};
    fmt::format_to_n(count.data(), count.size(), "{:08x}", input.nonce_count);
    return std::string(hash(hasher, {secret.text(), input.nonce, std::string_view(count.data(), count.size()),
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
