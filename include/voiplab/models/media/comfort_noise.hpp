#pragma once

#include "voiplab/models/media/level.hpp"
#include "voiplab/sim/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// Comfort noise (RFC 3389): what background noise sounds like, in a few octets, and noise made of them. All of it in
// integers, for packets and recordings depend on it.
namespace voiplab::media {

inline constexpr std::uint8_t comfort_noise_type = 13;  // its static payload type, for a clock of 8 kHz

// A comfort noise payload, also called silence insertion descriptor (SID).
struct ComfortNoise {
    static constexpr std::size_t largest_order = 12;  // the RFC names none; a receiver may take fewer than came

    std::uint8_t level = 127;                           // -dBov, to 127
    std::uint8_t order = 0;                             // how many reflection coefficients follow; 0: white noise
    std::array<std::uint8_t, largest_order> indices{};  // N_i of section 3.2, 0 to 254

    bool operator==(ComfortNoise const&) const = default;
};

// nullopt for an empty payload. The level's unused bit and the reserved index 255 are read as if they were 0 and 127, a
// coefficient of 0.
std::optional<ComfortNoise> parse_comfort_noise(std::span<std::uint8_t const> payload);
// Writes a payload of 1 + order octets and returns it; `out` has as many at least.
std::span<std::uint8_t> write_comfort_noise(ComfortNoise const& noise, std::span<std::uint8_t> out);

// What noise is like that sounds like these samples, of any rate: its level, and `order` reflection coefficients by the
// autocorrelation method.
ComfortNoise describe_noise(std::span<std::int16_t const> samples, std::size_t order);

// Makes noise: a uniform random excitation through the all-pole filter of the coefficients, at the level. Levels are
// right within half a dB from -6 to -84 dBov; below there is little left of them in 16 bits.
class ComfortNoiseGenerator {
  public:
    explicit ComfortNoiseGenerator(sim::RandomStream random) : random_(random) {}

    // From here on; silence before the first.
    void set(ComfortNoise const& noise);
    void read(std::span<std::int16_t> samples);

  private:
    sim::RandomStream random_;
    ComfortNoise noise_;
    std::int64_t excitation_ = 0;                                       // its largest value, in 1/65536 of a sample's
    std::array<std::int64_t, ComfortNoise::largest_order> backward_{};  // of the lattice filter, likewise
};

}  // namespace voiplab::media
