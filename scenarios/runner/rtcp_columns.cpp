#include "scenarios/runner/rtcp_columns.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voiplab::scenarios {

namespace {

using nlohmann::ordered_json;

struct Column {
    std::string_view name;
    int digits;  // behind the point; 0: a whole number
    std::optional<double> (*value)(StreamRtcp const&);
};

template <auto Member>
std::optional<double> of_block(StreamRtcp const& rtcp) {
    return rtcp.last_block ? std::optional(static_cast<double>((*rtcp.last_block).*Member)) : std::nullopt;
}

template <auto Member>
std::optional<double> of_round_trip(StreamRtcp const& rtcp) {
    return rtcp.round_trip ? std::optional((*rtcp.round_trip).*Member) : std::nullopt;
}

template <auto Member>
std::optional<double> of_reports(StreamRtcp const& rtcp) {
    return static_cast<double>(rtcp.*Member);
}

using Block = StreamRtcp::Block;
using RoundTrip = StreamRtcp::RoundTrip;

// 1/256 has eight digits.
constexpr auto columns = std::to_array<Column>({
    {"rtcp_sent_reports", 0, of_reports<&StreamRtcp::sent_reports>},
    {"rtcp_received_reports", 0, of_reports<&StreamRtcp::received_reports>},
    {"rtcp_fraction_lost", 8, of_block<&Block::fraction_lost>},
    {"rtcp_cumulative_lost_packets", 0, of_block<&Block::cumulative_lost>},
    {"rtcp_jitter_ticks", 0, of_block<&Block::jitter_ticks>},
    {"rtcp_jitter_ms", 6, of_block<&Block::jitter_ms>},
    {"rtcp_last_round_trip_ms", 6, of_round_trip<&RoundTrip::last_ms>},
    {"rtcp_mean_round_trip_ms", 6, of_round_trip<&RoundTrip::mean_ms>},
    {"rtcp_min_round_trip_ms", 6, of_round_trip<&RoundTrip::min_ms>},
    {"rtcp_max_round_trip_ms", 6, of_round_trip<&RoundTrip::max_ms>},
});

double in_ms(sim::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

StreamRtcp rtcp_of(std::vector<agents::SentStream const*> const& sent) {
    media::RtcpFigures figures;
    for (auto const* const part : sent)
        figures.add(part->rtcp);
    StreamRtcp rtcp{figures.sent, figures.received, {}, {}};
    if (auto const& block = figures.last_block) {
        constexpr double whole = 256;
        rtcp.last_block = {block->fraction_lost / whole, block->cumulative_lost, block->jitter,
                           block->jitter * 1000.0 / sent.front()->clock_rate};
    }
    if (auto const& trips = figures.round_trips; trips.count > 0) {
        rtcp.round_trip = {in_ms(trips.last), in_ms(trips.sum) / static_cast<double>(trips.count), in_ms(trips.least),
                           in_ms(trips.greatest)};
    }
    return rtcp;
}

std::string rtcp_column_names() {
    std::string text;
    for (auto const& column : columns)
        text.append(",").append(column.name);
    return text;
}

std::string rtcp_cells(StreamRecord const& stream) {
    std::string text;
    for (auto const& column : columns) {
        auto const value = column.value(stream.rtcp);
        text += value ? fmt::format(",{:.{}f}", *value, column.digits) : ",";
    }
    return text;
}

void add_rtcp(StreamRecord const& stream, ordered_json& json) {
    for (auto const& column : columns) {
        auto const value = column.value(stream.rtcp);
        if (!value) continue;
        auto& number = json[std::string(column.name)];
        if (column.digits == 0) {
            number = static_cast<std::int64_t>(*value);
        } else {
            number = *value;
        }
    }
}

}  // namespace voiplab::scenarios
