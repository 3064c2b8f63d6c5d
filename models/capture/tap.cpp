#include "voiplab/models/capture/tap.hpp"

namespace voiplab::capture {

LinkType link_type(Interface interface) {
    return interface == Interface::any ? LinkType::linux_sll : LinkType::ethernet;
}

Tap::Tap(CaptureWriter& writer, std::uint32_t file, TapOptions const& options)
    : writer_(writer),
      from_(options.from),
      until_(options.until.value_or(sim::Time::max())),
      start_(options.start),
      file_(file),
      interface_(options.number) {}

void Tap::observe(net::Frame const& frame, net::Direction direction, sim::Time now) {
    if (now < from_ || now >= until_) return;
    writer_.write(frame, {start_ + now.time_since_epoch(), file_, interface_, direction});
}

}  // namespace voiplab::capture
