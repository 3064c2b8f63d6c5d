#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/quality/speech_distortion.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

// What phones heard, against what Wireshark's own analysis and sox make of a capture at the listener.

using namespace voiplab::test;
using voiplab::scenarios::CallRecord;
using voiplab::scenarios::Override;
using voiplab::scenarios::StreamRecord;

namespace {

using Samples = std::vector<std::int16_t>;

std::filesystem::path file_of(LabRun const& run, std::string const& ending) {
    for (auto const& file : run.result().files) {
        if (file.string().ends_with(ending)) return file;
    }
    FAIL("no file " << ending);
    return {};
}

Samples wav(LabRun const& run, std::string const& ending) {
    auto const clip = voiplab::media::read_audio(file_of(run, ending));
    REQUIRE(clip);
    return {clip->samples().begin(), clip->samples().end()};
}

// The payload that tshark finds in the packets of a filter, decoded by sox.
Samples decoded_by_sox(LabRun const& run, std::string const& filter, std::string const& type = "ul") {
    auto const folder = run.capture().parent_path();
    auto const encoded = folder / "payload.ul";
    std::ofstream octets(encoded, std::ios::binary);
    for (auto const& line : lines_of(tshark_fields(run.capture(), "rtp.payload", filter))) {
        for (std::size_t i = 0; i + 1 < line.size(); i += line[i + 2 < line.size() ? i + 2 : i] == ':' ? 3 : 2) {
            octets.put(static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16)));
        }
    }
    octets.close();
    auto const raw = folder / "decoded.s16";
    auto const command = "sox -t " + type + " -r 8000 -c 1 '" + encoded.string() + "' -t s16 -L '" + raw.string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream stream(raw, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(stream), {}};
    Samples samples;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        samples.push_back(static_cast<std::int16_t>(static_cast<unsigned char>(bytes[i]) |
                                                    static_cast<unsigned char>(bytes[i + 1]) << 8U));
    }
    return samples;
}

// A row of `tshark -z rtp,streams`.
struct TsharkStream {
    std::uint64_t packets = 0;
    std::int64_t lost = 0;
    double mean_jitter_ms = 0;
    double max_jitter_ms = 0;
};

// By SSRC.
std::map<std::uint32_t, TsharkStream> streams_by_tshark(LabRun const& run) {
    std::map<std::uint32_t, TsharkStream> streams;
    for (auto const& line : lines_of(run.tshark("-q -z rtp,streams"))) {
        auto const at = line.find("0x");
        if (at == std::string::npos) continue;
        std::istringstream words(line.substr(at));
        std::string ssrc;
        std::string payload;
        std::string share;
        double ignored = 0;
        TsharkStream stream;
        words >> ssrc >> payload >> stream.packets >> stream.lost >> share >> ignored >> ignored >> ignored >>
            ignored >> stream.mean_jitter_ms >> stream.max_jitter_ms;
        if (words) streams[static_cast<std::uint32_t>(std::stoul(ssrc, nullptr, 16))] = stream;
    }
    return streams;
}

StreamRecord const& stream_from(LabRun const& run, std::string const& sender, std::string const& phone) {
    for (auto const& stream : run.result().calls.at(0).streams) {
        if (stream.from == sender && stream.to == phone) return stream;
    }
    throw std::runtime_error("nothing was sent to " + phone);
}

}  // namespace

TEST_CASE("What 2010 heard in lab 1 is what sox decodes from the capture, to the sample") {
    LabRun const run("labs/1-successful-call.yaml",
                     {{"captures", "[{file: pc.pcapng, host: pc-2010, interface: ethernet}]"},
                      {"audio", "yes"},
                      {"expect_ladder", "[]"}});
    auto const heard = wav(run, "call-1-2010-heard.wav");
    auto const sent = wav(run, "call-1-2000-sent.wav");
    // What ICMP errors quote is RTP to tshark, too.
    auto direct = decoded_by_sox(run, "rtp && !icmp && ip.src == 192.168.6.135");
    // And 2000 sent it: the two files begin together, so it is heard a little after it was sent.
    auto const spoken = std::search(sent.begin(), sent.end(), direct.begin(), direct.end());
    REQUIRE(spoken != sent.end());
    // The last packets arrived after 2010 had hung up.
    auto const received = stream_from(run, "2000", "2010").received;
    CHECK(direct.size() - 160 * received < 10 * 160);
    direct.resize(160 * received);
    REQUIRE(direct.size() > 8000 * 10);
    auto const found = std::search(heard.begin(), heard.end(), direct.begin(), direct.end());
    REQUIRE(found != heard.end());
    auto const later = (found - heard.begin()) - (spoken - sent.begin());
    // The buffer's 60 ms, and the network's 10.8 us.
    CHECK(later == 480);
}

TEST_CASE("Jitter and loss of a stream are what tshark finds at the listener") {
    auto const netem = GENERATE(as<std::string>{}, "{from: office, delay: 30ms, jitter: 8ms, jitter_keeps_order: yes}",
                                "{from: office, delay: 30ms, jitter: 8ms, jitter_keeps_order: yes, loss: 4%}",
                                "{from: office, delay: 5ms, loss_gemodel: {p: 2%, r: 25%}}");
    LabRun const run("media/random-loss.yaml", {{"network.links[2].netem", netem}, {"expect", "[]"}});
    auto const by_tshark = streams_by_tshark(run);
    auto const& stream = stream_from(run, "asterisk", "2010");
    REQUIRE(by_tshark.contains(stream.ssrc));
    REQUIRE(stream.quality);
    auto const& expected = by_tshark.at(stream.ssrc);
    CHECK(stream.received == expected.packets);
    CHECK(static_cast<std::int64_t>(stream.lost) == expected.lost);
    CHECK(std::abs(stream.quality->mean_jitter_ms - expected.mean_jitter_ms) <= 0.01);
    CHECK(std::abs(stream.quality->max_jitter_ms - expected.max_jitter_ms) <= 0.01);
    // The buffer is longer than the jitter: only what the network lost is missing.
    CHECK(stream.quality->lost == stream.lost);
    CHECK(stream.quality->late == 0);
}

TEST_CASE("Reordered packets and second copies are those in the capture, and count as tshark counts them") {
    LabRun const run("media/random-loss.yaml",
                     {{"network.links[2].netem", "{from: office, delay: 60ms, jitter: 25ms, loss: 4%, duplicate: 1%}"},
                      {"phones[1].jitter_buffer", "{delay: 150ms}"},
                      {"audio", "no"},
                      {"expect", "[]"}});
    auto const& stream = stream_from(run, "asterisk", "2010");
    auto const by_tshark = streams_by_tshark(run);
    REQUIRE(by_tshark.contains(stream.ssrc));
    auto const& expected = by_tshark.at(stream.ssrc);
    REQUIRE(stream.quality);
    auto const& heard = *stream.quality;
    CHECK(stream.received == expected.packets);
    CHECK(static_cast<std::int64_t>(stream.lost) == expected.lost);
    CHECK(std::abs(heard.mean_jitter_ms - expected.mean_jitter_ms) <= 0.01);
    CHECK(std::abs(heard.max_jitter_ms - expected.max_jitter_ms) <= 0.01);

    std::set<int> seen;
    std::uint64_t reordered = 0;
    std::uint64_t duplicates = 0;
    for (auto const& line : lines_of(tshark_fields(run.capture(), "rtp.seq", "rtp && ip.dst == 192.168.10.21"))) {
        auto const sequence = std::stoi(line);
        auto const is_new = seen.insert(sequence).second;
        if (!is_new) ++duplicates;
        if (is_new && sequence != *seen.rbegin()) ++reordered;
    }
    // The numbers do not wrap.
    REQUIRE(*seen.rbegin() - *seen.begin() < 3000);
    CHECK(reordered > 100);
    CHECK(duplicates > 10);
    CHECK(heard.reordered == reordered);
    CHECK(heard.duplicates == duplicates);
    // RFC 3550 counts second copies as received; they do not fill the gaps of others.
    CHECK(heard.lost == stream.lost + duplicates);
    CHECK(heard.late == 0);
    std::uint64_t received = 0;
    for (auto const& second : heard.seconds) {
        received += second.received;
        reordered -= second.reordered;
        duplicates -= second.duplicates;
    }
    CHECK(received == stream.received);
    CHECK(reordered == 0);
    CHECK(duplicates == 0);
}

TEST_CASE("Mouth to ear is the packet, both legs through the server, and the buffer") {
    LabRun const run("media/random-loss.yaml", {{"network.links[2].netem", "{from: office, delay: 30ms}"},
                                                {"network.links[1].netem", "{from: pc-2000, delay: 17ms}"},
                                                {"expect", "[]"}});
    auto const& stream = stream_from(run, "asterisk", "2010");
    REQUIRE(stream.quality);
    // Four links and the server's relaying take less than a millisecond.
    constexpr auto parts = 20 + 17 + 30 + 60;
    CHECK(stream.quality->mouth_to_ear_ms > parts);
    CHECK(stream.quality->mouth_to_ear_ms < parts + 1);
    CHECK(*stream.network_delay_ms == Approx(30).margin(0.1));
}

TEST_CASE("Listening changes no packet") {
    std::vector<Override> const silent{{"audio", "no"}, {"expect", "[]"}};
    auto unobserved = silent;
    unobserved.push_back({"statistics.slice", "2s"});
    auto const bytes = [](LabRun const& run) {
        std::ifstream stream(run.capture(), std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(stream), {}};
    };
    LabRun const with("media/jitter-adaptive-buffer.yaml");
    LabRun const without("media/jitter-adaptive-buffer.yaml", unobserved);
    CHECK(bytes(with) == bytes(without));
    CHECK(with.result().files.size() == without.result().files.size() + 4);
}

TEST_CASE("Keys and silence are no losses to a listener") {
    LabRun const run("calls/dtmf-rfc4733.yaml", {{"statistics", "{}"}, {"expect_ladder", "[]"}});
    for (auto const& stream : run.result().calls.at(0).streams) {
        if (!stream.quality) continue;
        CAPTURE(stream.from, stream.to);
        CHECK(stream.quality->lost == 0);
    }
}

TEST_CASE("The tables of calls have the columns of their header in every row") {
    LabRun const run("media/random-loss.yaml");
    for (auto const* name : {"calls.csv", "streams.csv", "quality.csv"}) {
        CAPTURE(name);
        std::ifstream stream(file_of(run, name));
        std::string line;
        std::optional<std::ptrdiff_t> commas;
        auto rows = 0;
        while (std::getline(stream, line)) {
            auto const count = std::count(line.begin(), line.end(), ',');
            CHECK(count == commas.value_or(count));
            commas = count;
            ++rows;
        }
        CHECK(rows > 1);
    }
    auto const& call = run.result().calls.at(0);
    for (auto const& stream : call.streams) {
        if (!stream.quality) continue;
        std::uint64_t frames = 0;
        std::uint64_t lost = 0;
        for (auto const& second : stream.quality->seconds) {
            frames += second.frames;
            lost += second.lost;
        }
        CHECK(frames == stream.quality->played + stream.quality->lost);
        CHECK(lost == stream.quality->lost);
    }
}

TEST_CASE("What is heard in GSM is what sox decodes from the capture") {
    LabRun const run("media/codec-gsm.yaml");
    auto const heard = wav(run, "call-1-2010-heard.wav");
    auto const decoded = decoded_by_sox(run, "rtp && ip.dst == 192.168.10.21", "gsm");
    REQUIRE(decoded.size() == 499 * 160);
    // The call began with what others sent.
    REQUIRE(heard.size() > decoded.size());
    auto const begin = heard.size() - decoded.size();
    CHECK(begin < 1000);
    // libgsm and spandsp differ in the bits below GSM's thirteen.
    for (std::size_t i = 0; i < decoded.size(); ++i)
        REQUIRE(std::abs(heard[begin + i] - decoded[i]) <= 8);
}

TEST_CASE("Packets of every codec have its size and its time") {
    struct Codec {
        std::string name;
        std::string octets;
        int packet_ms;
    };
    auto const codec = GENERATE(values<Codec>(
        {{"gsm", "33", 20}, {"g726-32", "80", 20}, {"g729", "20", 20}, {"ilbc-30", "50", 30}, {"g723-63", "24", 30}}));
    CAPTURE(codec.name);
    LabRun const run("media/codec-" + codec.name + ".yaml");
    constexpr auto ticks_per_ms = 8;
    std::optional<double> last_time;
    std::optional<std::uint32_t> last_timestamp;
    auto packets = 0;
    for (auto const& line : lines_of(tshark_fields(run.capture(), "frame.time_relative rtp.timestamp udp.length",
                                                   "rtp && ip.src == 192.168.10.21"))) {
        std::istringstream words(line);
        std::string time;
        std::string timestamp;
        std::string length;
        std::getline(words, time, '|');
        std::getline(words, timestamp, '|');
        std::getline(words, length, '|');
        CHECK(std::to_string(std::stoi(length) - 8 - 12) == codec.octets);
        auto const now = std::stod(time);
        auto const ticks = static_cast<std::uint32_t>(std::stoul(timestamp));
        if (last_time) {
            CHECK(now - *last_time == Approx(codec.packet_ms / 1000.0).margin(1e-4));
            CHECK(ticks - *last_timestamp == static_cast<std::uint32_t>(codec.packet_ms * ticks_per_ms));
        }
        last_time = now;
        last_timestamp = ticks;
        ++packets;
    }
    CHECK(packets >= 10000 / codec.packet_ms - 1);
    auto const& stream = stream_from(run, "asterisk", "2010");
    CHECK(*stream.network_delay_ms > 0);
    CHECK(*stream.network_delay_ms < 0.1);
}

TEST_CASE(
    "A server between two codecs changes every packet, and the MOS of both parties is that of the two in tandem") {
    LabRun const run("media/transcoding.yaml");
    auto const sizes = [&](std::string const& filter) {
        std::map<std::string, int> counts;
        for (auto const& length : lines_of(tshark_fields(run.capture(), "udp.length", filter)))
            ++counts[length];
        return counts;
    };
    CHECK(sizes("rtp && ip.dst == 192.168.10.20") == std::map<std::string, int>{{"53", 500}});
    CHECK(sizes("rtp && ip.dst == 192.168.10.21") == std::map<std::string, int>{{"180", 499}});
    auto const& to_caller = *stream_from(run, "asterisk", "2000").quality;
    auto const& to_callee = *stream_from(run, "asterisk", "2010").quality;
    CHECK(to_caller.r == Approx(to_callee.r).margin(0.01));
    // Each hears the other's speech, not silence.
    auto const level = [](Samples const& samples) {
        double power = 0;
        for (auto const sample : samples)
            power += static_cast<double>(sample) * sample;
        return std::sqrt(power / static_cast<double>(samples.size()));
    };
    CHECK(level(wav(run, "2010-heard.wav")) == Approx(level(wav(run, "2000-sent.wav"))).epsilon(0.1));
    CHECK(level(wav(run, "2000-heard.wav")) == Approx(level(wav(run, "2010-sent.wav"))).epsilon(0.1));
}

TEST_CASE("What is heard of a clean call is what was sent, and loss takes it away from that") {
    auto const measure = [](LabRun const& run, std::string const& listener) {
        voiplab::quality::SpeechDistortion all;
        for (auto const& stream : run.result().calls.at(0).streams) {
            if (stream.to != listener || !stream.quality || !stream.quality->segmental_snr_db) continue;
            all.add(
                {stream.quality->played, *stream.quality->segmental_snr_db, *stream.quality->log_spectral_distance_db});
        }
        REQUIRE(all.frames > 0);
        return all;
    };
    std::optional<voiplab::quality::SpeechDistortion> before;
    for (auto const* loss : {"0%", "1%", "5%", "10%"}) {
        CAPTURE(loss);
        LabRun const run("media/random-loss.yaml", {{"network.links[2].netem.loss", loss}, {"expect", "[]"}});
        auto const unharmed = measure(run, "2000");
        CHECK(unharmed.segmental_snr_db > 34.9);
        CHECK(unharmed.log_spectral_distance_db < 0.1);
        auto const harmed = measure(run, "2010");
        if (!before) CHECK(harmed.segmental_snr_db > 34.9);
        if (before) CHECK(harmed.segmental_snr_db < before->segmental_snr_db);
        if (before) CHECK(harmed.log_spectral_distance_db > before->log_spectral_distance_db);
        before = harmed;
    }
}

TEST_CASE("Speech is compared with what was sent through a transcoding server too, and under a buffer that adapts") {
    auto const name = GENERATE(as<std::string>{}, "media/transcoding.yaml", "media/jitter-adaptive-buffer.yaml");
    CAPTURE(name);
    LabRun const run(name, {{"audio", "yes"}, {"statistics", "{}"}});
    auto compared = 0;
    for (auto const& stream : run.result().calls.at(0).streams) {
        if (!stream.quality || stream.quality->played < 100) continue;
        REQUIRE(stream.quality->segmental_snr_db);
        CAPTURE(stream.from, stream.to, *stream.quality->segmental_snr_db);
        // Misaligned speech has a ratio about or below 0.
        CHECK(*stream.quality->segmental_snr_db > 5);
        ++compared;
    }
    CHECK(compared >= 2);
}
