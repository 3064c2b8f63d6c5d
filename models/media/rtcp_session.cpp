#include "voiplab/models/media/rtcp_session.hpp"

#include "voiplab/models/media/rtcp_interval.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::media {

namespace {

constexpr std::size_t max_text_size = 255;
constexpr std::uint32_t lower_layers_size = 28;  // IPv4 and UDP headers count in avg_rtcp_size (section 6.2)

// An RR without blocks, and SDES of one chunk with the CNAME, which ends on a null octet at a word's end
// (sections 6.4.2 and 6.5).
std::uint32_t first_report_size(std::size_t cname) {
    constexpr std::uint32_t header_and_ssrc = 8;
    constexpr std::uint32_t item_header = 2;
    auto const chunk_rest = item_header + static_cast<std::uint32_t>(cname) + 1;
    return header_and_ssrc + header_and_ssrc + (chunk_rest + 3) / 4 * 4;
}

}  // namespace

RtcpSession::RtcpSession(Options options, sim::Time joined, sim::RandomStream& random)
    : options_(std::move(options)), random_(&random), last_report_(joined) {
    options_.cname.resize(std::min(options_.cname.size(), max_text_size));
    // Section 6.3.2: the average starts as the probable size of the first report.
    average_size16_ = (first_report_size(options_.cname.size()) + lower_layers_size) * 16;
    due_ = joined + next_interval({}, RtpReceiver{});
}

std::span<std::uint8_t const> RtcpSession::on_timer(sim::Time now, RtpSent const& sent, RtpReceiver& heard) {
    auto const reconsidered = last_report_ + next_interval(sent, heard);
    if (reconsidered > now) {
        due_ = reconsidered;
        return {};
    }
    return report(now, sent, heard);
}

std::span<std::uint8_t const> RtcpSession::report(sim::Time now, RtpSent const& sent, RtpReceiver& heard) {
    compose(now, sent, heard);
    account(bytes_.size());
    ++reports_sent_;
    last_report_ = now;
    packets_at_report_ = {sent.packets, packets_at_report_[0]};
    heard_at_report_ = {heard.received(), heard_at_report_[0]};
    due_ = now + next_interval(sent, heard);
    return bytes_;
}

std::span<std::uint8_t const> RtcpSession::goodbye(sim::Time now, RtpSent const& sent, RtpReceiver& heard,
                                                   std::string_view reason) {
    if (sent.packets == 0 && reports_sent_ == 0) return {};
    report(now, sent, heard);
    append_rtcp(Goodbye{.sources = {options_.ssrc}, .reason = std::string(reason.substr(0, max_text_size))}, bytes_);
    return bytes_;
}

std::optional<PeerReport> RtcpSession::receive(sim::Time now, std::span<std::uint8_t const> compound) {
    auto const packets = parse_rtcp(compound);
    if (!packets) return std::nullopt;
    account(compound.size());
    peer_known_ = true;
    for (auto const& packet : *packets) {
        if (auto const* sender_report = std::get_if<SenderReport>(&packet)) {
            peer_sender_report_ = {sender_report->ssrc, middle_of_ntp(sender_report->ntp), now};
        } else if (auto const* extended_report = std::get_if<ExtendedReport>(&packet)) {
            remember_reference_time(now, *extended_report);
        } else if (std::holds_alternative<Goodbye>(packet)) {
            peer_left_ = true;
        }
    }
    auto const said = read_peer_report(*packets, options_.ssrc, wall_clock(now));
    if (said.block) peer_block_ = said.block;
    if (said.round_trip) round_trip_ = said.round_trip;
    return said;
}

void RtcpSession::remember_reference_time(sim::Time now, ExtendedReport const& report) {
    for (auto const& block : report.blocks) {
        if (auto const* reference_time = std::get_if<ReceiverReferenceTime>(&block))
            peer_reference_time_ = {report.ssrc, middle_of_ntp(reference_time->ntp), now};
    }
}

sim::Duration RtcpSession::next_interval(RtpSent const& sent, RtpReceiver const& heard) {
    auto const peer_is_member = (peer_known_ || heard.valid()) && !peer_left_;
    auto const peer_is_sender = peer_is_member && heard.received() != heard_at_report_[1];
    RtcpMembership membership;
    membership.members = peer_is_member ? 2 : 1;
    membership.senders = (is_sender(sent) ? 1U : 0U) + (peer_is_sender ? 1U : 0U);
    membership.we_sent = is_sender(sent);
    membership.initial = reports_sent_ == 0;
    membership.average_size = average_size16_ / 16;
    membership.bandwidth = options_.bandwidth;
    return randomised_interval(deterministic_interval(membership), *random_);
}

void RtcpSession::compose(sim::Time now, RtpSent const& sent, RtpReceiver& heard) {
    std::vector<ReportBlock> blocks;
    if (heard.heard_since_report()) {
        auto block = heard.take_report();
        if (peer_sender_report_ && peer_sender_report_->ssrc == block.ssrc) {
            block.last_sr = peer_sender_report_->middle;
            block.delay_since_last_sr = to_ntp_delay(now - peer_sender_report_->at);
        }
        blocks.push_back(block);
    }
    auto const has_block = !blocks.empty();
    bytes_.clear();
    append_rtcp(make_report(now, sent, std::move(blocks)), bytes_);
    SdesItem const cname{.type = SdesType::cname, .text = options_.cname};
    append_rtcp(SourceDescription{.chunks = {{.ssrc = options_.ssrc, .items = {cname}}}}, bytes_);
    if (options_.extended_reports) append_extended_report(now, sent, has_block);
}

void RtcpSession::append_extended_report(sim::Time now, RtpSent const& sent, bool has_block) {
    ExtendedReport report{.ssrc = options_.ssrc, .blocks = {}};
    // A sender has its SR for that.
    if (!is_sender(sent)) report.blocks.emplace_back(ReceiverReferenceTime{to_ntp(wall_clock(now))});
    if (peer_reference_time_) {
        auto const& asked = *peer_reference_time_;
        report.blocks.emplace_back(DelaySinceLastRr{{{asked.ssrc, asked.middle, to_ntp_delay(now - asked.at)}}});
    }
    if (metrics_ && has_block) report.blocks.emplace_back(*metrics_);
    if (!report.blocks.empty()) append_rtcp(report, bytes_);
}

RtcpPacket RtcpSession::make_report(sim::Time now, RtpSent const& sent, std::vector<ReportBlock> blocks) const {
    if (!is_sender(sent)) return ReceiverReport{.ssrc = options_.ssrc, .blocks = std::move(blocks)};
    return SenderReport{
        .ssrc = options_.ssrc,
        .ntp = to_ntp(wall_clock(now)),
        .rtp_timestamp = sent.timestamp + to_rtp_time(now - sent.at, options_.clock_rate),
        .packets = sent.packets,
        .octets = sent.octets,
        .blocks = std::move(blocks),
    };
}

void RtcpSession::account(std::size_t octets) {
    // Section 6.3.3: avg = size / 16 + avg * 15 / 16, kept sixteenfold.
    average_size16_ += static_cast<std::uint32_t>(octets) + lower_layers_size - average_size16_ / 16;
}

}  // namespace voiplab::media
