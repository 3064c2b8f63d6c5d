#include "voiplab/models/media/codec_table.hpp"

#include "g729.hpp"

#include <algorithm>
#include <array>

namespace voiplab::media {

namespace {

using Payload = CodecInfo::Payload;

constexpr auto none = std::nullopt;
constexpr sim::Duration ms(double value) {
    return sim::Duration(static_cast<std::int64_t>(value * 1e6));
}

constexpr auto g729_payload = has_g729 ? Payload::real : Payload::marked;

// G.113's tables: Ie and Bpl of G.711, G.729A, G.723.1 and GSM-EFR; Ie alone of G.726, G.728 and GSM-FR, whose Bpl is
// taken from the like of them. For wideband Ie of G.722. The rest are estimates.
constexpr auto table = std::to_array<CodecInfo>({
    // name, encoding, type, clock, sampled, ch., frame, octets, bit/s, packet, look-ahead, wideband, Ie, Bpl, estimate
    {"pcmu", "PCMU", 0, 8000, 8000, 1, ms(10), 80, 64000, ms(20), ms(0), false, 0, 4.3},
    {"pcmu-plc", "PCMU", 0, 8000, 8000, 1, ms(10), 80, 64000, ms(20), ms(0), false, 0, 25.1},
    {"pcma", "PCMA", 8, 8000, 8000, 1, ms(10), 80, 64000, ms(20), ms(0), false, 0, 4.3},
    {"pcma-plc", "PCMA", 8, 8000, 8000, 1, ms(10), 80, 64000, ms(20), ms(0), false, 0, 25.1},
    {"g722", "G722", 9, 8000, 16000, 1, ms(10), 80, 64000, ms(20), ms(1.5), true, 13, 4.3, true},
    {"g726-40", "G726-40", none, 8000, 8000, 1, ms(10), 50, 40000, ms(20), ms(0), false, 2, 4.3, true},
    {"g726-32", "G726-32", none, 8000, 8000, 1, ms(10), 40, 32000, ms(20), ms(0), false, 7, 4.3, true},
    {"g726-24", "G726-24", none, 8000, 8000, 1, ms(10), 30, 24000, ms(20), ms(0), false, 25, 4.3, true},
    {"g726-16", "G726-16", none, 8000, 8000, 1, ms(10), 20, 16000, ms(20), ms(0), false, 50, 4.3, true},
    {"gsm", "GSM", 3, 8000, 8000, 1, ms(20), 33, 13200, ms(20), ms(0), false, 20, 10, true},
    {"gsm-efr", "GSM-EFR", none, 8000, 8000, 1, ms(20), 31, 12400, ms(20), ms(0), false, 5, 10, false, Payload::marked},
    {"g729", "G729", 18, 8000, 8000, 1, ms(10), 10, 8000, ms(20), ms(5), false, 11, 19, false, g729_payload, 2},
    {"g723-63", "G723", 4, 8000, 8000, 1, ms(30), 24, 6400, ms(30), ms(7.5), false, 15, 16.1, false, Payload::marked,
     4},
    {"g723-53", "G723", 4, 8000, 8000, 1, ms(30), 20, 5333, ms(30), ms(7.5), false, 19, 16.1, true, Payload::marked, 4},
    {"g728", "G728", 15, 8000, 8000, 1, ms(2.5), 5, 16000, ms(20), ms(0), false, 7, 4.3, true, Payload::marked},
    {"ilbc-20", "iLBC", none, 8000, 8000, 1, ms(20), 38, 15200, ms(20), ms(5), false, 10, 34, true, Payload::marked},
    {"ilbc-30", "iLBC", none, 8000, 8000, 1, ms(30), 50, 13333, ms(30), ms(10), false, 10, 32, true, Payload::marked},
    {"opus", "opus", none, 48000, 16000, 2, ms(10), 0, 24000, ms(20), ms(6.5), true, 0, 27, true},
    {"opus-fec", "opus", none, 48000, 16000, 2, ms(10), 0, 24000, ms(20), ms(6.5), true, 0, 27, true},
    {"l16", "L16", 11, 44100, 44100, 1, ms(10), 882, 705600, ms(20), ms(0), true, 0, 4.3, true},
    {"l16-16", "L16", none, 16000, 16000, 1, ms(10), 320, 256000, ms(20), ms(0), true, 0, 4.3, true},
    {"l16-8", "L16", none, 8000, 8000, 1, ms(10), 160, 128000, ms(20), ms(0), false, 0, 4.3, true},
});

std::uint64_t count_in(sim::Duration time, std::uint64_t per_second) {
    return static_cast<std::uint64_t>(time.count()) * per_second / 1'000'000'000;
}

bool same_word(std::string_view a, std::string_view b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::size_t CodecInfo::octets_in(sim::Duration packet) const {
    if (frame_octets == 0) return count_in(packet, bit_rate) / 8;
    return static_cast<std::size_t>(packet / frame) * frame_octets;
}

std::uint32_t CodecInfo::ticks_in(sim::Duration packet) const {
    return static_cast<std::uint32_t>(count_in(packet, clock_rate));
}

std::size_t CodecInfo::samples_in(sim::Duration packet) const {
    return count_in(packet, sample_rate);
}

double CodecInfo::ethernet_bit_rate(sim::Duration packet) const {
    constexpr std::size_t headers = 18 + 20 + 8 + 12;
    return static_cast<double>(octets_in(packet) + headers) * 8 / std::chrono::duration<double>(packet).count();
}

std::span<CodecInfo const> codec_table() {
    return table;
}

CodecInfo const* find_codec(std::string_view name) {
    auto const* const found =
        std::find_if(table.begin(), table.end(), [&](CodecInfo const& codec) { return codec.name == name; });
    return found == table.end() ? nullptr : found;
}

CodecInfo const* find_encoding(std::string_view encoding, std::uint32_t clock_rate) {
    auto const* const found = std::find_if(table.begin(), table.end(), [&](CodecInfo const& codec) {
        // RFC 3952 section 5: without a mode, iLBC's frames are of 30 ms.
        return codec.clock_rate == clock_rate && same_word(codec.encoding, encoding) && codec.name != "ilbc-20";
    });
    return found == table.end() ? nullptr : found;
}

}  // namespace voiplab::media
