#include "models/sip/field_values.hpp"
#include "models/sip/grammar.hpp"
#include "models/sip/name_address_text.hpp"
#include "voiplab/models/sip/proxy_forwarding.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

// FNV-1a, 64 bits: it need not be secret, only the same on every machine.
class Digest {
  public:
    void add(std::string_view text) {
        for (auto const c : text) {
            mix(static_cast<unsigned char>(c));
        }
        mix(0);  // so that "ab" "c" and "a" "bc" differ
    }
    [[nodiscard]] std::string text() const { return fmt::format("{:016x}", value_); }

  private:
    void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
    std::uint64_t value_ = 0xcbf29ce484222325;
};

// The part of a branch behind its last full stop, where loop_digest stands in ours.
std::string_view digest_of(std::string_view branch) {
    auto const stop = branch.rfind('.');
    return stop == std::string_view::npos ? std::string_view{} : branch.substr(stop + 1);
}

// Step 4: a Via of our own alone is no loop, for a spiral passes here twice with another request-URI.
bool is_loop(Message const& request, TransportAddress const& own) {
    auto const vias = values_of(request, "Via");
    return std::any_of(vias.begin(), vias.end(), [&](std::string_view value) {
        auto const via = view_via(value);
        if (!via || via->host != own.host || via->port.value_or(5060) != own.port) return false;
        return grammar::equal_without_case(digest_of(via->branch), loop_digest(request));
    });
}

bool has_hops_left(Message const& request) {
    auto const hops = request.header(HeaderName::max_forwards);
    return !hops || grammar::decimal(*hops, 255) != 0U;
}

// Step 5: this proxy knows no extension that could be required of it.
std::optional<Refusal> refuse_extensions(Message const& request) {
    auto const required = values_of(request, "Proxy-Require");
    if (required.empty()) return std::nullopt;
    Refusal refusal{420, {}};
    for (auto const extension : required) {
        refusal.fields.push_back({"Unsupported", std::string(extension)});
    }
    return refusal;
}

}  // namespace

bool names(Uri const& uri, TransportAddress const& own) {
    return uri.host == own.host && uri.port.value_or(5060) == own.port;
}

std::optional<Refusal> check_forwardable(Message const& request, TransportAddress const& own) {
    auto const uri = view_uri(request.request_uri());
    if (!uri || !grammar::equal_without_case(uri->scheme, "sip")) return Refusal{416, {}};
    if (!has_hops_left(request)) return Refusal{483, {}};
    if (is_loop(request, own)) return Refusal{482, {}};
    // A CANCEL and an ACK follow their INVITE, whatever that requires (section 8.2.2.3).
    if (request.method() == "CANCEL" || request.method() == "ACK") return std::nullopt;
    return refuse_extensions(request);
}

std::string loop_digest(Message const& request) {
    Digest digest;
    digest.add(request.request_uri());
    digest.add(tag_key(request.header(HeaderName::from).value_or("")));
    digest.add(tag_key(request.header(HeaderName::to).value_or("")));
    digest.add(request.header(HeaderName::call_id).value_or(""));
    auto const cseq = view_cseq(request.header(HeaderName::cseq).value_or(""));
    digest.add(cseq ? std::to_string(cseq->number) : std::string{});
    for (auto const* const name : {"Route", "Proxy-Require", "Proxy-Authorization"}) {
        for (auto const value : values_of(request, name)) {
            digest.add(value);
        }
        digest.add({});
    }
    return digest.text();
}

std::string stateless_branch(Message const& request) {
    Digest digest;
    digest.add(values_of(request, "Via").front());
    return "z9hG4bK" + digest.text();
}

}  // namespace voiplab::sip
