#pragma once

#include "voiplab/models/net/frame.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace voiplab::net {

struct QueuedFrame {
    SharedFrame frame;  // none where a queue has nothing to send
    sim::Time came;
    std::uint32_t size = 0;  // frame_size()
    explicit operator bool() const { return static_cast<bool>(frame); }
};

// Frames that a queue has dropped, by cause.
struct QueueCounters {
    std::uint64_t full = 0;     // it held as many as it may
    std::uint64_t early = 0;    // by RED
    std::uint64_t codel = 0;    // by CoDel
    std::uint64_t policed = 0;  // beyond the policer's tokens
    [[nodiscard]] std::uint64_t dropped() const { return full + early + codel + policed; }
};

struct QueueLimit {
    std::size_t packets = 0;
    std::optional<ByteCount> bytes;
};

// Frames in the order in which they came, and how many bytes they are.
class FrameFifo {
  public:
    void push(QueuedFrame frame) {
        bytes_ += frame.size;
        frames_.push_back(std::move(frame));
    }
    // The first one; none where there is none.
    QueuedFrame pop() {
        if (frames_.empty()) return {};
        auto frame = frames_.pop_front();
        bytes_ -= frame.size;
        return frame;
    }
    [[nodiscard]] bool empty() const { return frames_.empty(); }
    [[nodiscard]] std::size_t size() const { return frames_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] QueuedFrame const& front() const { return frames_.front(); }
    [[nodiscard]] bool has_room(QueueLimit const& limit, std::uint32_t more) const {
        return size() < limit.packets && (!limit.bytes || bytes_ + more <= limit.bytes->bytes);
    }

  private:
    sim::RingBuffer<QueuedFrame> frames_;
    std::uint64_t bytes_ = 0;
};

// The codepoint of the frame's IPv4 header; nullopt of what has none.
std::optional<std::uint8_t> dscp_of(Frame const& frame);

}  // namespace voiplab::net
