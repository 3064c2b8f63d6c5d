#include "voiplab/models/media/silence_suppression.hpp"

#include "noise.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "udp_capture.hpp"
#include "voiplab/models/media/rtp_sender.hpp"

#include <array>
#include <string>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Send = SilenceSuppression::Decision::Send;
using Samples = std::vector<std::int16_t>;

// Frames of 20 ms at 8 kHz: speech at -20 dBov, noise at the level that is given.
struct Speaker {
    std::vector<double> values{};
    void talk(int frames) { add(-20, frames); }
    void be_silent(double noise_dbov, int frames) { add(noise_dbov, frames); }

  private:
    void add(double level, int frames) {
        auto const more = white_noise(level, static_cast<std::size_t>(frames) * 160, values.size() + 1);
        values.insert(values.end(), more.begin(), more.end());
    }
};

// A letter for each frame: M speech with the marker, S speech, C comfort noise, and a point for nothing.
std::string sent(Speaker const& speaker, SilenceSuppression::Options const& options) {
    SilenceSuppression suppression(options);
    std::string letters;
    auto const samples = to_samples(speaker.values);
    for (std::size_t at = 0; at < samples.size(); at += 160) {
        auto const decision = suppression.read(std::span(samples).subspan(at, 160));
        CHECK((decision.send == Send::speech || !decision.marker));
        switch (decision.send) {
            case Send::speech:
                letters += decision.marker ? 'M' : 'S';
                break;
            case Send::comfort_noise:
                letters += 'C';
                break;
            case Send::nothing:
                letters += '.';
                break;
        }
    }
    return letters;
}

SilenceSuppression::Options with_hangover(sim::Duration hangover) {
    return {.detector = {.hangover = hangover}, .longest_interval = 0s};
}

}  // namespace

TEST_CASE("Speech is sent with its hangover, then comfort noise once, then nothing until speech begins anew") {
    Speaker speaker;
    speaker.talk(3);
    speaker.be_silent(-60, 10);
    speaker.talk(2);
    speaker.be_silent(-60, 5);
    CHECK(sent(speaker, with_hangover(40ms)) == "MSSSSC.......MSSSC..");
}

TEST_CASE("A call that begins in silence begins with comfort noise") {
    Speaker speaker;
    speaker.be_silent(-60, 4);
    speaker.talk(1);
    CHECK(sent(speaker, with_hangover(0ms)) == "C...M");
}

TEST_CASE("Comfort noise is sent again where its level has changed, not sooner than the shortest interval") {
    Speaker speaker;
    speaker.be_silent(-60, 3);
    speaker.be_silent(-55, 20);
    CHECK(sent(speaker, with_hangover(0ms)) == "C.......C..............");
    speaker.be_silent(-60, 4);
    CHECK(sent(speaker, with_hangover(0ms)) == "C.......C..............C...");
    auto coarse = with_hangover(0ms);
    coarse.level_change = 700;
    CHECK(sent(speaker, coarse) == "C..........................");
}

TEST_CASE("Comfort noise is sent again after the longest interval") {
    Speaker speaker;
    speaker.be_silent(-60, 20);
    auto options = with_hangover(0ms);
    options.longest_interval = 200ms;
    CHECK(sent(speaker, options) == "C.........C.........");
}

TEST_CASE("The comfort noise describes the frame in which it is sent") {
    SilenceSuppression suppression({.order = 10});
    auto const samples = to_samples(white_noise(-60, 160, 3));
    auto const decision = suppression.read(samples);
    REQUIRE(decision.send == Send::comfort_noise);
    CHECK(decision.noise == describe_noise(samples, 10));
}

TEST_CASE("Wireshark sees comfort noise, the marker after silence, and the time that passed without packets") {
    Speaker speaker;
    speaker.talk(2);
    speaker.be_silent(-60, 6);
    speaker.talk(2);
    SilenceSuppression suppression({.detector = {.hangover = 0ms}, .order = 2});
    RtpSender sender({.ssrc = 1, .first_sequence = 10, .first_timestamp = 1000, .payload_type = 0});
    UdpCapture capture;
    auto const samples = to_samples(speaker.values);
    for (std::size_t at = 0; at < samples.size(); at += 160) {
        sim::Time const now(at * 125us);
        auto const frame = std::span(samples).subspan(at, 160);
        auto const decision = suppression.read(frame);
        std::array<std::uint8_t, 172> packet{};
        if (decision.send == Send::speech) {
            encode(G711Law::mu, frame, sender.next(now, packet));
            capture.add(now, 40000, packet);
            continue;
        }
        if (decision.send == Send::comfort_noise) {
            auto const size = rtp_header_size + 1U + decision.noise.order;
            auto const payload = sender.next_aside(now, std::span(packet).first(size), comfort_noise_type,
                                                   sender.timestamp(), decision.marker);
            write_comfort_noise(decision.noise, payload);
            capture.add(now, 40000, std::span(packet).first(size));
        }
        sender.pause(160);
    }
    voiplab::test::ScratchFolder const folder;
    capture.write(folder / "silence.pcap");
    auto const lines = tshark(folder / "silence.pcap",
                              "-d udp.port==40000,rtp -T fields -E separator='|' -e rtp.seq -e "
                              "rtp.timestamp -e rtp.marker -e rtp.p_type -e udp.length");
    CHECK(lines == std::vector<std::string>{"10|1000|1|0|180", "11|1160|0|0|180", "12|1320|0|13|23", "13|2280|1|0|180",
                                            "14|2440|0|0|180"});
    auto const named = tshark(folder / "silence.pcap", "-d udp.port==40000,rtp -Y rtp.p_type==13");
    REQUIRE(named.size() == 1);
    CHECK(named[0].find("Comfort noise") != std::string::npos);
    CHECK(tshark(folder / "silence.pcap", "-d udp.port==40000,rtp -q -z expert").empty());
}
