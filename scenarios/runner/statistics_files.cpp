#include "scenarios/runner/statistics_files.hpp"

#include "scenarios/runner/call_files.hpp"
#include "scenarios/runner/rtcp_columns.hpp"
#include "voiplab/models/capture/atomic_file.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voiplab::scenarios {

namespace {

using net::Distribution, net::LinkCounts, net::LinkFigures;
using nlohmann::ordered_json;

template <class T>
using Names = std::pair<std::string_view, T>;

// The columns' names are the summary's keys.
constexpr std::array<Names<std::uint64_t LinkCounts::*>, 13> counts{{
    {"offered_frames", &LinkCounts::offered},
    {"offered_bytes", &LinkCounts::offered_bytes},
    {"carried_frames", &LinkCounts::carried},
    {"carried_bytes", &LinkCounts::carried_bytes},
    {"dropped_queue_full", &LinkCounts::queue_full},
    {"dropped_red", &LinkCounts::red},
    {"dropped_codel", &LinkCounts::codel},
    {"dropped_policed", &LinkCounts::policed},
    {"dropped_link_down", &LinkCounts::link_down},
    {"dropped_netem_loss", &LinkCounts::netem_loss},
    {"dropped_netem_outage", &LinkCounts::netem_outage},
    {"dropped_netem_limit", &LinkCounts::netem_limit},
    {"duplicated_frames", &LinkCounts::duplicated},
}};

constexpr std::array<Names<double Distribution::*>, 5> parts{{
    {"mean", &Distribution::mean},
    {"p50", &Distribution::p50},
    {"p95", &Distribution::p95},
    {"p99", &Distribution::p99},
    {"max", &Distribution::max},
}};

constexpr std::array<Names<Distribution LinkFigures::*>, 2> distributions{{
    {"queue_frames", &LinkFigures::queue_length},
    {"sojourn_ms", &LinkFigures::sojourn_ms},
}};

double seconds(sim::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::string header() {
    std::string text = "link,from,to,time_s,length_s";
    for (auto const& [name, member] : counts) {
        text += fmt::format(",{}", name);
    }
    text += ",in_flight_frames,utilisation";
    for (auto const& [name, distribution] : distributions) {
        for (auto const& [part, member] : parts) {
            text += fmt::format(",{}_{}", name, part);
        }
    }
    return text + "\n";
}

std::string row(net::LinkRecord const& link, LinkFigures const& slice) {
    auto text = fmt::format("{},{},{},{},{}", csv_field(link.link), csv_field(link.from), csv_field(link.to),
                            seconds(slice.from.time_since_epoch()), seconds(slice.until - slice.from));
    for (auto const& [name, member] : counts) {
        text += fmt::format(",{}", slice.counts.*member);
    }
    text += fmt::format(",{},{:.6f}", slice.counts.in_flight, slice.utilisation);
    for (auto const& [name, distribution] : distributions) {
        for (auto const& [part, member] : parts) {
            text += fmt::format(",{:.6f}", slice.*distribution.*member);
        }
    }
    return text + "\n";
}

ordered_json object(net::LinkRecord const& link) {
    ordered_json json{{"link", link.link}, {"from", link.from}, {"to", link.to}};
    for (auto const& [name, member] : counts) {
        json[std::string(name)] = link.whole.counts.*member;
    }
    json["in_flight_frames"] = link.whole.counts.in_flight;
    json["utilisation"] = link.whole.utilisation;
    for (auto const& [name, distribution] : distributions) {
        auto& values = json[std::string(name)];
        for (auto const& [part, member] : parts) {
            values[std::string(part)] = link.whole.*distribution.*member;
        }
    }
    return json;
}

ordered_json object(BackgroundRecord const& record) {
    return {{"from", record.from},
            {"to", record.to},
            {"sent_packets", record.sent},
            {"received_packets", record.received},
            {"delivered_packets", record.delivered},
            {"timeouts", record.timeouts}};
}

void add_quality(StreamQuality const& heard, ordered_json& json) {
    json.update({{"reordered_packets", heard.reordered},
                 {"duplicate_packets", heard.duplicates},
                 {"played_frames", heard.played},
                 {"recovered_frames", heard.recovered},
                 {"lost_frames", heard.lost},
                 {"late_packets", heard.late},
                 {"early_packets", heard.early},
                 {"stretched_frames", heard.stretched},
                 {"skipped_frames", heard.skipped},
                 {"mean_jitter_ms", heard.mean_jitter_ms},
                 {"max_jitter_ms", heard.max_jitter_ms},
                 {"frame_loss", heard.loss},
                 {"burst_ratio", heard.burst_ratio},
                 {"mouth_to_ear_ms", heard.mouth_to_ear_ms},
                 {"r", heard.r},
                 {"mos_cq", heard.mos_cq},
                 {"mos_lq", heard.mos_lq}});
    if (heard.segmental_snr_db) json["segmental_snr_db"] = *heard.segmental_snr_db;
    if (heard.log_spectral_distance_db) json["log_spectral_distance_db"] = *heard.log_spectral_distance_db;
    json["event_keys"] = heard.event_keys;
    json["tone_keys"] = heard.tone_keys;
}

ordered_json object(StreamRecord const& stream) {
    ordered_json json{{"from", stream.from},
                      {"to", stream.to},
                      {"ssrc", fmt::format("0x{:08x}", stream.ssrc)},
                      {"codec", stream.codec},
                      {"first_s", seconds(stream.first.time_since_epoch())},
                      {"last_s", seconds(stream.last.time_since_epoch())},
                      {"sent_packets", stream.sent},
                      {"received_packets", stream.received},
                      {"lost_packets", stream.lost},
                      {"jitter_ms", stream.mean_jitter_ms}};
    if (stream.network_delay_ms) json["network_delay_ms"] = *stream.network_delay_ms;
    if (stream.quality) add_quality(*stream.quality, json);
    add_rtcp(stream, json);
    return json;
}

template <class Records>
ordered_json array(Records const& records);

ordered_json object(CallRecord const& call) {
    ordered_json json{
        {"from", call.from},       {"to", call.to},         {"answered_by", call.answered_by},
        {"outcome", call.outcome}, {"status", call.status}, {"dialled_s", seconds(call.dialled.time_since_epoch())}};
    auto const add = [&](char const* key, std::optional<sim::Time> const& from, std::optional<sim::Time> const& to) {
        if (from && to) json[key] = seconds(*to - *from);
    };
    add("post_dial_delay_s", call.dialled, call.ringing);
    add("set_up_s", call.dialled, call.answered);
    add("ringing_s", call.ringing, call.answered);
    add("talk_s", call.answered, call.ended);
    json["ended_by"] = call.ended_by;
    json["codec"] = codec_of(call);
    if (auto const mos = mos_heard_by(call.from, call)) json["mos_cq_caller"] = *mos;
    if (auto const mos = mos_heard_by(call.answered_by, call)) json["mos_cq_callee"] = *mos;
    json["streams"] = array(call.streams);
    return json;
}

template <class Records>
ordered_json array(Records const& records) {
    auto list = ordered_json::array();
    for (auto const& record : records) {
        list.push_back(object(record));
    }
    return list;
}

}  // namespace

std::string links_csv(std::vector<net::LinkRecord> const& links) {
    auto text = header();
    for (auto const& link : links) {
        for (auto const& slice : link.slices) {
            text += row(link, slice);
        }
    }
    return text;
}

std::string summary_json(Scenario const& scenario, RunResult const& result) {
    ordered_json const json{{"title", scenario.title},
                            {"seed", scenario.seed},
                            {"duration_s", seconds(result.end.time_since_epoch())},
                            {"calls", array(result.calls)},
                            {"links", array(result.links)},
                            {"background", array(result.background)}};
    // What is no UTF-8 in a name is replaced.
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void write_statistics(Scenario const& scenario, std::filesystem::path const& folder, RunResult& result) {
    if (!scenario.statistics) return;
    auto const write = [&](std::string const& name, std::string const& text) {
        capture::AtomicFile file(folder / name);
        file.write(text);
        file.commit();
        result.files.push_back(folder / name);
    };
    write(scenario.statistics->links, links_csv(result.links));
    write(scenario.statistics->calls, calls_csv(result.calls));
    write(scenario.statistics->streams, streams_csv(result.calls));
    write(scenario.statistics->quality, quality_csv(result.calls));
    write(scenario.statistics->summary, summary_json(scenario, result));
}

}  // namespace voiplab::scenarios
