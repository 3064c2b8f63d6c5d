#include "voiplab/models/net/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace voiplab::net {

namespace {

// Values of so many leading bits fall into buckets of their own.
constexpr unsigned leading_bits = 6;
constexpr std::uint64_t half = std::uint64_t{1} << (leading_bits - 1);

unsigned shift_of(std::uint64_t value) {
    auto const width = static_cast<unsigned>(std::bit_width(value));
    return width > leading_bits ? width - leading_bits : 0;
}

std::size_t bucket_of(std::uint64_t value) {
    auto const shift = shift_of(value);
    return shift * half + (value >> shift);
}

std::uint64_t highest_of(std::size_t bucket) {
    if (bucket < 2 * half) return bucket;
    auto const shift = bucket / half - 1;
    auto const leading = bucket - shift * half;
    return (leading << shift) + ((std::uint64_t{1} << shift) - 1);
}

}  // namespace

void Histogram::add(std::uint64_t value, std::uint64_t weight) {
    if (weight == 0) return;
    auto const bucket = bucket_of(value);
    if (bucket >= weights_.size()) weights_.resize(bucket + 1);
    weights_[bucket] += weight;
    weight_ += weight;
    sum_ += Wide{value} * weight;
    max_ = std::max(max_, value);
}

void Histogram::clear() {
    std::fill(weights_.begin(), weights_.end(), std::uint64_t{0});
    weight_ = 0;
    sum_ = 0;
    max_ = 0;
}

std::uint64_t Histogram::quantile(double part) const {
    auto const wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(weight_)));
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < weights_.size(); ++bucket) {
        below += weights_[bucket];
        if (below > 0 && below >= wanted) return std::min(highest_of(bucket), max_);
    }
    return max_;
}

double Histogram::mean() const {
    return weight_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(weight_);
}

Distribution Histogram::distribution(double unit) const {
    auto const in_units = [unit](std::uint64_t value) { return static_cast<double>(value) / unit; };
    return {mean() / unit, in_units(quantile(0.5)), in_units(quantile(0.95)), in_units(quantile(0.99)), in_units(max_)};
}

}  // namespace voiplab::net
