#include "voiplab/models/net/link_meter.hpp"

#include <algorithm>

namespace voiplab::net {

namespace {

LinkCounts difference(LinkCounts now, LinkCounts const& before) {
    for (auto const count : {&LinkCounts::offered, &LinkCounts::duplicated, &LinkCounts::carried,
                             &LinkCounts::queue_full, &LinkCounts::red, &LinkCounts::codel, &LinkCounts::policed,
                             &LinkCounts::link_down, &LinkCounts::netem_loss, &LinkCounts::netem_outage,
                             &LinkCounts::netem_limit, &LinkCounts::offered_bytes, &LinkCounts::carried_bytes}) {
        now.*count -= before.*count;
    }
    return now;
}

std::uint64_t nanoseconds(sim::Duration duration) {
    return static_cast<std::uint64_t>(duration.count());
}

}  // namespace

void LinkMeter::offer(SharedFrame frame) {
    ++passed_.offered;
    passed_.offered_bytes += frame_size(*frame);
    if (auto* const* const plain = std::get_if<LinkDirection*>(&way_)) return offer_to(**plain, std::move(frame));
    std::get<QueuedDirection*>(way_)->accept(std::move(frame));
}

void LinkMeter::offer_to(LinkDirection& way, SharedFrame frame) {
    auto const now = scheduler_.now();
    settle();
    auto const idle_at = way.idle_at();
    auto const refused = way.dropped() + way.lost();
    way.accept(std::move(frame));
    if (way.dropped() + way.lost() != refused) return;
    to_be_sent_.push_back({now, std::max(now, idle_at), way.idle_at()});
    settle();
}

void LinkMeter::transmits(sim::Time came, sim::Time ends) {
    left({came, scheduler_.now(), ends});
}

std::size_t LinkMeter::waiting() const {
    auto* const* const queued = std::get_if<QueuedDirection*>(&way_);
    return queued != nullptr ? (*queued)->waiting() : to_be_sent_.size();
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
        left(to_be_sent_.pop_front());
    }
    had_queue(now);
    was_busy(now);
}

void LinkMeter::left(Transmission const& sent) {
    was_busy(sent.begins);
    busy_from_ = sent.begins;
    busy_until_ = sent.ends;
    slice_.sojourn.add(nanoseconds(sent.begins - sent.came));
    whole_.sojourn.add(nanoseconds(sent.begins - sent.came));
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
    slice_.queue_length.add(waiting(), time);
    whole_.queue_length.add(waiting(), time);
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
    if (auto* const* const plain = std::get_if<LinkDirection*>(&way_)) {
        counts.queue_full = (*plain)->dropped();
        counts.link_down = (*plain)->lost();
        counts.in_flight = (*plain)->in_flight();
    } else {
        auto const& queued = *std::get<QueuedDirection*>(way_);
        counts.queue_full = queued.counters().full;
        counts.red = queued.counters().early;
        counts.codel = queued.counters().codel;
        counts.policed = queued.counters().policed;
        counts.link_down = queued.lost();
        counts.in_flight = queued.in_flight();
    }
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
