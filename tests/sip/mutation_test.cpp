#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <cstdint>

using namespace voiplab::sip;

namespace {

// SplitMix64: the same mutations on every platform.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t bound) {
        state_ += 0x9e3779b97f4a7c15ULL;
        auto z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return static_cast<std::size_t>((z ^ (z >> 31U)) % bound);
    }

  private:
    std::uint64_t state_;
};

std::string mutated(std::string text, std::vector<std::string> const& corpus, Dice& dice) {
    // Characters at which the grammars change state come more often than others.
    constexpr std::string_view structure = "\r\n \t\"\\<>;,:=?@%/[]*\x00\x7f\xff";
    for (std::size_t count = 1 + dice.below(4); count > 0; --count) {
        auto const at = dice.below(text.size() + 1);
        auto const length = dice.below(12);
        switch (dice.below(6)) {
            case 0:
                if (at < text.size())
                    text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << dice.below(8)));
                break;
            case 1:
                text.insert(at, 1, structure[dice.below(structure.size())]);
                break;
            case 2:
                text.erase(at, length);
                break;
            case 3:
                text.insert(at, text.substr(dice.below(text.size() + 1), length));
                break;
            case 4:
                if (at < text.size()) text[at] = structure[dice.below(structure.size())];
                break;
            default: {
                auto const& other = corpus[dice.below(corpus.size())];
                text = text.substr(0, at) + other.substr(dice.below(other.size() + 1));
            }
        }
    }
    return text;
}

std::vector<std::string> message_corpus() {
    std::vector<std::string> corpus;
    for (auto const& source :
         {test::valid_torture_messages(), test::invalid_torture_messages(), test::lab_messages()}) {
        for (auto const& fixture : source)
            corpus.push_back(fixture.bytes);
    }
    return corpus;
}

// Every result is sound: an error points into the text; a message survives being written and read again.
bool sound_message(std::string const& text) {
    auto const message = parse_message(text);
    if (!message) return message.error().offset <= text.size() && !message.error().reason.empty();
    auto const again = parse_message(to_bytes(*message));
    return again && *again == *message && !top_via(*message).host.empty() && !message->method().empty();
}

template <typename Parse>
bool sound(std::string const& text, Parse parse) {
    auto const result = parse(text);
    return result || (result.error().offset <= text.size() && !result.error().reason.empty());
}

// The same, and what was read is read again from its written form.
template <typename Parse>
bool sound_and_writable(std::string const& text, Parse parse) {
    auto const result = parse(text);
    if (!result) return sound(text, parse);
    auto const written = to_string(*result);
    auto const again = parse(written);
    return again && to_string(*again) == written;
}

template <typename Check>
void check_mutations(std::vector<std::string> const& corpus, std::uint64_t seed, int rounds, Check check) {
    Dice dice(seed);
    for (int round = 0; round < rounds; ++round) {
        auto const text = mutated(corpus[dice.below(corpus.size())], corpus, dice);
        if (check(text)) continue;
        CAPTURE(round, text);
        FAIL("an unsound result");
    }
}

template <typename Check>
void check_prefixes(std::vector<std::string> const& corpus, Check check) {
    for (auto const& text : corpus) {
        for (std::size_t size = 0; size <= text.size(); ++size) {
            auto const prefix = text.substr(0, size);
            if (check(prefix)) continue;
            CAPTURE(prefix);
            FAIL("an unsound result");
        }
    }
}

}  // namespace

TEST_CASE("every prefix of a message gives a message or an error within it") {
    check_prefixes(message_corpus(), sound_message);
}

TEST_CASE("mutated messages give a message or an error within them") {
    check_mutations(message_corpus(), 1, 20000, sound_message);
}

TEST_CASE("mutated header values and URIs give a value or an error within them") {
    std::vector<std::string> const corpus{
        "SIP / 2.0 / UDP first.example.com: 4000;ttl=16;maddr=224.2.0.1;branch=z9hG4bKa7c6a8dlze.1;rport;received=::1",
        "\"A. \\\"G.\\\" Bell\" <sip:agb:pw@[2001:db8::1]:5060;lr;a=b?c=d&e=%20>;tag=a48s;q=\"x\"",
        "sip:%61lice;x=y@atlanta.com:5061;transport=tcp?to=a%40b",
        "tel:+1-201-555-0123",
        "4711 INVITE",
        "<sip:a@b.c>, \"d, e\" <sip:f@g.h>;i=j, *",
    };
    auto const check = [](std::string const& text) {
        for (auto const part : split_list(text)) {
            if (part.data() < text.data() || part.data() + part.size() > text.data() + text.size()) return false;
        }
        return sound_and_writable(text, parse_via) && sound_and_writable(text, parse_name_address) &&
               sound_and_writable(text, parse_uri) && sound(text, parse_cseq);
    };
    check_prefixes(corpus, check);
    check_mutations(corpus, 2, 20000, check);
}

TEST_CASE("mutated challenges and credentials give a value or an error within them") {
    std::vector<std::string> const corpus{
        "Digest algorithm=MD5, realm=\"asterisk\", nonce=\"1a2b3c4d\"",
        "Digest realm=\"a \\\"b\\\", c\", qop=\"auth,auth-int\", nonce=\"x\", opaque=\"\", stale=TRUE, "
        "algorithm=SHA-256-sess",
        "Digest "
        "username=\"2000\",realm=\"asterisk\",nonce=\"1a2b3c4d\",uri=\"sip:2010@192.168.6.133\",response=\"16fe\"",
        "Digest username=\"a\", realm=\"b\", nonce=\"c\", uri=\"d\", response=\"e\", qop=auth, nc=0000001f, "
        "cnonce=\"f\"",
    };
    auto const check = [](std::string const& text) {
        return sound(text, parse_challenge) && sound(text, parse_credentials);
    };
    check_prefixes(corpus, check);
    check_mutations(corpus, 3, 20000, check);
}

TEST_CASE("mutated session descriptions give a description or an error within them") {
    std::vector<std::string> const corpus{test::xlite_offer(), test::asterisk_answer()};
    auto const check = [](std::string const& text) {
        auto const description = parse_sdp(text);
        if (!description) return sound(text, parse_sdp);
        for (auto const& media : description->media) {
            if (formats_of(media).size() > media.formats.size()) return false;
        }
        auto const again = parse_sdp(to_string(*description));
        return again && *again == *description;
    };
    check_prefixes(corpus, check);
    check_mutations(corpus, 4, 20000, check);
}
