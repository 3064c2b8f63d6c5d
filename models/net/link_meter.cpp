#include "voiplab/models/net/link_meter.hpp"

#include <algorithm>

namespace voiplab::net {

namespace {

LinkCounts difference(LinkCounts now, LinkCounts const& before) {
    for (auto const count :
         {&LinkCounts::offered, &LinkCounts::duplicated, &LinkCounts::carried, &LinkCounts::queue_full,
          &LinkCounts::link_down, &LinkCounts::netem_loss, &LinkCounts::netem_outage, &LinkCounts::netem_limit,
          &LinkCounts::offered_bytes, &LinkCounts::carried_bytes}) {
        now.*count -= before.*count;
    }
    return now;
}

std::uint64_t nanoseconds(sim::Duration duration) {
    return static_cast<std::uint64_t>(duration.count());
}

}  // namespace

void LinkMeter::offer(SharedFrame frame) {
    auto const now = scheduler_.now();
    settle();
    ++passed_.offered;
    passed_.offered_bytes += frame_size(*frame);
    auto const idle_at = way_.idle_at();
    auto const refused = way_.dropped() + way_.lost();
    way_.accept(std::move(frame));
    if (way_.dropped() + way_.lost() != refused) return;
    to_be_sent_.push_back({now, std::max(now, idle_at), way_.idle_at()});
    settle();
}

void LinkMeter::Exit::accept(SharedFrame frame) {
    ++meter.passed_.carried;
    meter.passed_.carried_bytes += frame_size(*frame);
    far->accept(std::move(frame));
}

void LinkMeter::settle() {
    auto const now = scheduler_.now();
    while (!to_be_sent_.empty() && to_be_sent_[0].begins <= now) {
        had_queue(to_be_sent_[0].begins);
        auto const sent = to_be_sent_.pop_front();
        was_busy(sent.begins);
        busy_from_ = sent.begins;
        busy_until_ = sent.ends;
        slice_.sojourn.add(nanoseconds(sent.begins - sent.came));
        whole_.sojourn.add(nanoseconds(sent.begins - sent.came));
    }
    had_queue(now);
    was_busy(now);
}

void LinkMeter::was_busy(sim::Time until) {
    auto const end = std::min(until, busy_until_);
    if (end <= busy_from_) return;
    slice_.busy += end - busy_from_;
    whole_.busy += end - busy_from_;
    busy_from_ = end;
}

void LinkMeter::had_queue(sim::Time until) {
    auto const time = nanoseconds(until - queue_settled_);
    slice_.queue_length.add(to_be_sent_.size(), time);
    whole_.queue_length.add(to_be_sent_.size(), time);
    queue_settled_ = until;
}

void LinkMeter::end_slice() {
    if (slice_.from == scheduler_.now()) return;
    settle();
    auto const all = counts();
    slices_.push_back(figures(slice_, difference(all, before_slice_)));
    before_slice_ = all;
    slice_.from = scheduler_.now();
    slice_.busy = {};
    slice_.queue_length.clear();
    slice_.sojourn.clear();
}

LinkFigures LinkMeter::whole() {
    settle();
    return figures(whole_, counts());
}

LinkCounts LinkMeter::counts() const {
    auto counts = passed_;
    counts.queue_full = way_.dropped();
    counts.link_down = way_.lost();
    counts.in_flight = way_.in_flight();
    for (auto const* const netem : netems_) {
        auto const& more = netem->counters();
        counts.duplicated += more.duplicated;
        counts.netem_loss += more.lost;
        counts.netem_outage += more.cut_off;
        counts.netem_limit += more.over_limit;
        counts.in_flight += netem->size();
    }
    return counts;
}

LinkFigures LinkMeter::figures(Span const& span, LinkCounts const& counts) const {
    auto const now = scheduler_.now();
    LinkFigures figures{span.from, now, counts, 0, span.queue_length.distribution(1), span.sojourn.distribution(1e6)};
    auto const time = static_cast<double>((now - span.from).count());
    if (time > 0) figures.utilisation = static_cast<double>(span.busy.count()) / time;
    return figures;
}

}  // namespace voiplab::net
