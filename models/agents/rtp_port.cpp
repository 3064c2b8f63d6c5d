#include "voiplab/models/agents/rtp_port.hpp"

#include "voiplab/models/agents/voip_metrics.hpp"
#include "voiplab/models/media/audio_clip.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace voiplab::agents {

namespace {

// Ticks forward, or where they have wrapped, back.
sim::Duration time_of(std::uint32_t ticks, std::uint32_t clock_rate) {
    return sim::Duration(std::int64_t{static_cast<std::int32_t>(ticks)} * 1'000'000'000 / std::int64_t{clock_rate});
}

}  // namespace

RtpPort::RtpPort(AgentContext const& context, std::string const& agent, std::uint16_t port, RtpPortUser& user,
                 std::optional<ListeningOptions> const& listening)
    : context_(context),
      agent_(agent),
      user_(user),
      rtp_(*this),
      rtcp_(*this),
      own_{context.host.options().address.address, port},
      opened_(context.scheduler.now()) {
    if (listening) monitor_ = std::make_unique<Monitor>(Monitor{*listening});
    context_.host.bind(port, rtp_);
    context_.host.bind(static_cast<std::uint16_t>(port + 1), rtcp_);
}

RtpPort::~RtpPort() {
    close();
}

void RtpPort::close() {
    if (!std::exchange(open_, false)) return;
    closed_ = context_.scheduler.now();
    context_.host.unbind(own_.port);
    context_.host.unbind(static_cast<std::uint16_t>(own_.port + 1));
}

void RtpPort::send_rtp(net::Payload packet, std::uint32_t ssrc, std::string_view codec, net::UdpEndpoint to) {
    auto const now = context_.scheduler.now();
    auto const header = media::parse_rtp(packet.bytes());
    assert(header);
    if (sent_.empty() || sent_.back().to != to || sent_.back().ssrc != ssrc || sent_.back().codec != codec) {
        sent_.push_back({agent_,
                         0,
                         own_,
                         to,
                         ssrc,
                         std::string(codec),
                         clock_rate(),
                         header->header.sequence,
                         header->header.timestamp,
                         now,
                         now,
                         0,
                         {}});
    }
    auto& sent = sent_.back();
    auto const timestamp = header->header.timestamp;
    if (sent.stretches.empty() || now - sent.last >= longest_pause) sent.stretches.push_back({timestamp, now, 0, {}});
    auto& stretch = sent.stretches.back();
    stretch.lag += now - stretch.first - time_of(timestamp - stretch.first_timestamp, sent.clock_rate);
    ++stretch.packets;
    sent.last = now;
    ++sent.packets;
    if (monitor_ && monitor_->options.keep_audio) keep_sent(packet.bytes());
    context_.host.send(to, own_.port, std::move(packet), context_.audio_dscp);
}

void RtpPort::set_codec(media::CodecInfo const& codec, std::uint8_t payload_type,
                        std::optional<std::uint8_t> noise_type, std::optional<std::uint8_t> event_type) {
    auto const is_g711 = codec.encoding == "PCMU" || codec.encoding == "PCMA";
    auto const* const before = std::exchange(codec_, is_g711 ? nullptr : &codec);
    if (before != codec_) {
        for (auto& source : sources_)
            source.done = true;
    }
    if (!monitor_) return;
    auto& listening = monitor_->options;
    listening.codec = codec_;
    listening.payload_type = payload_type;
    listening.noise_type = noise_type;
    listening.event_type = event_type;
    listening.jitter_buffer.clock_rate = codec.clock_rate;
    monitor_->spoken_decoder.reset();
    if (!is_g711 && listening.keep_audio) monitor_->spoken_decoder.emplace(codec);
}

// Speech as it was sent. Where it pauses, or comes from another source, a new piece begins.
void RtpPort::keep_sent(std::span<std::uint8_t const> packet) {
    auto const parsed = media::parse_rtp(packet);
    std::vector<std::int16_t> samples;
    if (!parsed) return;
    auto const& header = parsed->header;
    if (monitor_->spoken_decoder && header.payload_type == monitor_->options.payload_type) {
        monitor_->spoken_decoder->decode(parsed->payload, samples);
    } else if (!decode_g711(header.payload_type, parsed->payload, samples)) {
        return;
    }
    if (monitor_->spoken.empty() || monitor_->spoken_ssrc != header.ssrc ||
        monitor_->spoken_until != header.timestamp) {
        auto const rate = monitor_->spoken_decoder ? codec_->sample_rate : media::telephone_rate;
        monitor_->spoken.push_back({agent_, 0, true, context_.scheduler.now(), rate, {}});
    }
    auto& piece = monitor_->spoken.back().samples;
    piece.insert(piece.end(), samples.begin(), samples.end());
    monitor_->spoken_ssrc = header.ssrc;
    auto const ticks = samples.size() * clock_rate() / monitor_->spoken.back().sample_rate;
    monitor_->spoken_until = header.timestamp + static_cast<std::uint32_t>(ticks);
}

void RtpPort::send_rtcp(std::span<std::uint8_t const> compound, net::UdpEndpoint to) {
    auto payload = context_.payloads.make(compound.size());
    std::copy(compound.begin(), compound.end(), payload.writable().begin());
    auto const stream = stream_to(to);
    if (stream != sent_.rend()) ++stream->rtcp.sent;
    auto const port = static_cast<std::uint16_t>(own_.port + 1);
    context_.host.send({to.address, static_cast<std::uint16_t>(to.port + 1)}, port, std::move(payload),
                       context_.audio_dscp);
}

void RtpPort::count_report(media::PeerReport const& report, net::UdpEndpoint from) {
    if (sent_.empty()) return;
    auto const stream = stream_to({from.address, static_cast<std::uint16_t>(from.port - 1)});
    // RTCP may come from elsewhere than where it is sent, as through NAT: then it is of what is sent now.
    (stream != sent_.rend() ? *stream : sent_.back()).rtcp.take(report);
}

// The last that went there.
std::vector<SentStream>::reverse_iterator RtpPort::stream_to(net::UdpEndpoint to) {
    return std::find_if(sent_.rbegin(), sent_.rend(), [&](SentStream const& stream) { return stream.to == to; });
}

void RtpPort::receive_rtp(net::UdpDatagram const& datagram) {
    auto const packet = media::parse_rtp(datagram.payload.bytes());
    if (!packet) return;
    net::UdpEndpoint const from{datagram.source_ip, datagram.source_port};
    count(*packet, from);
    user_.rtp_arrived(*packet, from);
}

void RtpPort::receive_rtcp(net::UdpDatagram const& datagram) {
    user_.rtcp_arrived(datagram.payload.bytes(), {datagram.source_ip, datagram.source_port});
}

void RtpPort::count(media::RtpPacketView const& packet, net::UdpEndpoint from) {
    auto const& header = packet.header;
    auto const now = context_.scheduler.now();
    auto const goes_on = [&](Source const& source) {
        return !source.done && source.ssrc == header.ssrc && source.from == from && now - source.last < longest_pause;
    };
    if (latest_ >= sources_.size() || !goes_on(sources_[latest_])) {
        auto const found = std::find_if(sources_.begin(), sources_.end(), goes_on);
        latest_ = static_cast<std::size_t>(found - sources_.begin());
        if (found == sources_.end()) {
            if (sources_.size() >= most_sources) return;
            sources_.push_back({from, header.ssrc, media::RtpReceiver({.clock_rate = clock_rate()}), clock_rate(), now,
                                header.timestamp, false, now});
            if (monitor_) sources_.back().listener.emplace(monitor_->options);
        }
    }
    auto& source = sources_[latest_];
    source.last = now;
    source.receiver.receive(now, header);
    source.transit += now - source.first - time_of(header.timestamp - source.first_timestamp, source.clock_rate);
    ++source.packets;
    if (source.listener) source.listener->receive(now, packet);
}

void RtpPort::report(std::uint64_t call, StreamReport& report) const {
    report.ports.push_back({agent_, own_, opened_, closed_});
    for (auto const& stream : sent_) {
        report.sent.push_back(stream);
        report.sent.back().call = call;
    }
    if (monitor_) {
        for (auto const& piece : monitor_->spoken) {
            report.audio.push_back(piece);
            report.audio.back().call = call;
        }
    }
    for (auto const& source : sources_) {
        auto const& receiver = source.receiver;
        auto const highest = receiver.extended_highest_sequence();
        auto const first = highest + 1 - static_cast<std::uint32_t>(receiver.expected());
        report.received.push_back({agent_, source.from, own_, source.ssrc, receiver.received(), first, highest,
                                   receiver.jitter_time(), source.first_timestamp,
                                   source.first + source.transit / source.packets, std::nullopt});
        if (!source.listener) continue;
        auto listener = *source.listener;
        listener.finish();
        report.received.back().heard = listener.heard();
        auto const& heard = listener.heard();
        if (heard.audio.empty()) continue;
        report.audio.push_back({agent_, call, false, heard.audio_begins, heard.sample_rate, heard.audio});
    }
}

std::optional<media::VoipMetrics> RtpPort::metrics(std::optional<sim::Duration> const& round_trip) {
    if (latest_ >= sources_.size() || !sources_[latest_].listener) return std::nullopt;
    auto& source = sources_[latest_];
    auto const now = context_.scheduler.now();
    if (source.listener->heard_until(now).pattern.packets() == 0) return std::nullopt;
    return voip_metrics(now, *source.listener, source.receiver, round_trip);
}

media::RtpReceiver* RtpPort::latest_receiver() {
    return latest_ < sources_.size() ? &sources_[latest_].receiver : nullptr;
}

}  // namespace voiplab::agents
