#pragma once

#include "voiplab/models/net/link_meter.hpp"
#include "voiplab/sim/recurring.hpp"

#include <deque>
#include <string>
#include <vector>

namespace voiplab::net {

// The meters of a network. Ends the slices of all of them at their times.
class LinkMeters final : sim::Recurring {
  public:
    explicit LinkMeters(sim::Scheduler& scheduler) : scheduler_(scheduler) {}
    // A meter for what end 0 or 1 of a link of those options sends: a LinkDirection or a QueuedDirection.
    template <class Way>
    LinkMeter& add(Way& way, LinkOptions const& options, std::size_t end) {
        return ways_.emplace_back(scheduler_, way, options, end).meter;
    }
    void start(MeasurementOptions const& options);
    // Ends the slices, too.
    std::vector<LinkRecord> records();

  private:
    struct MeasuredWay {
        template <class Way>
        MeasuredWay(sim::Scheduler& scheduler, Way& way, LinkOptions const& options, std::size_t end)
            : meter(scheduler, way), link(options.name), from(options.ends[end]), to(options.ends[1 - end]) {}
        LinkMeter meter;
        std::string link;
        std::string from;
        std::string to;
    };
    void run() override;
    void schedule();

    sim::Scheduler& scheduler_;
    MeasurementOptions options_;
    std::deque<MeasuredWay> ways_;
};

}  // namespace voiplab::net
