#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace voiplab::media {

// Tells of each RTP packet that arrives whether it comes in the order of the sequence numbers. Allocates nothing.
class SequenceOrder {
  public:
    enum class Place : std::uint8_t {
        in_order,   // the highest number so far; there may be a gap before it
        reordered,  // behind one with a higher number (RFC 4737 section 3)
        duplicate,  // of one of the last 1024 numbers
    };
    struct Counts {
        std::uint64_t received = 0;  // all of them
        std::uint64_t reordered = 0;
        std::uint64_t duplicates = 0;
        void count(Place place) {
            ++received;
            if (place == Place::reordered) ++reordered;
            if (place == Place::duplicate) ++duplicates;
        }
    };

    Place add(std::uint16_t sequence);
    // After the first packet.
    [[nodiscard]] std::uint16_t highest() const { return highest_; }

  private:
    static constexpr std::size_t remembered = 1024;

    bool started_ = false;
    std::uint16_t highest_ = 0;
    std::bitset<remembered> seen_;  // by the number modulo its size
};

}  // namespace voiplab::media
