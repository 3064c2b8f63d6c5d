#include "voiplab/models/media/rtcp_interval.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

using namespace std::chrono_literals;

namespace {

// No membership asks for more in earnest, and a draw from it still fits 64 bits.
constexpr sim::Duration longest_interval = 24h;

}  // namespace

sim::Duration deterministic_interval(RtcpMembership const& membership) {
    assert(membership.bandwidth > 0 && membership.senders <= membership.members);
    // Senders have a quarter of the bandwidth to themselves, as long as they are no more than a quarter of the members.
    std::uint64_t share_of_four = 4;
    std::uint64_t sharers = membership.members;
    if (std::uint64_t{membership.senders} * 4 <= membership.members) {
        share_of_four = membership.we_sent ? 1 : 3;
        sharers = membership.we_sent ? membership.senders : membership.members - membership.senders;
    }
    // In milliseconds: a product of 64 bits that no membership overflows.
    auto const octets = sharers * std::min<std::uint64_t>(membership.average_size, 65535);
    auto const milliseconds = octets * 4'000 / (share_of_four * membership.bandwidth);
    sim::Duration const minimum = membership.initial ? 2500ms : 5000ms;
    if (milliseconds >= static_cast<std::uint64_t>(longest_interval / 1ms)) return longest_interval;
    return std::max<sim::Duration>(minimum, std::chrono::milliseconds(milliseconds));
}

sim::Duration randomised_interval(sim::Duration deterministic, sim::RandomStream& random) {
    assert(deterministic <= longest_interval);
    // Integers all the way, so that no machine rounds differently; 1.21828 is e - 3/2.
    auto const base = static_cast<std::uint64_t>(deterministic.count());
    auto const drawn = random.integer(base / 2, base + base / 2);
    return sim::Duration(static_cast<std::int64_t>(drawn * 100'000 / 121'828));
}

}  // namespace voiplab::media
