#include "voiplab/models/media/concealment.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/media/tone.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

using namespace voiplab::media;

namespace {

using Packet = std::array<std::int16_t, 160>;

double level(std::span<std::int16_t const> samples) {
    double power = 0;
    for (auto const sample : samples)
        power += double{static_cast<double>(sample)} * sample;
    return std::sqrt(power / static_cast<double>(samples.size()));
}

// A tone of which some packets are missing, as it is heard.
std::vector<Packet> heard(Concealment kind, std::vector<bool> const& came) {
    ToneSource tone(200, -10);
    Concealer concealer(kind);
    std::vector<Packet> packets;
    for (auto const is_there : came) {
        auto& packet = packets.emplace_back();
        tone.read(packet);
        if (is_there) {
            concealer.pass(packet);
        } else {
            concealer.fill(packet);
        }
    }
    return packets;
}

}  // namespace

TEST_CASE("where nothing is missing, every sample passes as it is") {
    for (auto const kind : {Concealment::plc, Concealment::silence, Concealment::repeat}) {
        ToneSource tone(200, -10);
        for (auto const& packet : heard(kind, std::vector<bool>(10, true))) {
            Packet sent{};
            tone.read(sent);
            CHECK(packet == sent);
        }
    }
}

TEST_CASE("concealment goes on with the pitch, and fades") {
    auto const packets = heard(Concealment::plc, {true, true, true, true, false, false, false, false, false});
    auto const speech = level(packets[3]);
    CHECK(level(packets[4]) > 0.5 * speech);
    CHECK(level(packets[5]) < level(packets[4]));
    CHECK(level(packets[8]) < 0.01 * speech);
    // No step between what came and what fills.
    CHECK(std::abs(packets[4].front() - packets[3].back()) < 4000);
}

TEST_CASE("silence is silent, and repetition is the last packet") {
    auto const silent = heard(Concealment::silence, {true, false, true});
    CHECK(level(silent[1]) == 0);
    auto const repeated = heard(Concealment::repeat, {true, true, false, false});
    CHECK(repeated[2] == repeated[1]);
    CHECK(repeated[3] == repeated[1]);
    CHECK(level(heard(Concealment::repeat, {false})[0]) == 0);
}
