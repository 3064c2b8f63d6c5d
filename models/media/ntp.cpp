#include "voiplab/models/media/ntp.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::int64_t seconds_1900_to_1970 = 2'208'988'800;  // RFC 868

}  // namespace

std::uint64_t to_ntp(WallClock time) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(time);
    auto const nanoseconds = static_cast<std::uint64_t>((time - seconds).count());
    auto const since_1900 = static_cast<std::uint64_t>(seconds.time_since_epoch().count() + seconds_1900_to_1970);
    return since_1900 << 32 | (nanoseconds << 32) / nanoseconds_per_second;
}

std::uint32_t middle_of_ntp(std::uint64_t ntp) {
    return static_cast<std::uint32_t>(ntp >> 16);
}

std::uint32_t to_ntp_delay(sim::Duration delay) {
    assert(delay >= sim::Duration::zero());
    auto const seconds = delay.count() / nanoseconds_per_second;
    auto const rest = delay.count() % nanoseconds_per_second;
    auto const units = std::min<std::int64_t>(seconds, 65536) * 65536 + rest * 65536 / nanoseconds_per_second;
    return static_cast<std::uint32_t>(std::min<std::int64_t>(units, 0xffffffff));
}

sim::Duration round_trip_time(std::uint32_t arrival, std::uint32_t last_sr, std::uint32_t delay_since_last_sr) {
    auto const units = static_cast<std::int32_t>(arrival - last_sr - delay_since_last_sr);
    return sim::Duration(std::int64_t{units} * nanoseconds_per_second / 65536);
}

}  // namespace voiplab::media
