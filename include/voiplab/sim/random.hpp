#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/random/mersenne_twister.hpp>

namespace voiplab::sim {

// A sequence of draws that belongs to one purpose. Boost.Random's engine and distributions: the standard library's
// distributions differ from one library to the next, and the same seed must give the same bytes everywhere.
class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed) : engine_(seed) {}

    // Uniform over [low, high], both included; low <= high.
    std::uint64_t integer(std::uint64_t low, std::uint64_t high);
    // Uniform over [0, 1).
    double unit();
    // Lower-case hexadecimal digits, each drawn.
    std::string hex(std::size_t digits);
    // A decimal number of exactly `digits` digits (1 to 18), the first not 0.
    std::string decimal(std::size_t digits);

  private:
    boost::random::mt19937_64 engine_;
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
