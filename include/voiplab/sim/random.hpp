#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace voiplab::sim {

// xoshiro256++ 1.0 (Blackman and Vigna 2021, doi 10.1145/3460772), seeded by SplitMix64 as its authors advise: 32 bytes
// of state, where a Mersenne Twister has 2.5 KB, and a phone has several streams. Satisfies
// std::uniform_random_bit_generator.
class Xoshiro256 {
  public:
    using result_type = std::uint64_t;

    explicit Xoshiro256(std::uint64_t seed);
    // Starts from that state, which must not be all zeros.
    explicit Xoshiro256(std::array<std::uint64_t, 4> const& state) : state_(state) {}

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()();

  private:
    std::array<std::uint64_t, 4> state_;
};

// A sequence of draws that belongs to one purpose. Boost.Random's distributions: the standard library's differ from one
// library to the next, and the same seed must give the same bytes everywhere.
class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed) : engine_(seed) {}

    // Uniform over [low, high], both included; low <= high.
    std::uint64_t integer(std::uint64_t low, std::uint64_t high);
    // Uniform over [0, 1).
    double unit();
    // 32 random bits, as integer(0, 2^32 - 1) draws them.
    std::uint32_t bits() { return static_cast<std::uint32_t>(engine_() >> 32); }
    // Exponentially distributed with mean 1. The same bits on every machine, which the C library's logarithm is not.
    double exponential();
    // Pareto distributed above 1: P(X > x) = x^-shape. The mean is shape / (shape - 1).
    double pareto(double shape);
    // Lower-case hexadecimal digits, each drawn.
    std::string hex(std::size_t digits);
    void append_hex(std::size_t digits, std::string& text);
    // A decimal number of exactly `digits` digits (1 to 18), the first not 0.
    std::string decimal(std::size_t digits);

  private:
    Xoshiro256 engine_;
};

// Derives the streams of a run from its seed. A stream is named after who draws and why ("phone:2000/tags"), so that
// adding a phone does not change another's luck.
class RandomStreams {
  public:
    explicit RandomStreams(std::uint64_t seed) : seed_(seed) {}
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] RandomStream stream(std::string_view name) const;

  private:
    std::uint64_t seed_;
};

}  // namespace voiplab::sim
