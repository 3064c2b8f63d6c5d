#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace voiplab::net {

// The shape of a jitter as netem has it: the inverse of a distribution function as a table of samples, in units of the
// jitter times 8192, each as probable as another. As in netem its spread is the table's: a pareto jitter of 10 ms has a
// standard deviation of 8.2 ms.
class DelayTable {
  public:
    static constexpr std::int64_t scale = 8192;
    // What tc takes from a file at most.
    static constexpr std::size_t most_samples = 16'384;

    // The tables that iproute2 makes (netem/normal.c, pareto.c, paretonormal.c), by the same formulas: 4,096 samples
    // each, whole numbers, so that they do not hang on how a C library rounds.
    static DelayTable normal();
    static DelayTable pareto();
    static DelayTable paretonormal();
    // A file as iproute2's .dist: whole numbers from -32768 to 32767, apart by blanks, lines that begin with # left
    // out. Nothing where it is none, or has more than most_samples.
    static std::optional<DelayTable> parse(std::string_view text);

    [[nodiscard]] std::vector<std::int16_t> const& samples() const { return samples_; }
    // That of a draw of 32 bits: the lowest draws have the first samples.
    [[nodiscard]] std::int16_t sample(std::uint32_t draw) const {
        return samples_[static_cast<std::size_t>(std::uint64_t{draw} * samples_.size() >> 32)];
    }

  private:
    explicit DelayTable(std::vector<std::int16_t> samples) : samples_(std::move(samples)) {}
    std::vector<std::int16_t> samples_;  // at least one
};

}  // namespace voiplab::net
