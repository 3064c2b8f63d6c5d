#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace voiplab::net {

// What a distribution comes to. All 0 of one without values.
struct Distribution {
    double mean = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    double max = 0;
};

// Counts whole numbers of any size, each with a weight: log-linear as HdrHistogram's, so that it is small, and what it
// says of a percentile is at most 1/32 above the right value. Below 64 it is exact, and so are mean and maximum.
class Histogram {
  public:
    void add(std::uint64_t value, std::uint64_t weight = 1);
    void clear();
    [[nodiscard]] std::uint64_t weight() const { return weight_; }
    // The least value that a part of all weight, from 0 to 1, does not exceed.
    [[nodiscard]] std::uint64_t quantile(double part) const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] std::uint64_t max() const { return max_; }
    // In units of so many.
    [[nodiscard]] Distribution distribution(double unit) const;

  private:
    __extension__ using Wide = unsigned __int128;
    std::vector<std::uint64_t> weights_;  // by bucket, as far as any was met
    std::uint64_t weight_ = 0;
    Wide sum_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace voiplab::net
