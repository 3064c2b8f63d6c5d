#pragma once

#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace voiplab::media {

struct JitterBufferOptions {
    enum class Kind : std::uint8_t {
        fixed,       // `delay`, always
        adaptive,    // as Asterisk's: the spread of the last 500 transit times without the worst 3 %, and 40 ms
        percentile,  // as WebRTC's NetEq: what 95 % of them stay within
    };
    Kind kind = Kind::fixed;
    sim::Duration delay = std::chrono::milliseconds(60);  // from the first packet's arrival until it is played
    sim::Duration min = std::chrono::milliseconds(20);    // the bounds of an adaptive one
    sim::Duration max = std::chrono::milliseconds(300);
    std::uint32_t clock_rate = 8000;
    std::uint32_t frame_ticks = 160;  // a packet's time on that clock
    int clock_skew_ppm = 0;           // how much faster than true the clock runs by which it plays
    bool operator==(JitterBufferOptions const&) const = default;
};

// A jitter buffer of one stream: packets in as they arrive, frames out at their times. It holds no clock; whoever has
// one lets it play what is due and then puts a packet in. Allocates nothing after the first packets.
class JitterBuffer {
  public:
    // What is played at one time.
    struct Frame {
        enum class Kind : std::uint8_t {
            played,     // a packet
            missing,    // no packet was there in time
            stretched,  // nothing was due: an adaptive buffer grows
        };
        Kind kind;
        sim::Time at;
        std::uint32_t timestamp;                // played, missing
        std::uint16_t sequence;                 // played
        std::span<std::uint8_t const> payload;  // played; valid until the buffer is used again
    };
    enum class Put : std::uint8_t {
        kept,
        late,       // its time has passed, or it was played already
        early,      // beyond what the buffer holds
        duplicate,  // there already
    };
    struct Counts {
        std::uint64_t played = 0;
        std::uint64_t missing = 0;
        std::uint64_t stretched = 0;
        std::uint64_t skipped = 0;  // frames left out as an adaptive buffer shrank, whether their packets were there
        std::uint64_t late = 0;
        std::uint64_t early = 0;
        std::uint64_t duplicates = 0;
    };

    explicit JitterBuffer(JitterBufferOptions const& options);

    // A packet that has arrived, after next() was asked until it had nothing. `payload` is copied; it may be empty.
    Put put(sim::Time now, std::uint16_t sequence, std::uint32_t timestamp, std::span<std::uint8_t const> payload);
    // True where a frame is due at `now` or before: what is played then.
    bool next(sim::Time now, Frame& frame);
    // True while packets wait to be played.
    [[nodiscard]] bool waiting() const { return waiting_ > 0; }
    // Whether the packet of the frame that is due next is there, and what it says; valid until the buffer is used
    // again.
    [[nodiscard]] bool has_following() const { return following() != nullptr; }
    [[nodiscard]] std::span<std::uint8_t const> following_payload() const;
    // When the next frame is due; only after the first packet.
    [[nodiscard]] sim::Time due() const { return due_; }
    [[nodiscard]] Counts const& counts() const { return counts_; }
    // How long before its time a packet may come, at least.
    [[nodiscard]] sim::Duration capacity() const { return frame_ * static_cast<std::int64_t>(slot_count - 1); }
    // How long the packet with the shortest transit time of late would wait.
    [[nodiscard]] sim::Duration delay() const;

  private:
    struct Slot {
        bool full = false;
        std::uint16_t sequence = 0;
        std::uint32_t timestamp = 0;
        std::vector<std::uint8_t> payload;
    };
    static constexpr std::size_t slot_count = 64;
    static constexpr std::size_t history_size = 500;

    [[nodiscard]] sim::Duration ticks(std::int64_t count) const;
    [[nodiscard]] Slot& slot_of(std::uint32_t timestamp);
    [[nodiscard]] Slot const* following() const;
    void remember(sim::Duration transit);
    void aim();
    void adapt(sim::Time now);

    JitterBufferOptions options_;
    sim::Duration frame_;
    sim::Duration played_frame_;  // by its own clock
    bool started_ = false;
    std::uint32_t first_timestamp_ = 0;
    std::int64_t next_tick_ = 0;  // of the frame that is due, from the first packet's timestamp on
    sim::Time due_{};
    sim::Time first_arrival_{};
    std::vector<Slot> slots_;
    std::size_t waiting_ = 0;
    std::vector<sim::Duration> history_;  // transit times, less the first packet's
    std::vector<sim::Duration> sorted_;
    std::size_t history_place_ = 0;
    sim::Duration shortest_{};
    sim::Duration target_{};
    sim::Time shrunk_at_{};
    Counts counts_;
};

}  // namespace voiplab::media
