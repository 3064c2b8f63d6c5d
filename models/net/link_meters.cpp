#include "link_meters.hpp"

#include <algorithm>

namespace voiplab::net {

void LinkMeters::start(MeasurementOptions const& options) {
    options_ = options;
    if (!ways_.empty()) schedule();
}

std::vector<LinkRecord> LinkMeters::records() {
    std::vector<LinkRecord> records;
    for (auto& way : ways_) {
        way.meter.end_slice();
        records.push_back({way.link, way.from, way.to, way.meter.whole(), way.meter.slices()});
    }
    return records;
}

void LinkMeters::run() {
    for (auto& way : ways_) {
        way.meter.end_slice();
    }
    schedule();
}

void LinkMeters::schedule() {
    auto const now = scheduler_.now();
    if (now < options_.until) scheduler_.schedule(std::min(now + options_.slice, options_.until), *this);
}

}  // namespace voiplab::net
