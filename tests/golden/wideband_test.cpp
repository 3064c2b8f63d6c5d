#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"
#include "voiplab/models/media/audio_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Calls in wideband codecs, in packets of other times than the usual, and by clocks that run wrong: what tshark finds
// in the capture, and what was heard.

using namespace voiplab::test;
using voiplab::media::AudioClip;
using voiplab::scenarios::StreamRecord;

namespace {

AudioClip wav(LabRun const& run, std::string_view ending) {
    for (auto const& file : run.result().files) {
        if (!file.string().ends_with(ending)) continue;
        auto const clip = voiplab::media::read_audio(file);
        REQUIRE(clip);
        return *clip;
    }
    FAIL("no file " << ending);
    return AudioClip();
}

StreamRecord const& stream_to(LabRun const& run, std::string_view phone) {
    auto const& streams = run.result().calls.at(0).streams;
    auto const found =
        std::find_if(streams.begin(), streams.end(), [&](auto const& stream) { return stream.to == phone; });
    REQUIRE(found != streams.end());
    return *found;
}

std::vector<double> numbers(LabRun const& run, std::string const& field, std::string const& filter) {
    std::vector<double> values;
    for (auto const& line : lines_of(tshark_fields(run.capture(), field, filter)))
        values.push_back(std::stod(line));
    return values;
}

// Of what `heard` has of `sent`, both in step at the best of some shifts around `shift` samples, in dB.
double snr_db(AudioClip const& sent, AudioClip const& heard, std::size_t shift) {
    REQUIRE(sent.sample_rate() == heard.sample_rate());
    auto const a = sent.samples();
    auto const b = heard.samples();
    auto best = -100.0;
    for (auto by = shift - 400; by < shift + 400; ++by) {
        double signal = 0;
        double noise = 0;
        for (std::size_t i = sent.sample_rate(); i < 3U * sent.sample_rate(); i += 7) {
            signal += std::pow(a[i], 2.0);
            noise += std::pow(a[i] - b[i + by], 2.0);
        }
        best = std::max(best, 10 * std::log10(signal / noise));
    }
    return best;
}

}  // namespace

TEST_CASE("A wideband call is heard at its own sample rate, and is what was said") {
    struct Codec {
        std::string scenario;
        double snr_db;  // at least
    };
    auto const codec = GENERATE(values<Codec>({{"codec-g722", 15}, {"codec-l16", 90}}));
    CAPTURE(codec.scenario);
    LabRun const run("media/" + codec.scenario + ".yaml");
    auto const heard = wav(run, "2010-heard.wav");
    CHECK(heard.sample_rate() == 16000);
    // 2000's files hold what it sent, as its own codec decodes it: the said itself is the shipped recording.
    auto const said = voiplab::media::read_audio(source_folder() / "scenarios/speech/alice-16k.wav");
    REQUIRE(said);
    // The buffer's 60 ms and what 2000 began later than 2010.
    CHECK(snr_db(*said, heard, 960 + 400) > codec.snr_db);
    CHECK(stream_to(run, "2010").quality->wideband);
}

TEST_CASE("L16's payload in the capture is what was heard, octet for octet") {
    LabRun const run("media/codec-l16.yaml");
    auto const heard = wav(run, "2010-heard.wav");
    std::vector<std::int16_t> captured;
    for (auto const& line : lines_of(tshark_fields(run.capture(), "rtp.payload", "rtp && ip.dst == 192.168.10.21"))) {
        std::string digits = line;
        std::erase(digits, ':');
        for (std::size_t i = 0; i + 3 < digits.size(); i += 4)
            captured.push_back(static_cast<std::int16_t>(std::stoi(digits.substr(i, 4), nullptr, 16)));
    }
    REQUIRE(captured.size() == 499 * 320);
    REQUIRE(heard.samples().size() > captured.size());
    CHECK(std::equal(captured.begin(), captured.end(), heard.samples().end() - 499 * 320));
}

TEST_CASE("The RTP clock of G.722 ticks 8000 times a second, that of Opus 48000 times") {
    struct Codec {
        std::string scenario;
        double ticks;   // a packet
        double octets;  // of its payload
    };
    auto const codec =
        GENERATE(values<Codec>({{"codec-g722", 160, 160}, {"codec-opus", 960, 60}, {"codec-l16", 320, 640}}));
    CAPTURE(codec.scenario);
    LabRun const run("media/" + codec.scenario + ".yaml");
    auto const filter = "rtp && ip.src == 192.168.10.21";
    auto const timestamps = numbers(run, "rtp.timestamp", filter);
    REQUIRE(timestamps.size() == 500);
    for (std::size_t i = 1; i < timestamps.size(); ++i)
        REQUIRE(timestamps[i] - timestamps[i - 1] == codec.ticks);
    for (auto const length : numbers(run, "udp.length", filter))
        REQUIRE(length == codec.octets + 8 + 12);
    // tshark knows the clocks, too: a jitter in other units would not be near zero.
    CHECK(stream_to(run, "2010").quality->max_jitter_ms < 0.01);
}

TEST_CASE("A server transcodes between narrow and wide bands, and the speech arrives") {
    auto const codecs = GENERATE(as<std::string>{}, "[g722]", "[l16-16]", "[opus]");
    LabRun const run("media/transcoding.yaml",
                     {{"phones[0].codecs", codecs}, {"phones[0].voice", "../speech/alice-16k.wav"}, {"expect", "[]"}});
    CAPTURE(codecs);
    auto const heard = wav(run, "2010-heard.wav");
    auto const sent = wav(run, "2000-sent.wav");
    auto const level = [](AudioClip const& clip) {
        double power = 0;
        for (auto const sample : clip.samples())
            power += static_cast<double>(sample) * sample;
        return std::sqrt(power / static_cast<double>(clip.samples().size()));
    };
    CHECK(level(heard) == Approx(level(sent)).epsilon(0.15));
    auto const& stream = stream_to(run, "2010");
    CHECK(stream.lost == 0);
    CHECK_FALSE(stream.quality->wideband);
    // The other way a narrow band stays one, in whatever it is sent on: R is below what G.107 gives a narrow band.
    CHECK(stream_to(run, "2000").quality->r < 93.2);
}

TEST_CASE("Packets have the time that the other party asks for") {
    LabRun const run("media/packet-time.yaml");
    auto const times = numbers(run, "frame.time_relative", "rtp && ip.src == 192.168.10.21");
    REQUIRE(times.size() == 250);
    for (std::size_t i = 1; i < times.size(); ++i)
        REQUIRE(times[i] - times[i - 1] == Approx(0.040).margin(1e-6));
    for (auto const length : numbers(run, "udp.length", "rtp"))
        REQUIRE(length == 320 + 8 + 12);
    CHECK(lines_of(tshark_fields(run.capture(), "sdp.media_attr", "sdp")).at(0).find("ptime:40") != std::string::npos);
    // 40 ms of the packet and 60 of the buffer.
    CHECK(stream_to(run, "2010").quality->mouth_to_ear_ms == Approx(100).margin(0.1));
}

TEST_CASE("What a server does not ask for, a phone does not send") {
    LabRun const run("media/codec-pcmu.yaml", {{"phones[1].packet_time", "40ms"}});
    // chan_sip asks for 20 ms; what it passes on is as the other phone sent it.
    for (auto const length : numbers(run, "udp.length", "rtp"))
        REQUIRE(length == 160 + 8 + 12);
}

TEST_CASE("A sound device that runs a thousandth too fast sends a packet more in twenty seconds") {
    LabRun const run("media/clock-skew.yaml");
    auto const to_callee = stream_to(run, "2010");
    auto const to_caller = stream_to(run, "2000");
    // Both talk for about 60 s of true time.
    CHECK(to_callee.sent == Approx(60'000 / 20 * 1.001).margin(3));
    CHECK(to_caller.sent == Approx(60'000 / 20 * 0.999).margin(3));
    // The network itself delays as ever, whatever the clocks say.
    CHECK(std::abs(*to_callee.network_delay_ms) < 0.1);
    // 2000 plays 2 ms more in a second than it is sent: the 60 ms of its buffer last for 30 s, then all is late.
    CHECK(to_caller.quality->lost == Approx(static_cast<double>(to_caller.sent) / 2).epsilon(0.01));
    CHECK(to_callee.quality->lost == 0);
    auto const& seconds = to_caller.quality->seconds;
    CHECK(std::count_if(seconds.begin(), seconds.end(), [](auto const& second) { return second.lost > 40; }) ==
          Approx(30).margin(2));
}

TEST_CASE("Forward error correction brings back single losses and no others") {
    LabRun const run("media/opus-fec.yaml");
    auto const& with = stream_to(run, "2010");
    LabRun const other("media/opus-loss.yaml");
    auto const& without = stream_to(other, "2010");
    CHECK(with.lost == without.lost);
    CHECK(without.quality->recovered == 0);
    CHECK(without.quality->lost == without.lost);
    CHECK(with.quality->recovered + with.quality->lost == with.lost);
    // A packet is lost, and the next one too, with a tenth of a tenth.
    auto const sent = static_cast<double>(with.sent);
    CHECK(static_cast<double>(with.quality->lost) == Approx(0.01 * sent).margin(2.58 * std::sqrt(0.01 * sent) + 5));
    // And what is heard is nearer to what was said.
    auto const said = voiplab::media::read_audio(source_folder() / "scenarios/speech/alice-16k.wav");
    auto const error = [&](LabRun const& heard_by) {
        auto const heard = wav(heard_by, "2010-heard.wav");
        auto const sent_audio = wav(heard_by, "2000-sent.wav");
        double sum = 0;
        // The same positions of both files: the buffer's 60 ms later.
        for (std::size_t i = 0; i + 2000 < sent_audio.samples().size() && i + 2000 < heard.samples().size(); ++i)
            sum += std::pow(heard.samples()[i + 960] - sent_audio.samples()[i], 2.0);
        return sum;
    };
    CHECK(error(run) < 0.7 * error(other));
}

TEST_CASE(
    "In pauses nothing is sent but comfort noise: numbers go on, timestamps jump, and talk-spurts begin with a "
    "marker") {
    LabRun const run("media/silence-suppression.yaml");
    std::string const from_caller = "rtp && ip.src == 192.168.10.20";
    auto const types = numbers(run, "rtp.p_type", from_caller);
    auto const sequences = numbers(run, "rtp.seq", from_caller);
    auto const timestamps = numbers(run, "rtp.timestamp", from_caller);
    auto const times = numbers(run, "frame.time_relative", from_caller);
    auto const markers = lines_of(tshark_fields(run.capture(), "rtp.marker", from_caller));
    REQUIRE(types.size() == markers.size());
    REQUIRE(types.size() == times.size());
    std::size_t speech = 0;
    std::size_t noise = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto const is_noise = types[i] == 13;
        ++(is_noise ? noise : speech);
        if (i == 0) continue;
        REQUIRE(static_cast<std::uint16_t>(sequences[i] - sequences[i - 1]) == 1);
        // The timestamps are the true time's, through pauses too.
        REQUIRE(static_cast<std::uint32_t>(timestamps[i] - timestamps[0]) ==
                Approx((times[i] - times[0]) * 8000).margin(1));
        // RFC 3551 section 4.1.
        auto const resumes = !is_noise && timestamps[i] - timestamps[i - 1] != 160;
        auto const after_noise = !is_noise && types[i - 1] == 13;
        CHECK((markers[i] == "1" || markers[i] == "True") == (resumes || after_noise));
    }
    // P.59: 38.5 % of the time, and the detector's hangover of 200 ms behind each talk-spurt.
    CHECK(speech > 3000 / 4);
    CHECK(speech < 3000 * 2 / 3);
    CHECK(noise >= 60 / 3);
    // Nothing was lost, and nothing counts as lost.
    CHECK(stream_to(run, "2010").lost == 0);
    CHECK(stream_to(run, "2010").quality->lost == 0);
}

TEST_CASE("Comfort noise is heard where its sender was silent, as loud as its sender's room") {
    LabRun const run("media/silence-suppression.yaml");
    auto const heard = wav(run, "2010-heard.wav");
    // Frames of 20 ms by their level: the room's 65 dB below full scale, or speech. The recording itself has gaps of a
    // third of a second without a sound; pauses are longer, and have none.
    std::size_t quiet = 0;
    std::size_t silent = 0;
    std::size_t most_silent = 0;  // in a row
    auto const samples = heard.samples();
    auto const begins = std::find_if(samples.begin(), samples.end(), [](auto sample) { return sample != 0; });
    for (auto at = static_cast<std::size_t>(begins - samples.begin()); at + 160 <= samples.size() - 8000; at += 160) {
        double power = 0;
        for (std::size_t i = 0; i < 160; ++i)
            power += std::pow(samples[at + i] / 32768.0, 2.0) / 160;
        auto const dbov = 10 * std::log10(power + 1e-12);
        silent = dbov < -80 ? silent + 1 : 0;
        most_silent = std::max(most_silent, silent);
        if (dbov > -69 && dbov < -61) ++quiet;
    }
    CHECK(quiet > 500);
    CHECK(most_silent < 25);
}

TEST_CASE("Without an agreement on comfort noise, nothing at all is sent in pauses") {
    LabRun const run("media/silence-suppression.yaml", {{"phones[1].silence_suppression", "no"}});
    CHECK(numbers(run, "rtp.p_type", "rtp && rtp.p_type == 13").empty());
    // 2000 suppresses its silence all the same; 2010 does not.
    auto const from_caller = numbers(run, "rtp.p_type", "rtp && ip.src == 192.168.10.20").size();
    auto const from_callee = numbers(run, "rtp.p_type", "rtp && ip.src == 192.168.10.21").size();
    CHECK(from_caller < 2000);
    CHECK(from_callee > 2900);
    CHECK(stream_to(run, "2010").quality->lost == 0);
}
