#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

constexpr std::array all_algorithms{DigestAlgorithm::md5,        DigestAlgorithm::md5_sess,
                                    DigestAlgorithm::sha256,     DigestAlgorithm::sha256_sess,
                                    DigestAlgorithm::sha512_256, DigestAlgorithm::sha512_256_sess};

struct Directive {
    std::string_view name;
    std::string_view value;  // as spelled, without the quotes
    bool quoted = false;
    std::size_t offset = 0;  // of the name
};

// Mostly about eight: the first ones need no memory of their own.
class Directives {
  public:
    void push_back(Directive const& directive) {
        if (size_ < few_.size()) {
            few_[size_] = directive;
        } else {
            many_.push_back(directive);
        }
        ++size_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    // The directive of that name (without case); nullptr where there is none.
    [[nodiscard]] Directive const* find(std::string_view name) const {
        auto const is_named = [name](Directive const& each) { return grammar::equal_without_case(each.name, name); };
        auto const* const end = few_.data() + std::min(size_, few_.size());
        if (auto const* const found = std::find_if(few_.data(), end, is_named); found != end) return found;
        auto const found = std::find_if(many_.begin(), many_.end(), is_named);
        return found == many_.end() ? nullptr : &*found;
    }

  private:
    std::array<Directive, 12> few_;
    std::vector<Directive> many_;
    std::size_t size_ = 0;
};

std::string unescaped(std::string_view quoted) {
    if (quoted.find('\\') == std::string_view::npos) return std::string(quoted);
    std::string text;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (quoted[i] == '\\') ++i;
        text += quoted[i];
    }
    return text;
}

bool read_directive(grammar::Cursor& cursor, Directive& directive) {
    directive.offset = cursor.position();
    directive.name = cursor.take_run(grammar::token);
    if (directive.name.empty()) return cursor.fail("the name of a directive");
    if (!cursor.take_separator('=')) return cursor.fail("\"=\" after the name of a directive");
    directive.quoted = cursor.peek() == '"';
    if (directive.quoted) {
        if (!cursor.take_quoted_string(directive.value)) return false;
        directive.value = directive.value.substr(1, directive.value.size() - 2);
        return true;
    }
    directive.value = cursor.take_run(grammar::token);
    return !directive.value.empty() || cursor.fail("the value of a directive");
}

// "Digest" LWS directive *(COMMA directive)
bool read_directives(grammar::Cursor& cursor, Directives& directives) {
    cursor.skip_white_space();
    auto const scheme_start = cursor.position();
    if (!grammar::equal_without_case(cursor.take_run(grammar::token), "Digest")) {
        return cursor.fail(scheme_start, "found another scheme, expected Digest");
    }
    if (!cursor.at_white_space()) return cursor.fail("a space after Digest");
    cursor.skip_white_space();
    do {
        if (directives.size() == max_digest_directives) return cursor.fail("fewer directives");
        Directive directive;
        if (!read_directive(cursor, directive)) return false;
        if (directives.find(directive.name) != nullptr) {
            return cursor.fail(directive.offset,
                               fmt::format("found a second {}, expected one", grammar::lower(directive.name)));
        }
        directives.push_back(directive);
    } while (cursor.take_separator(','));
    cursor.skip_white_space();
    return cursor.at_end() || cursor.fail("\",\" or the end of the value");
}

// Takes directives over into the fields of a result and keeps the first thing that is wrong.
class Extraction {
  public:
    Extraction(Directives const& directives, std::size_t end) : directives_(directives), end_(end) {}

    // RFC 7616 section 3.3, 3.4: which directives are quoted is not free.
    std::optional<std::string> optional(std::string_view name, bool quoted) {
        auto const* directive = directives_.find(name);
        if (directive == nullptr) return std::nullopt;
        if (directive->quoted != quoted) {
            fail(directive->offset, fmt::format("found {} {} quotes, expected it {} them", name,
                                                quoted ? "without" : "in", quoted ? "in" : "without"));
        }
        return directive->quoted ? unescaped(directive->value) : std::string(directive->value);
    }
    std::string mandatory(std::string_view name) {
        auto value = optional(name, true);
        if (!value) fail(end_, fmt::format("found no {}, expected one", name));
        return value.value_or("");
    }
    std::optional<DigestAlgorithm> algorithm() {
        auto const name = optional("algorithm", false);
        if (!name) return std::nullopt;
        auto const known = std::find_if(all_algorithms.begin(), all_algorithms.end(), [&name](DigestAlgorithm a) {
            return grammar::equal_without_case(to_string(a), *name);
        });
        if (known != all_algorithms.end()) return *known;
        fail(directives_.find("algorithm")->offset,
             fmt::format("found algorithm {}, expected MD5, SHA-256, SHA-512-256 or one of these with -sess", *name));
        return std::nullopt;
    }
    // nc-value = 8LHEX
    std::optional<std::uint32_t> nonce_count() {
        auto const text = optional("nc", false);
        if (!text) return std::nullopt;
        std::uint32_t count = 0;
        if (text->size() != 8 || !grammar::consists_of(*text, grammar::hexdig)) {
            fail(directives_.find("nc")->offset, fmt::format("found nc={}, expected eight hex digits", *text));
        } else {
            std::from_chars(text->data(), text->data() + text->size(), count, 16);
        }
        return count;
    }
    void expect(bool given, std::string_view name) {
        if (!given) fail(end_, fmt::format("found no {}, expected one beside qop", name));
    }
    [[nodiscard]] std::optional<ParseError> const& error() const { return error_; }

  private:
    void fail(std::size_t offset, std::string reason) {
        if (!error_) error_ = ParseError{offset, std::move(reason)};
    }

    Directives const& directives_;
    std::size_t end_;
    std::optional<ParseError> error_;
};

bool offers_auth(std::string_view options) {
    while (true) {
        auto const comma = options.find(',');
        if (grammar::equal_without_case(grammar::trimmed(options.substr(0, comma)), "auth")) return true;
        if (comma == std::string_view::npos) return false;
        options.remove_prefix(comma + 1);
    }
}

}  // namespace

tl::expected<Challenge, ParseError> parse_challenge(std::string_view value) {
    grammar::Cursor cursor(value);
    Directives directives;
    if (!read_directives(cursor, directives)) return tl::unexpected(cursor.error());
    Extraction extraction(directives, value.size());
    Challenge challenge;
    challenge.realm = extraction.mandatory("realm");
    challenge.nonce = extraction.mandatory("nonce");
    challenge.algorithm = extraction.algorithm().value_or(DigestAlgorithm::md5);
    challenge.qop_auth = offers_auth(extraction.optional("qop", true).value_or(""));
    challenge.opaque = extraction.optional("opaque", true);
    challenge.stale = grammar::equal_without_case(extraction.optional("stale", false).value_or(""), "true");
    if (extraction.error()) return tl::unexpected(*extraction.error());
    return challenge;
}

tl::expected<Credentials, ParseError> parse_credentials(std::string_view value) {
    grammar::Cursor cursor(value);
    Directives directives;
    if (!read_directives(cursor, directives)) return tl::unexpected(cursor.error());
    Extraction extraction(directives, value.size());
    Credentials credentials;
    credentials.username = extraction.mandatory("username");
    credentials.realm = extraction.mandatory("realm");
    credentials.nonce = extraction.mandatory("nonce");
    credentials.uri = extraction.mandatory("uri");
    credentials.response = extraction.mandatory("response");
    auto const algorithm = extraction.algorithm();
    credentials.algorithm = algorithm.value_or(DigestAlgorithm::md5);
    credentials.algorithm_given = algorithm.has_value();
    credentials.qop = extraction.optional("qop", false);
    credentials.cnonce = extraction.optional("cnonce", true);
    credentials.nonce_count = extraction.nonce_count();
    credentials.opaque = extraction.optional("opaque", true);
    // RFC 2617 section 3.2.2: both are part of the response as soon as qop is.
    if (credentials.qop) {
        extraction.expect(credentials.cnonce.has_value(), "cnonce");
        extraction.expect(credentials.nonce_count.has_value(), "nc");
    }
    if (extraction.error()) return tl::unexpected(*extraction.error());
    return credentials;
}

}  // namespace voiplab::sip
