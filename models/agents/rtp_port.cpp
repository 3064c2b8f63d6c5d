#include "voiplab/models/agents/rtp_port.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

RtpPort::RtpPort(AgentContext const& context, std::string agent, std::uint16_t port, RtpPortUser& user)
    : context_(context),
      agent_(std::move(agent)),
      own_{context.host.options().address.address, port},
      user_(user),
      rtp_(*this, &RtpPort::receive_rtp),
      rtcp_(*this, &RtpPort::receive_rtcp),
      opened_(context.scheduler.now()) {
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
    if (sent_.empty() || sent_.back().to != to || sent_.back().ssrc != ssrc) {
        auto const header = media::parse_rtp(packet.bytes());
        sent_.push_back({agent_, 0, own_, to, ssrc, std::string(codec),
                         header ? header->header.sequence : std::uint16_t{}, now, now, 0});
    }
    sent_.back().last = now;
    ++sent_.back().packets;
    context_.host.send(to, own_.port, std::move(packet), context_.audio_dscp);
}

void RtpPort::send_rtcp(std::span<std::uint8_t const> compound, net::UdpEndpoint to) {
    auto payload = context_.payloads.make(compound.size());
    std::copy(compound.begin(), compound.end(), payload.writable().begin());
    auto const port = static_cast<std::uint16_t>(own_.port + 1);
    context_.host.send({to.address, static_cast<std::uint16_t>(to.port + 1)}, port, std::move(payload),
                       context_.audio_dscp);
}

void RtpPort::receive_rtp(net::UdpDatagram const& datagram) {
    auto const packet = media::parse_rtp(datagram.payload.bytes());
    if (!packet) return;
    net::UdpEndpoint const from{datagram.source_ip, datagram.source_port};
    count(packet->header, from);
    user_.rtp_arrived(*packet, from);
}

void RtpPort::receive_rtcp(net::UdpDatagram const& datagram) {
    user_.rtcp_arrived(datagram.payload.bytes(), {datagram.source_ip, datagram.source_port});
}

void RtpPort::count(media::RtpHeader const& header, net::UdpEndpoint from) {
    auto const now = context_.scheduler.now();
    auto const goes_on = [&](Source const& source) {
        return source.ssrc == header.ssrc && source.from == from && now - source.last < longest_pause;
    };
    if (latest_ >= sources_.size() || !goes_on(sources_[latest_])) {
        auto const found = std::find_if(sources_.begin(), sources_.end(), goes_on);
        latest_ = static_cast<std::size_t>(found - sources_.begin());
        if (found == sources_.end()) {
            if (sources_.size() >= most_sources) return;
            sources_.push_back({from, header.ssrc, media::RtpReceiver{}, now});
        }
    }
    sources_[latest_].last = now;
    sources_[latest_].receiver.receive(now, header);
}

void RtpPort::report(std::uint64_t call, StreamReport& report) const {
    report.ports.push_back({agent_, own_, opened_, closed_});
    for (auto const& stream : sent_) {
        report.sent.push_back(stream);
        report.sent.back().call = call;
    }
    for (auto const& source : sources_) {
        auto const& receiver = source.receiver;
        auto const highest = receiver.extended_highest_sequence();
        auto const first = highest + 1 - static_cast<std::uint32_t>(receiver.expected());
        report.received.push_back(
            {agent_, source.from, own_, source.ssrc, receiver.received(), first, highest, receiver.jitter_time()});
    }
}

media::RtpReceiver* RtpPort::latest_receiver() {
    return latest_ < sources_.size() ? &sources_[latest_].receiver : nullptr;
}

}  // namespace voiplab::agents
