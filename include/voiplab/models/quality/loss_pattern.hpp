#pragma once

#include <cstdint>

namespace voiplab::quality {

// What becomes of a stream's packets one after another, and how bursty the losses are. Allocates nothing.
class LossPattern {
  public:
    LossPattern() = default;
    void add(bool lost);
    void add_lost(std::uint64_t packets) {
        while (packets-- > 0)
            add(true);
    }

    [[nodiscard]] std::uint64_t packets() const { return packets_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    [[nodiscard]] std::uint64_t bursts() const { return bursts_; }  // runs of losses, of one packet or more
    [[nodiscard]] double loss() const;                              // 0 to 1; 0 before the first packet
    [[nodiscard]] double mean_burst() const;                        // packets; 0 without loss
    // BurstR of G.107: the mean length of the bursts seen, against that of random loss at the same rate, 1 / (1 -
    // loss). 1 where nothing, or everything, was lost.
    [[nodiscard]] double burst_ratio() const;

    // RFC 3611 section 4.7.2: losses with fewer than Gmin packets received between them are one burst, which begins and
    // ends with a loss; a loss with Gmin received packets on both sides is no burst but part of a gap.
    struct GapsAndBursts {
        std::uint64_t burst_packets = 0;
        std::uint64_t burst_lost = 0;
        std::uint64_t bursts = 0;
        std::uint64_t gap_packets = 0;
        std::uint64_t gap_lost = 0;
        std::uint64_t gaps = 0;
        [[nodiscard]] double burst_density() const;  // 0 to 1
        [[nodiscard]] double gap_density() const;
        [[nodiscard]] double mean_burst() const;  // packets; 0 where there is none
        [[nodiscard]] double mean_gap() const;
    };
    static constexpr std::uint64_t gmin = 16;
    explicit LossPattern(std::uint64_t shortest_gap) : gmin_(shortest_gap) {}
    [[nodiscard]] GapsAndBursts gaps_and_bursts() const;

  private:
    void close_cluster(GapsAndBursts& into) const;

    std::uint64_t gmin_ = gmin;
    std::uint64_t packets_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t bursts_ = 0;
    bool last_lost_ = false;
    // Of RFC 3611's: losses nearer to each other than Gmin, and what was received since the last of them.
    std::uint64_t cluster_packets_ = 0;
    std::uint64_t cluster_lost_ = 0;
    std::uint64_t received_since_ = 0;
    std::uint64_t gap_packets_ = 0;  // received before the cluster, since the last burst
    GapsAndBursts closed_;
};

}  // namespace voiplab::quality
