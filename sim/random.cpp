#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

namespace voiplab::sim {

namespace {

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195), and what it adds each time.
constexpr std::uint64_t golden_gamma = 0x9e3779b97f4a7c15ULL;

std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// Both functions use nothing but IEEE 754's basic operations, which give the same bits everywhere.
constexpr double logarithm_of_2 = 0.69314718055994530942;

// Of x > 0, by the area hyperbolic tangent's series; exact to some 1e-16.
double natural_logarithm(double x) {
    int exponent = 0;
    auto mantissa = std::frexp(x, &exponent);
    constexpr double half_root = 0.70710678118654752440;
    if (mantissa < half_root) {
        mantissa *= 2;
        --exponent;
    }
    auto const s = (mantissa - 1) / (mantissa + 1);
    auto const square = s * s;
    double sum = 0;
    for (int n = 23; n >= 1; n -= 2) {
        sum = sum * square + 1.0 / n;
    }
    return 2 * s * sum + exponent * logarithm_of_2;
}

// e^x, by Taylor's series about the nearest power of 2.
double exponential_of(double x) {
    auto const exponent = std::floor(x / logarithm_of_2 + 0.5);
    auto const rest = x - exponent * logarithm_of_2;
    double sum = 1;
    for (int n = 16; n >= 1; --n) {
        sum = 1 + sum * rest / n;
    }
    // Above, it is as good as infinite for whoever draws it.
    return std::ldexp(sum, static_cast<int>(std::min(exponent, 1000.0)));
}

}  // namespace

Xoshiro256::Xoshiro256(std::uint64_t seed) : state_{} {
    for (auto& word : state_) {
        word = mix(seed += golden_gamma);
    }
}

Xoshiro256::result_type Xoshiro256::operator()() {
    auto const result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    auto const shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint64_t RandomStream::integer(std::uint64_t low, std::uint64_t high) {
    assert(low <= high);
    return boost::random::uniform_int_distribution<std::uint64_t>(low, high)(engine_);
}

double RandomStream::unit() {
    return boost::random::uniform_01<double>()(engine_);
}

double RandomStream::exponential() {
    return -natural_logarithm(1.0 - unit());
}

double RandomStream::pareto(double shape) {
    assert(shape > 0);
    return exponential_of(exponential() / shape);
}

std::string RandomStream::hex(std::size_t digits) {
    std::string text;
    append_hex(digits, text);
    return text;
}

void RandomStream::append_hex(std::size_t digits, std::string& text) {
    static constexpr std::string_view alphabet = "0123456789abcdef";
    auto const start = text.size();
    text.resize(start + digits);
    for (auto at = start; at < text.size(); ++at) {
        // As integer(0, 15) draws it: the engine's range falls into sixteen equal parts.
        text[at] = alphabet[engine_() >> 60];
    }
}

std::string RandomStream::decimal(std::size_t digits) {
    assert(digits >= 1 && digits <= 18);
    std::uint64_t low = 1;
    for (std::size_t i = 1; i < digits; ++i) {
        low *= 10;
    }
    return std::to_string(integer(low, low * 10 - 1));
}

RandomStream RandomStreams::stream(std::string_view name) const {
    // FNV-1a over the name, mixed with the seed by SplitMix64's finaliser: std::hash differs between libraries.
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (auto const character : name) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
    }
    return RandomStream(mix(hash + (seed_ + 1) * golden_gamma));
}

}  // namespace voiplab::sim
