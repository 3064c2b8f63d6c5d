#include "voiplab/models/media/comfort_noise.hpp"

#include "noise.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using namespace voiplab::media;
using namespace voiplab;

namespace {

using Octets = std::vector<std::uint8_t>;
using Samples = std::vector<std::int16_t>;

ComfortNoise noise_of(std::uint8_t level, Octets const& indices = {}) {
    Octets payload{level};
    payload.insert(payload.end(), indices.begin(), indices.end());
    return *parse_comfort_noise(payload);
}

Octets payload_of(ComfortNoise const& noise) {
    Octets octets(1 + ComfortNoise::largest_order);
    octets.resize(write_comfort_noise(noise, octets).size());
    return octets;
}

Samples made(ComfortNoise const& noise, std::size_t count, std::uint64_t seed = 1) {
    ComfortNoiseGenerator generator{sim::RandomStream(seed)};
    generator.set(noise);
    Samples samples(count);
    generator.read(samples);
    return samples;
}

// The Levinson-Durbin recursion in floating point (k_1 = -r_1 / r_0), of the autocorrelation of all samples.
std::vector<double> reflections_by_levinson(Samples const& samples, std::size_t order) {
    std::vector<double> r(order + 1);
    for (std::size_t lag = 0; lag <= order; ++lag) {
        for (std::size_t i = lag; i < samples.size(); ++i) {
            r[lag] += static_cast<double>(samples[i]) * samples[i - lag];
        }
    }
    std::vector<double> reflections;
    std::vector<double> a{1};
    auto error = r[0];
    for (std::size_t m = 1; m <= order; ++m) {
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) {
            sum += a[j] * r[m - j];
        }
        auto const k = -sum / error;
        auto next = a;
        next.push_back(0);
        for (std::size_t j = 1; j <= m; ++j) {
            next[j] += k * a[m - j];
        }
        a = next;
        error *= 1 - k * k;
        reflections.push_back(k);
    }
    return reflections;
}

// RFC 3389 section 3.2.
double reflection_of(std::uint8_t index) {
    return 258.0 * (index - 127) / 32768;
}

// Noise with resonances near 500 and 2000 Hz at 8 kHz.
Samples coloured_noise(double level_dbov, std::size_t count) {
    auto values = white_noise(level_dbov, count, 9);
    for (std::size_t i = 2; i < values.size(); ++i) {
        values[i] += 1.4 * values[i - 1] - 0.6 * values[i - 2];
    }
    for (std::size_t i = 2; i < values.size(); ++i) {
        values[i] += -0.4 * values[i - 2];
    }
    return to_samples(values);
}

}  // namespace

TEST_CASE("A payload is the level and the coefficients' indices") {
    CHECK(payload_of(noise_of(60)) == Octets{60});
    CHECK(payload_of(noise_of(127, {0, 127, 254})) == Octets{127, 0, 127, 254});
    auto const noise = noise_of(33, {1, 2, 3});
    CHECK(noise.level == 33);
    CHECK(noise.order == 3);
}

TEST_CASE("A receiver ignores what RFC 3389 leaves unused or reserved") {
    CHECK_FALSE(parse_comfort_noise({}));
    CHECK(parse_comfort_noise(Octets{0x80 + 60})->level == 60);
    CHECK(payload_of(noise_of(60, {255})) == Octets{60, 127});
    auto const longest = noise_of(60, Octets(40, 130));
    CHECK(longest.order == ComfortNoise::largest_order);
}

TEST_CASE("Noise is described by its level to the nearest dB") {
    auto const level = GENERATE(-10.0, -40.4, -40.6, -70.0);
    auto const noise = describe_noise(to_samples(white_noise(level, 80000, 4)), 0);
    CHECK(noise.order == 0);
    CHECK(noise.level == std::lround(-level));
    CHECK(describe_noise(Samples(160), 0).level == 127);
}

TEST_CASE("Reflection coefficients are Levinson's, to half a step of their quantiser") {
    auto const count = GENERATE(80U, 160U, 960U, 8000U);
    auto const level = GENERATE(-20.0, -40.0, -60.0);
    auto const samples = coloured_noise(level, count);
    auto const noise = describe_noise(samples, 10);
    auto const exact = reflections_by_levinson(samples, 10);
    REQUIRE(noise.order == 10);
    for (std::size_t i = 0; i < 10; ++i) {
        INFO("coefficient " << i + 1);
        CHECK(reflection_of(noise.indices[i]) == Approx(exact[i]).margin(129.0 / 32768 + 0.001));
    }
}

TEST_CASE("Noise of one pole has one reflection coefficient") {
    auto values = white_noise(-40, 80000, 2);
    for (std::size_t i = 1; i < values.size(); ++i) {
        values[i] += 0.9 * values[i - 1];
    }
    auto const noise = describe_noise(to_samples(values), 3);
    CHECK(reflection_of(noise.indices[0]) == Approx(-0.9).margin(0.01));
    CHECK(reflection_of(noise.indices[1]) == Approx(0).margin(0.02));
    CHECK(reflection_of(noise.indices[2]) == Approx(0).margin(0.02));
}

TEST_CASE("Silence and a constant are described without a division by zero") {
    CHECK(payload_of(describe_noise(Samples(160), 4)) == Octets{127, 127, 127, 127, 127});
    CHECK(payload_of(describe_noise(Samples(160, 32767), 4)).size() == 5);
    CHECK(payload_of(describe_noise({}, 2)) == Octets{127, 127, 127});
}

TEST_CASE("Noise is made at the level that the payload says, white or coloured") {
    auto const level = GENERATE(6, 10, 30, 47, 60, 75, 84);
    auto const indices = GENERATE(Octets{}, Octets{12}, Octets{240, 127, 60}, Octets{30, 200, 100, 140, 120, 130});
    if (level < 10 && !indices.empty()) return;  // the peaks of coloured noise would be cut off
    auto const samples = made(noise_of(static_cast<std::uint8_t>(level), indices), 80000);
    CHECK(level_by_formula(samples) == Approx(-level).margin(0.5));
}

TEST_CASE("Noise that is made is described by the payload that made it") {
    auto const noise = noise_of(40, {30, 200, 100, 140});
    auto const again = describe_noise(made(noise, 80000), 4);
    CHECK(std::abs(again.level - noise.level) <= 1);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(again.indices[i] - noise.indices[i]) <= 2);
    }
}

TEST_CASE("White noise is white") {
    auto const reflections = reflections_by_levinson(made(noise_of(40), 80000), 10);
    // Of white noise the coefficients have the variance 1 / n: four deviations.
    for (auto const k : reflections) {
        CHECK(std::abs(k) < 4 / std::sqrt(80000.0));
    }
}

TEST_CASE("Noise is the same for the same seed, however long the pieces are, and another for another") {
    auto const noise = noise_of(40, {30, 200});
    auto const whole = made(noise, 480);
    ComfortNoiseGenerator generator{sim::RandomStream(1)};
    generator.set(noise);
    Samples pieces(480);
    generator.read(std::span(pieces).first(7));
    generator.read(std::span(pieces).subspan(7));
    CHECK(pieces == whole);
    CHECK(made(noise, 480, 2) != whole);
}

TEST_CASE("There is silence before the first payload and after one of -127 dBov") {
    ComfortNoiseGenerator generator{sim::RandomStream(1)};
    Samples samples(160, 5);
    generator.read(samples);
    CHECK(samples == Samples(160));
    CHECK(made(noise_of(127), 160) == Samples(160));
}

TEST_CASE("No payload makes more noise than it says") {
    sim::RandomStream random(17);
    for (int i = 0; i < 200; ++i) {
        Octets indices(random.integer(0, ComfortNoise::largest_order));
        for (auto& index : indices) {
            // Many at the ends, where the filter rings longest.
            index =
                static_cast<std::uint8_t>(std::min<std::uint64_t>(random.integer(0, 1) * random.integer(0, 254), 254));
        }
        auto const level = static_cast<std::uint8_t>(random.integer(20, 60));
        INFO("payload " << i);
        CHECK(level_by_formula(made(noise_of(level, indices), 8000)) < -level + 3.0);
    }
}
