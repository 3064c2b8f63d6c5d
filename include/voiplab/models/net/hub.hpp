#pragma once

#include "voiplab/models/net/port.hpp"

#include <deque>

namespace voiplab::net {

// A repeater (IEEE 802.3, clause 27): what comes in by a port leaves by every other at once, so that everybody hears
// everything. Its links are full-duplex like all others: two who send at once are both heard, and nothing collides.
class Hub {
  public:
    Hub() = default;
    Hub(Hub const&) = delete;
    Hub& operator=(Hub const&) = delete;

    // Adds a port that sends into `wire`; returns what the wire delivers to.
    FrameSink& add_port(FrameSink& wire);

  private:
    class Port final : public FrameSink {
      public:
        Port(Hub& owner, FrameSink& wire) : owner_(owner), wire_(wire) {}
        [[nodiscard]] FrameSink& wire() const { return wire_; }
        void accept(SharedFrame frame) override { owner_.repeat(*this, frame); }

      private:
        Hub& owner_;
        FrameSink& wire_;
    };
    void repeat(Port const& from, SharedFrame const& frame);

    std::deque<Port> ports_;
};

}  // namespace voiplab::net
