#include "voiplab/models/media/rtcp_xr.hpp"

#include "big_endian.hpp"
#include "rtcp_xr_format.hpp"

#include <cassert>
#include <concepts>
#include <cstddef>
#include <variant>

namespace voiplab::media {

namespace {

using Bytes = std::span<std::uint8_t const>;

constexpr std::uint8_t receiver_reference_time_type = 4;
constexpr std::uint8_t delay_since_last_rr_type = 5;
constexpr std::uint8_t voip_metrics_type = 7;

constexpr std::size_t block_header_size = 4;
constexpr std::size_t reference_time_size = 8;
constexpr std::size_t receiver_size = 12;
constexpr std::size_t voip_metrics_size = 32;

DelaySinceLastRr read_delays(Bytes body) {
    DelaySinceLastRr delays;
    for (; !body.empty(); body = body.subspan(receiver_size)) {
        delays.receivers.push_back({read_big_endian<std::uint32_t>(body, 0), read_big_endian<std::uint32_t>(body, 4),
                                    read_big_endian<std::uint32_t>(body, 8)});
    }
    return delays;
}

VoipMetrics read_voip_metrics(Bytes body) {
    auto const configuration = body[24];
    return {
        .ssrc = read_big_endian<std::uint32_t>(body, 0),
        .loss_rate = body[4],
        .discard_rate = body[5],
        .burst_density = body[6],
        .gap_density = body[7],
        .burst_duration = read_big_endian<std::uint16_t>(body, 8),
        .gap_duration = read_big_endian<std::uint16_t>(body, 10),
        .round_trip_delay = read_big_endian<std::uint16_t>(body, 12),
        .end_system_delay = read_big_endian<std::uint16_t>(body, 14),
        .signal_level = static_cast<std::int8_t>(body[16]),
        .noise_level = static_cast<std::int8_t>(body[17]),
        .rerl = body[18],
        .gmin = body[19],
        .r_factor = body[20],
        .external_r_factor = body[21],
        .mos_lq = body[22],
        .mos_cq = body[23],
        .concealment = static_cast<VoipMetrics::Concealment>(configuration >> 6),
        .jitter_buffer = static_cast<VoipMetrics::JitterBuffer>(configuration >> 4 & 3),
        .jitter_buffer_rate = static_cast<std::uint8_t>(configuration & 0xf),
        .jitter_buffer_nominal = read_big_endian<std::uint16_t>(body, 26),
        .jitter_buffer_maximum = read_big_endian<std::uint16_t>(body, 28),
        .jitter_buffer_absolute_maximum = read_big_endian<std::uint16_t>(body, 30),
    };
}

XrBlock read_block(std::uint8_t type, std::uint8_t type_specific, Bytes body) {
    if (type == receiver_reference_time_type && body.size() == reference_time_size) {
        return ReceiverReferenceTime{read_big_endian<std::uint64_t>(body, 0)};
    }
    if (type == delay_since_last_rr_type && body.size() % receiver_size == 0) return read_delays(body);
    if (type == voip_metrics_type && body.size() == voip_metrics_size) return read_voip_metrics(body);
    return OtherXrBlock{type, type_specific, {body.begin(), body.end()}};
}

class Writer {
  public:
    explicit Writer(std::vector<std::uint8_t>& out) : out_(out) {}

    template <std::unsigned_integral... Integers>
    void append(Integers... values) {
        (append_one(values), ...);
    }
    void append_header(std::uint8_t type, std::uint8_t type_specific, std::size_t size) {
        assert(size % 4 == 0);
        append(type, type_specific, static_cast<std::uint16_t>(size / 4));
    }

    void operator()(ReceiverReferenceTime const& time) {
        append_header(receiver_reference_time_type, 0, reference_time_size);
        append(time.ntp);
    }
    void operator()(DelaySinceLastRr const& delays) {
        append_header(delay_since_last_rr_type, 0, delays.receivers.size() * receiver_size);
        for (auto const& receiver : delays.receivers)
            append(receiver.ssrc, receiver.last_rr, receiver.delay_since_last_rr);
    }
    void operator()(VoipMetrics const& metrics) {
        auto const configuration = static_cast<unsigned>(metrics.concealment) << 6 |
                                   static_cast<unsigned>(metrics.jitter_buffer) << 4 |
                                   (metrics.jitter_buffer_rate & 0xfU);
        append_header(voip_metrics_type, 0, voip_metrics_size);
        append(metrics.ssrc, metrics.loss_rate, metrics.discard_rate, metrics.burst_density, metrics.gap_density,
               metrics.burst_duration, metrics.gap_duration, metrics.round_trip_delay, metrics.end_system_delay,
               static_cast<std::uint8_t>(metrics.signal_level), static_cast<std::uint8_t>(metrics.noise_level),
               metrics.rerl, metrics.gmin, metrics.r_factor, metrics.external_r_factor, metrics.mos_lq, metrics.mos_cq,
               static_cast<std::uint8_t>(configuration), std::uint8_t{0}, metrics.jitter_buffer_nominal,
               metrics.jitter_buffer_maximum, metrics.jitter_buffer_absolute_maximum);
    }
    void operator()(OtherXrBlock const& block) {
        append_header(block.type, block.type_specific, block.body.size());
        out_.insert(out_.end(), block.body.begin(), block.body.end());
    }

  private:
    template <std::unsigned_integral Integer>
    void append_one(Integer value) {
        auto const offset = out_.size();
        out_.resize(offset + sizeof(Integer));
        write_big_endian(std::span(out_), offset, value);
    }

    std::vector<std::uint8_t>& out_;
};

}  // namespace

std::optional<ExtendedReport> read_extended_report(Bytes body) {
    if (body.size() < 4) return std::nullopt;
    ExtendedReport report{.ssrc = read_big_endian<std::uint32_t>(body, 0), .blocks = {}};
    auto rest = body.subspan(4);
    while (!rest.empty()) {
        if (rest.size() < block_header_size) return std::nullopt;
        auto const size = std::size_t{read_big_endian<std::uint16_t>(rest, 2)} * 4;
        if (rest.size() < block_header_size + size) return std::nullopt;
        report.blocks.push_back(read_block(rest[0], rest[1], rest.subspan(block_header_size, size)));
        rest = rest.subspan(block_header_size + size);
    }
    return report;
}

void append_body(ExtendedReport const& report, std::vector<std::uint8_t>& out) {
    Writer writer(out);
    writer.append(report.ssrc);
    for (auto const& block : report.blocks)
        std::visit(writer, block);
}

}  // namespace voiplab::media
