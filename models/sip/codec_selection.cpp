#include "codec_selection.hpp"

#include "asterisk_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace voiplab::sip::asterisk {
namespace {

struct Codec {
    std::string_view name;
    bool audio = true;
};

// In the order in which Asterisk 13 registers them, which is what "all" gives (main/codec_builtin.c).
constexpr std::array codecs_of_asterisk = {
    Codec{"g723"},        Codec{"ulaw"},        Codec{"alaw"},         Codec{"gsm"},         Codec{"g726"},
    Codec{"g726aal2"},    Codec{"adpcm"},       Codec{"slin"},         Codec{"slin12"},      Codec{"slin16"},
    Codec{"slin24"},      Codec{"slin32"},      Codec{"slin44"},       Codec{"slin48"},      Codec{"slin96"},
    Codec{"slin192"},     Codec{"lpc10"},       Codec{"g729"},         Codec{"speex"},       Codec{"speex16"},
    Codec{"speex32"},     Codec{"ilbc"},        Codec{"g722"},         Codec{"siren7"},      Codec{"siren14"},
    Codec{"testlaw"},     Codec{"g719"},        Codec{"opus"},         Codec{"jpeg", false}, Codec{"png", false},
    Codec{"h261", false}, Codec{"h263", false}, Codec{"h263p", false}, Codec{"h264", false}, Codec{"mpeg4", false},
    Codec{"vp8", false},  Codec{"red", false},  Codec{"t140", false}};

Codec const* find_codec(std::string_view name) {
    auto const found = std::find_if(codecs_of_asterisk.begin(), codecs_of_asterisk.end(),
                                    [&](Codec const& codec) { return same_word(codec.name, name); });
    return found == codecs_of_asterisk.end() ? nullptr : &*found;
}

void change_codec(std::vector<std::string>& codecs, std::string_view name, bool allow) {
    auto const found = std::find(codecs.begin(), codecs.end(), name);
    if (allow && found == codecs.end()) codecs.emplace_back(name);
    if (!allow && found != codecs.end()) codecs.erase(found);
}

}  // namespace

std::vector<std::string> built_in_codecs() {
    return {"ulaw", "alaw", "gsm", "h263"};
}

std::vector<std::string> change_codecs(std::vector<std::string>& codecs, std::string_view list, bool allow) {
    std::vector<std::string> unknown;
    for (auto word : split(list, ',')) {
        bool const negated = word.starts_with('!');
        if (negated) word.remove_prefix(1);
        auto const name = word.substr(0, word.find(':'));  // "ulaw:20" also says the packet's length
        auto const* const codec = find_codec(name);
        if (codec != nullptr) {
            change_codec(codecs, codec->name, allow != negated);
        } else if (same_word(name, "all")) {
            for (auto const& each : codecs_of_asterisk)
                change_codec(codecs, each.name, allow != negated);
        } else if (!name.empty()) {
            unknown.emplace_back(name);
        }
    }
    return unknown;
}

// default_ms of main/codec_builtin.c.
unsigned default_packet_ms(std::string_view name) {
    return name == "g723" || name == "ilbc" ? 30 : 20;
}

std::vector<std::pair<std::string, unsigned>> packet_lengths(std::string_view list) {
    std::vector<std::pair<std::string, unsigned>> lengths;
    for (auto const word : split(list, ',')) {
        auto const colon = word.find(':');
        if (colon == std::string_view::npos) continue;
        auto const* const codec = find_codec(word.substr(0, colon));
        auto const digits = word.substr(colon + 1);
        unsigned ms = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), ms);
        if (codec != nullptr && ms > 0) lengths.emplace_back(codec->name, ms);
    }
    return lengths;
}

bool is_audio_codec(std::string_view name) {
    auto const* const codec = find_codec(name);
    return codec != nullptr && codec->audio;
}

}  // namespace voiplab::sip::asterisk
