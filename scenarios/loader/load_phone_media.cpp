#include "load_phone_media.hpp"

#include "read_values.hpp"
#include "units.hpp"
#include "voiplab/models/agents/server_codecs.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/comfort_noise.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// A codec by the name that a profile's formats or the table of codecs have for it; a dynamic one takes the first
// payload type that is free.
sip::MediaFormat format_named(std::string_view name, std::vector<sip::MediaFormat> const& profile,
                              std::vector<sip::MediaFormat> const& chosen) {
    for (auto const& format : profile) {
        if (format.encoding == name) return format;
    }
    constexpr std::uint8_t first_dynamic = 96;  // RFC 3551 section 3
    auto dynamic = first_dynamic;
    auto const is_taken = [&](sip::MediaFormat const& format) { return format.payload_type == dynamic; };
    while (std::any_of(profile.begin(), profile.end(), is_taken) ||
           std::any_of(chosen.begin(), chosen.end(), is_taken)) {
        ++dynamic;
    }
    return agents::format_of(*media::find_codec(name), dynamic);
}

void read_buffer_kind(YamlValue const& value, media::JitterBufferOptions::Kind& into) {
    static constexpr std::array<std::string_view, 3> words{"fixed", "adaptive", "percentile"};
    if (auto const word = read_word(value, words)) into = static_cast<media::JitterBufferOptions::Kind>(*word);
}

constexpr auto jitter_buffer_fields = std::to_array<Field<media::JitterBufferOptions>>({
    field_by<&media::JitterBufferOptions::kind, read_buffer_kind>("kind"),
    field<&media::JitterBufferOptions::delay>("delay"),
    field<&media::JitterBufferOptions::min>("min"),
    field<&media::JitterBufferOptions::max>("max"),
});

void read_talk_time(YamlValue const& value, sim::Duration& into) {
    read_interval(value, into);
}

constexpr auto talk_spurt_fields = std::to_array<Field<media::TalkSpurts::Options>>({
    field_by<&media::TalkSpurts::Options::talk_spurt, read_talk_time>("talk_spurt"),
    field_by<&media::TalkSpurts::Options::pause, read_talk_time>("pause"),
});

}  // namespace

void read_codecs(YamlValue const& value, PhoneEntry& phone) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list of codecs");
    auto const& all = phone.product.sdp.formats;
    std::vector<std::string_view> names;
    for (auto const& format : all) {
        if (sip::is_speech(format)) names.push_back(format.encoding);
    }
    for (auto const& codec : media::codec_table()) {
        if (!codec.name.ends_with("-plc")) names.push_back(codec.name);
    }
    if (value.items().empty()) return value.expected("at least one codec");
    std::vector<sip::MediaFormat> chosen;
    for (auto const& item : value.items()) {
        auto const word = read_word(item, names);
        if (!word) return;
        auto format = format_named(names[*word], all, chosen);
        auto const is_same = [&](sip::MediaFormat const& other) { return sip::same_encoding(format, other); };
        if (std::any_of(chosen.begin(), chosen.end(), is_same)) {
            return item.mistake(fmt::format("{} stands twice", names[*word]));
        }
        chosen.push_back(std::move(format));
    }
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [](sip::MediaFormat const& format) { return !sip::is_speech(format); });
    phone.product.sdp.formats = std::move(chosen);
}

void read_voice(YamlValue const& value, std::filesystem::path& into) {
    std::filesystem::path file;
    read_path(value, file);
    std::error_code error;
    if (!file.empty() && !std::filesystem::is_regular_file(file, error)) {
        return value.mistake(fmt::format("{}: there is no such file", file.string()));
    }
    auto const clip = file.empty() ? tl::expected<media::AudioClip, std::string>{} : media::read_audio(file);
    if (!clip) {
        return value.mistake(clip.error());
    }
    into = file;
}

// RFC 4566 section 6: ptime counts milliseconds.
void read_packet_time(YamlValue const& value, std::optional<sim::Duration>& into) {
    constexpr sim::Duration shortest = std::chrono::milliseconds(10);
    constexpr sim::Duration longest = std::chrono::milliseconds(60);
    sim::Duration time{};
    read_positive(value, time);
    if (time % std::chrono::milliseconds(1) != sim::Duration::zero() || time < shortest || time > longest) {
        return value.expected("whole milliseconds from 10ms to 60ms");
    }
    into = time;
}

void read_clock_skew(YamlValue const& value, int& into) {
    std::string text;
    read(value, text);
    auto const parsed = parse_clock_skew(text);
    if (!parsed) return value.mistake(parsed.error());
    into = *parsed;
}

void read_jitter_buffer(YamlValue const& value, media::JitterBufferOptions& into) {
    // What its 64 packets hold, with room for what comes early.
    constexpr sim::Duration longest = std::chrono::seconds(1);
    read_fields<media::JitterBufferOptions>(value, jitter_buffer_fields, into);
    auto const check = [&](sim::Duration delay, char const* key) {
        if (delay <= longest) return;
        value.place(key).mistake(
            fmt::format("{} is more than a jitter buffer holds; expected at most {}", shown(delay), shown(longest)));
    };
    check(into.delay, "delay");
    check(into.max, "max");
    if (into.min > into.max) value.place("min").mistake("the buffer's `min` is more than its `max`");
}

void read_concealment(YamlValue const& value, media::Concealment& into) {
    static constexpr std::array<std::string_view, 3> words{"plc", "silence", "repeat"};
    if (auto const word = read_word(value, words)) into = static_cast<media::Concealment>(*word);
}

void offer_silence_suppression(std::vector<sip::MediaFormat>& formats) {
    auto const replace = [](std::string& text, std::string_view before, std::string_view after) {
        if (text == before) text = after;
    };
    for (auto& format : formats) {
        replace(format.fmtp, "annexb=no", "annexb=yes");  // G.729
        replace(format.fmtp, "annexa=no", "annexa=yes");  // G.723.1
    }
    auto const events = std::find_if_not(formats.begin(), formats.end(), sip::is_speech);
    formats.insert(events, {media::comfort_noise_type, "CN", 8000, 1, {}});
}

void read_talk_spurts(YamlValue const& value, std::optional<media::TalkSpurts::Options>& into) {
    auto const wanted = truth_of(value.node());
    if (wanted == false) {
        into.reset();
    } else if (wanted) {
        into.emplace();
    } else if (value.node().kind == YamlNode::Kind::mapping) {
        read_fields<media::TalkSpurts::Options>(value, talk_spurt_fields, into.emplace());
    } else {
        value.expected("yes, no, or a mapping with talk_spurt, pause");
    }
}

std::vector<KeyList> phone_media_keys() {
    return {key_list<media::JitterBufferOptions>("jitter_buffer", jitter_buffer_fields),
            key_list<media::TalkSpurts::Options>("talk_spurts", talk_spurt_fields)};
}

}  // namespace voiplab::scenarios
