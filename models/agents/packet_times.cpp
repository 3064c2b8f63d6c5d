#include "voiplab/models/agents/packet_times.hpp"

#include <algorithm>
#include <cassert>
#include <string>

namespace voiplab::agents {

namespace {

__extension__ using Wide = unsigned __int128;

sim::Duration rounded(double nanoseconds) {
    // Pareto's tail has no end, a run has: three years are longer than any.
    return sim::Duration{static_cast<std::int64_t>(std::min(nanoseconds + 0.5, 1e17))};
}

sim::Duration draw(SpanOptions const& span, sim::RandomStream& stream) {
    auto const mean = static_cast<double>(span.mean.count());
    switch (span.distribution) {
        case SpanOptions::Distribution::exponential:
            return rounded(mean * stream.exponential());
        case SpanOptions::Distribution::pareto:
            return rounded(mean * (span.shape - 1) / span.shape * stream.pareto(span.shape));
        case SpanOptions::Distribution::constant:
            break;
    }
    return span.mean;
}

sim::RandomStream stream_of(sim::RandomStreams const& random, std::string_view name, std::string_view purpose) {
    return random.stream(std::string(name).append("/").append(purpose));
}

}  // namespace

PacketTimes::PacketTimes(BackgroundOptions const& options, sim::RandomStreams const& random,
                         std::string_view stream_name)
    : options_(options),
      gaps_(stream_of(random, stream_name, "gaps")),
      on_(stream_of(random, stream_name, "on")),
      off_(stream_of(random, stream_name, "off")),
      latest_(options.start),
      span_begins_(options.start) {
    assert(options.kind != BackgroundOptions::Kind::greedy);
    if (options.kind == BackgroundOptions::Kind::on_off) on_after_ = draw(*options.on, on_);
}

sim::Time PacketTimes::next() {
    switch (options_.kind) {
        case BackgroundOptions::Kind::poisson:
            latest_ += rounded(static_cast<double>(spaced(1).count()) * gaps_.exponential());
            break;
        case BackgroundOptions::Kind::on_off:
            latest_ = in_spans(spaced(packets_++));
            break;
        default:
            latest_ = options_.start + spaced(packets_++);
    }
    return latest_;
}

// From the first packet to that one, where nothing interrupts: of the whole number, so that no rounding adds up.
sim::Duration PacketTimes::spaced(std::uint64_t packet) const {
    auto const bit_nanoseconds = Wide{packet} * options_.size.bytes * 8U * 1'000'000'000U;
    return sim::Duration{static_cast<std::int64_t>(bit_nanoseconds / options_.rate.bits_per_second)};
}

// When it has been on for so long.
sim::Time PacketTimes::in_spans(sim::Duration on_time) {
    while (on_time >= on_after_) {
        span_begins_ += on_after_ - on_before_ + draw(*options_.off, off_);
        on_before_ = on_after_;
        on_after_ += draw(*options_.on, on_);
    }
    return span_begins_ + (on_time - on_before_);
}

}  // namespace voiplab::agents
