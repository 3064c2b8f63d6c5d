#include "voiplab/models/capture/tap.hpp"

#include <utility>

namespace voiplab::capture {

LinkType link_type(Interface interface) {
    return interface == Interface::any ? LinkType::linux_sll : LinkType::ethernet;
}

Tap::Tap(CaptureWriter& writer, std::size_t file, TapOptions options, PacketCommenter commenter)
    : writer_(writer), file_(file), options_(options), commenter_(std::move(commenter)) {}

void Tap::observe(net::Frame const& frame, net::Direction direction, sim::Time now) {
    if (now < options_.from || (options_.until && now >= *options_.until)) return;
    auto const comment = commenter_ ? commenter_(frame, direction) : std::string{};
    writer_.write(frame, {file_, options_.number, options_.start + now.time_since_epoch(), direction, comment});
}

}  // namespace voiplab::capture
