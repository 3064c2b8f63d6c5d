#include "scenarios/sweep/metrics.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string_view>

namespace voiplab::scenarios {
namespace {

using Value = std::optional<double>;

double count(std::uint64_t number) {
    return static_cast<double>(number);
}

// The mean of what `of` gives for each item, those left out for which it gives nothing.
template <class Items, class Of>
Value mean(Items const& items, Of of) {
    double sum = 0;
    double n = 0;
    for (auto const& item : items) {
        Value const value = of(item);
        if (!value) continue;
        sum += *value;
        n += 1;
    }
    return n > 0 ? Value(sum / n) : std::nullopt;
}

template <class Items, class Of>
double sum(Items const& items, Of of) {
    double result = 0;
    for (auto const& item : items) {
        result += of(item);
    }
    return result;
}

template <class Items, class Of>
Value greatest(Items const& items, Of of) {
    Value result;
    for (auto const& item : items) {
        Value const value = of(item);
        if (value && (!result || *value > *result)) result = value;
    }
    return result;
}

Value seconds(std::optional<sim::Time> const& from, std::optional<sim::Time> const& to) {
    if (!from || !to) return std::nullopt;
    return std::chrono::duration<double>(*to - *from).count();
}

double calls_of(RunResult const& run, std::string_view outcome) {
    return count(static_cast<std::uint64_t>(
        std::count_if(run.calls.begin(), run.calls.end(), [&](CallRecord const& c) { return c.outcome == outcome; })));
}

Value mos_of_caller(CallRecord const& call) {
    return mos_heard_by(call.from, call);
}
Value mos_of_callee(CallRecord const& call) {
    return mos_heard_by(call.answered_by, call);
}
// Of the party that heard worse.
Value mos_of(CallRecord const& call) {
    auto const caller = mos_of_caller(call);
    auto const callee = mos_of_callee(call);
    return caller && callee ? std::min(caller, callee) : (caller ? caller : callee);
}

// Of the streams that somebody listened to.
template <class Of>
auto heard(Of of) {
    return [of](StreamRecord const& stream) { return stream.quality ? Value(of(*stream.quality)) : std::nullopt; };
}

using Streams = std::vector<std::reference_wrapper<StreamRecord const>>;

Streams streams_of(RunResult const& run) {
    Streams streams;
    for (auto const& call : run.calls) {
        streams.insert(streams.end(), call.streams.begin(), call.streams.end());
    }
    return streams;
}

// Of a run and its streams, which many ask for.
struct Measured {
    RunResult const& run;
    Streams streams;
};

template <auto member>
Value total_heard(Measured const& measured) {
    auto const any = std::any_of(measured.streams.begin(), measured.streams.end(),
                                 [](StreamRecord const& stream) { return stream.quality.has_value(); });
    if (!any) return std::nullopt;
    return sum(measured.streams,
               [](StreamRecord const& stream) { return stream.quality ? count((*stream.quality).*member) : 0.0; });
}

template <auto member>
Value mean_heard(Measured const& measured) {
    return mean(measured.streams, heard([](StreamQuality const& quality) { return quality.*member; }));
}

Value frame_loss(Measured const& measured) {
    auto const lost = total_heard<&StreamQuality::lost>(measured);
    auto const played = total_heard<&StreamQuality::played>(measured);
    if (!lost || *lost + *played == 0) return std::nullopt;
    return *lost / (*lost + *played);
}

template <auto member>
Value mean_of_calls(Measured const& measured) {
    return mean(measured.run.calls, [](CallRecord const& call) { return seconds(call.dialled, call.*member); });
}

template <auto member>
Value of_links(Measured const& measured) {
    return sum(measured.run.links, [](net::LinkRecord const& link) { return count(link.whole.counts.*member); });
}

template <auto member>
Value of_streams(Measured const& measured) {
    return sum(measured.streams, [](StreamRecord const& stream) { return count(stream.*member); });
}

template <auto member>
Value of_media_calls(Measured const& measured) {
    return sum(measured.run.media_calls, [](MediaCallRecord const& record) { return count(record.*member); });
}

template <auto member>
Value of_background(Measured const& measured) {
    return sum(measured.run.background, [](BackgroundRecord const& record) { return count(record.*member); });
}

struct Metric {
    std::string_view name;
    Value (*of)(Measured const&);
};

using Quality = StreamQuality;
using Counts = net::LinkCounts;

// README's table of metrics says the same words in the same order.
constexpr auto metrics = std::to_array<Metric>({
    {"calls", [](Measured const& m) { return Value(count(m.run.calls.size())); }},
    {"calls_answered", [](Measured const& m) { return Value(calls_of(m.run, "answered")); }},
    {"calls_busy", [](Measured const& m) { return Value(calls_of(m.run, "busy")); }},
    {"calls_cancelled", [](Measured const& m) { return Value(calls_of(m.run, "cancelled")); }},
    {"calls_failed", [](Measured const& m) { return Value(calls_of(m.run, "failed")); }},
    {"calls_unanswered", [](Measured const& m) { return Value(calls_of(m.run, "unanswered")); }},
    {"post_dial_delay_s", mean_of_calls<&CallRecord::ringing>},
    {"set_up_s", mean_of_calls<&CallRecord::answered>},
    {"ringing_s",
     [](Measured const& m) {
         return mean(m.run.calls, [](CallRecord const& call) { return seconds(call.ringing, call.answered); });
     }},
    {"talk_s",
     [](Measured const& m) {
         return mean(m.run.calls, [](CallRecord const& call) { return seconds(call.answered, call.ended); });
     }},
    {"mos", [](Measured const& m) { return mean(m.run.calls, mos_of); }},
    {"mos_caller", [](Measured const& m) { return mean(m.run.calls, mos_of_caller); }},
    {"mos_callee", [](Measured const& m) { return mean(m.run.calls, mos_of_callee); }},
    {"r", mean_heard<&Quality::r>},
    {"mouth_to_ear_ms", mean_heard<&Quality::mouth_to_ear_ms>},
    {"network_delay_ms",
     [](Measured const& m) {
         return mean(m.streams, [](StreamRecord const& stream) { return stream.network_delay_ms; });
     }},
    {"mean_jitter_ms", mean_heard<&Quality::mean_jitter_ms>},
    {"max_jitter_ms",
     [](Measured const& m) {
         return greatest(m.streams, heard([](Quality const& quality) { return quality.max_jitter_ms; }));
     }},
    {"frame_loss", frame_loss},
    {"burst_ratio", mean_heard<&Quality::burst_ratio>},
    {"sent_packets", of_streams<&StreamRecord::sent>},
    {"received_packets", of_streams<&StreamRecord::received>},
    {"lost_packets", of_streams<&StreamRecord::lost>},
    {"late_packets", total_heard<&Quality::late>},
    {"early_packets", total_heard<&Quality::early>},
    {"reordered_packets", total_heard<&Quality::reordered>},
    {"duplicate_packets", total_heard<&Quality::duplicates>},
    {"registrations", [](Measured const& m) { return Value(count(m.run.registrations.size())); }},
    {"registrations_failed",
     [](Measured const& m) {
         constexpr int first_failure = 300;
         return Value(sum(m.run.registrations,
                          [](RegistrationRecord const& r) { return r.status >= first_failure ? 1.0 : 0.0; }));
     }},
    {"media_calls", of_media_calls<&MediaCallRecord::calls>},
    {"media_sent_packets", of_media_calls<&MediaCallRecord::sent>},
    {"media_received_packets", of_media_calls<&MediaCallRecord::received>},
    {"media_mean_jitter_ms",
     [](Measured const& m) {
         return mean(m.run.media_calls, [](MediaCallRecord const& record) { return Value(record.mean_jitter_ms); });
     }},
    {"link_offered_frames", of_links<&Counts::offered>},
    {"link_carried_frames", of_links<&Counts::carried>},
    {"link_duplicated_frames", of_links<&Counts::duplicated>},
    {"link_dropped_queue_full", of_links<&Counts::queue_full>},
    {"link_dropped_red", of_links<&Counts::red>},
    {"link_dropped_codel", of_links<&Counts::codel>},
    {"link_dropped_policed", of_links<&Counts::policed>},
    {"link_dropped_link_down", of_links<&Counts::link_down>},
    {"link_dropped_netem_loss", of_links<&Counts::netem_loss>},
    {"link_dropped_netem_outage", of_links<&Counts::netem_outage>},
    {"link_dropped_netem_limit", of_links<&Counts::netem_limit>},
    {"link_max_utilisation",
     [](Measured const& m) {
         return greatest(m.run.links, [](net::LinkRecord const& link) { return Value(link.whole.utilisation); });
     }},
    {"link_max_sojourn_p95_ms",
     [](Measured const& m) {
         return greatest(m.run.links, [](net::LinkRecord const& link) { return Value(link.whole.sojourn_ms.p95); });
     }},
    {"background_sent_packets", of_background<&BackgroundRecord::sent>},
    {"background_received_packets", of_background<&BackgroundRecord::received>},
    {"unmet_expectations", [](Measured const& m) { return Value(count(m.run.failed_expectations.size())); }},
    {"event_limit_reached", [](Measured const& m) { return Value(m.run.event_limit ? 1.0 : 0.0); }},
});

}  // namespace

std::vector<std::string> metric_names() {
    std::vector<std::string> names;
    names.reserve(metrics.size());
    for (auto const& metric : metrics) {
        names.emplace_back(metric.name);
    }
    return names;
}

std::vector<std::optional<double>> metrics_of(RunResult const& result) {
    Measured const measured{result, streams_of(result)};
    std::vector<std::optional<double>> values;
    values.reserve(metrics.size());
    for (auto const& metric : metrics) {
        values.push_back(metric.of(measured));
    }
    return values;
}

std::size_t metric_number(std::string_view name) {
    return static_cast<std::size_t>(
        std::find_if(metrics.begin(), metrics.end(), [&](Metric const& metric) { return metric.name == name; }) -
        metrics.begin());
}

}  // namespace voiplab::scenarios
