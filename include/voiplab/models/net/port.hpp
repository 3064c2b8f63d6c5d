#pragma once

#include "voiplab/models/net/frame.hpp"
#include "voiplab/sim/time.hpp"

namespace voiplab::net {

// Where a link ends: a switch's port, a host's interface, an impairment. What accepts frames can stand anywhere.
class FrameSink {
  public:
    virtual void accept(SharedFrame frame) = 0;
    // That frame will come in `turns` turns, of some events each. May fetch from memory what accept() is going to
    // touch, and changes nothing. Each turn, from 3 down to 1, may read what the one before has fetched.
    virtual void prefetch_accept(Frame const& /*frame*/, unsigned /*turns*/) const {}

  protected:
    ~FrameSink() = default;
};

// Which way a frame passed the interface that a tap watches.
enum class Direction : std::uint8_t { received, sent };

// Watches an interface. An observer never changes what happens: a run with it and a run without give the same packets
// at the same times.
class FrameObserver {
  public:
    // `received` frames have come over the wire and so were padded; `sent` ones are seen before the hardware pads them.
    virtual void observe(Frame const& frame, Direction direction, sim::Time now) = 0;

  protected:
    ~FrameObserver() = default;
};

}  // namespace voiplab::net
