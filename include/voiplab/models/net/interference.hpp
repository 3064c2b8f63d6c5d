#pragma once

#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <map>

namespace voiplab::net {

// What becomes of a frame on its way.
struct FrameFate {
    enum class Kind : std::uint8_t { pass, lose, twice, late };
    Kind kind = Kind::pass;
    sim::Duration by{};  // how late
};

// Decides the fate of frames, in the order in which their host sends them.
class FrameJudge {
  public:
    virtual FrameFate judge(Frame const& frame) = 0;

  protected:
    ~FrameJudge() = default;
};

// Stands between a host and its link, and does to each frame what the judge says. The host has sent the frame then: its
// observers have seen it. Those behind a late frame overtake it.
class Interference final : public FrameSink {
  public:
    // Judge and wire must outlive it.
    Interference(sim::Scheduler& scheduler, FrameJudge& judge, FrameSink& wire);
    void accept(SharedFrame frame) override;

  private:
    void release();

    sim::Scheduler& scheduler_;
    FrameJudge& judge_;
    FrameSink& wire_;
    std::multimap<sim::Time, SharedFrame> late_;  // by when they go on
    sim::Timer timer_;
};

}  // namespace voiplab::net
