#pragma once

#include "voiplab/models/capture/capture_writer.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>

namespace voiplab::capture {

// Where on a host the capture is taken: on its Ethernet interface, or on Linux's `any`, which knows the sender's MAC
// address but not the receiver's (LINKTYPE_LINUX_SLL).
enum class Interface : std::uint8_t { ethernet, any };

LinkType link_type(Interface interface);

struct TapOptions {
    Interface interface = Interface::any;
    sim::Time from{};                // frames before it are left out
    std::optional<sim::Time> until;  // frames at it and after it are left out
    WallClock start{};               // the wall clock at simulated time 0
    std::uint32_t number = 0;        // of the interface in the file
};

// Has what an interface sees written to a capture file. Received frames are as long as they were on the wire, at least
// 60 bytes of Ethernet; sent ones are captured before the hardware pads them.
class alignas(64) Tap final : public net::FrameObserver {
  public:
    // `file` is the writer's number of it, and of link_type(options.interface); the writer outlives the tap's traffic.
    Tap(CaptureWriter& writer, std::uint32_t file, TapOptions const& options);
    void observe(net::Frame const& frame, net::Direction direction, sim::Time now) override;

  private:
    // One cache line: a network may have as many taps as links.
    CaptureWriter& writer_;
    sim::Time from_;
    sim::Time until_;
    WallClock start_;
    std::uint32_t file_;
    std::uint32_t interface_;
};

}  // namespace voiplab::capture
