#include "models/sip/transaction_key.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <cstring>

namespace voiplab::sip {

namespace {

constexpr std::string_view magic_cookie = "z9hG4bK";  // section 8.1.1.7

bool has_cookie(std::string_view branch) {
    return grammar::equal_without_case(branch.substr(0, magic_cookie.size()), magic_cookie);
}

// Eight bytes in one go. Texts that differ in case alone give the same: the bit that makes the difference counts in no
// byte.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
    constexpr std::uint64_t case_bits = 0x2020202020202020;
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
    hash = (hash ^ text.size()) * factor;
    while (!text.empty()) {
        std::uint64_t word = 0;
        auto const size = std::min(text.size(), sizeof word);
        std::memcpy(&word, text.data(), size);
        hash = (hash ^ (word | case_bits)) * factor;
        hash ^= hash >> 29U;
        text.remove_prefix(size);
    }
    return hash;
}

TransactionKey hashed(TransactionKey key) {
    auto hash = mix(key.number, key.branch);
    hash = mix(hash, key.sent_by);
    key.hash = mix(hash, key.method);
    return key;
}

std::optional<TransactionKey> request_key(Message const& request, std::string_view method) {
    auto const via = request.top_via();
    auto const cseq = request.sequence();
    if (via.host.empty() || cseq.method.empty()) return std::nullopt;
    if (has_cookie(via.branch)) return hashed({via.branch, via.host, via.port, true, method, 0});
    auto const call_id = request.header(HeaderName::call_id).value_or("");
    return hashed({via.value, call_id, cseq.number, false, method, 0});
}

}  // namespace

bool TransactionKey::operator==(TransactionKey const& other) const {
    if (hash != other.hash || client != other.client || cookie != other.cookie || number != other.number) return false;
    if (method != other.method) return false;
    if (!cookie) return branch == other.branch && sent_by == other.sent_by;
    return grammar::equal_without_case(branch, other.branch) && grammar::equal_without_case(sent_by, other.sent_by);
}

void KeptKey::keep(TransactionKey const& key) {
    branch_size_ = static_cast<std::uint32_t>(key.branch.size());
    sent_by_size_ = static_cast<std::uint32_t>(key.sent_by.size());
    number_ = key.number;
    cookie_ = key.cookie;
    client_ = key.client;
    hash_ = key.hash;
    text_.clear();
    text_.reserve(key.branch.size() + key.sent_by.size() + key.method.size());
    for (auto const part : {key.branch, key.sent_by, key.method})
        text_.insert(text_.end(), part.begin(), part.end());
}

TransactionKey KeptKey::view() const {
    std::string_view const text(text_.data(), text_.size());
    return {text.substr(0, branch_size_),
            text.substr(branch_size_, sent_by_size_),
            number_,
            cookie_,
            text.substr(branch_size_ + sent_by_size_),
            hash_,
            client_};
}

std::optional<TransactionKey> client_key(Message const& message) {
    auto const via = message.top_via();
    auto const cseq = message.sequence();
    if (via.host.empty() || cseq.method.empty()) return std::nullopt;
    return hashed({via.branch, {}, 0, true, cseq.method, 0, true});
}

std::optional<TransactionKey> server_key(Message const& request) {
    auto const method = request.method();
    return request_key(request, method == "ACK" ? "INVITE" : method);
}

std::optional<TransactionKey> cancelled_key(Message const& cancel) {
    return request_key(cancel, "INVITE");
}

}  // namespace voiplab::sip
