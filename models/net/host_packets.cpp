#include "voiplab/models/net/host.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <algorithm>
#include <utility>

// What a host does with packets that are not whole datagrams as they were sent: fragments, ICMP, damaged ones.
namespace voiplab::net {

Host::Rare::Rare(Host& owner) : timer(owner.scheduler_, [host = &owner] { host->give_up_fragments(); }) {}

Host::Rare& Host::rare() {
    if (!rest_->rare) rest_->rare = std::make_unique<Rare>(*this);
    return *rest_->rare;
}

void Host::accept_content(Frame::Content const& content, MacAddress destination) {
    if (auto const* const arp = std::get_if<ArpPacket>(&content)) {
        arp_.receive(*arp, destination);
    } else if (auto const* const packet = std::get_if<Ipv4Packet>(&content)) {
        accept_packet(*packet);
    } else if (auto const read = read_content(std::get<RawContent>(content), rest_->payloads)) {
        accept_content(*read, destination);
    } else {
        ++rest_->counters.damaged;
    }
}

void Host::accept_packet(Ipv4Packet const& packet) {
    if (!is_for_us(packet.destination_ip)) {
        ++rest_->counters.not_for_us;
        return;
    }
    if (!packet.is_fragment()) return accept_whole(packet);
    auto& [reassembly, timer, path_mtus, icmp_limit] = rare();
    auto const given_up = reassembly.given_up();
    auto const whole = reassembly.add(packet, scheduler_.now(), rest_->payloads);
    rest_->counters.incomplete += reassembly.given_up() - given_up;
    if (auto const next = reassembly.next_timer()) {
        timer.arm(*next);
    } else {
        timer.cancel();
    }
    if (whole) accept_whole(*whole);
}

void Host::accept_whole(Ipv4Packet const& packet) {
    if (packet.protocol == protocol_icmp) return accept_icmp(packet);
    if (auto const datagram = read_datagram(packet, rest_->payloads)) {
        deliver(*datagram);
    } else {
        ++rest_->counters.damaged;
    }
}

void Host::accept_icmp(Ipv4Packet const& packet) {
    if (auto reply = echo_reply_to(packet, rest_->payloads)) return send_packet(std::move(*reply));
    auto const report = read_icmp_error(packet);
    if (!report || report->source_ip != network_.address) return;
    ++rest_->counters.icmp_received;
    if (report->error.type != IcmpType::unreachable || report->error.code != icmp_fragmentation_needed) return;
    // ip_rt_update_pmtu(): no shorter than min_pmtu, forgotten after mtu_expires.
    constexpr std::uint16_t shortest = 552;
    constexpr sim::Duration expiry = std::chrono::minutes(10);
    auto const mtu = std::max(report->error.next_hop_mtu, shortest);
    if (mtu >= rest_->options.mtu) return;
    rare().path_mtus.insert_or_assign(report->destination_ip, PathMtu{mtu, scheduler_.now() + expiry});
    surely_fits_ = std::min(surely_fits_, mtu);
}

std::uint16_t Host::mtu_to(Ipv4Address destination) {
    if (!rest_->rare) return rest_->options.mtu;
    auto const found = rest_->rare->path_mtus.find(destination);
    if (found == rest_->rare->path_mtus.end() || scheduler_.now() >= found->second.until) return rest_->options.mtu;
    return found->second.mtu;
}

void Host::send_large(UdpDatagram const& datagram) {
    auto const mtu = mtu_to(datagram.destination_ip);
    auto packet = packet_of(datagram, rest_->payloads);
    ++sent_;
    // As Linux's IP_PMTUDISC_WANT: what is cut here may be cut again on its way.
    packet.dont_fragment = ipv4_header_size + packet.payload.size() <= mtu;
    if (!packet.dont_fragment) ++rest_->counters.fragmented;
    for (auto& fragment : fragments_of(packet, mtu, rest_->payloads)) {
        send_packet(std::move(fragment));
    }
}

void Host::send_packet(Ipv4Packet packet) {
    auto const to = packet.destination_ip;
    if (auto const group = group_mac(to)) return transmit(frames_.make({*group, mac_, std::move(packet)}));
    auto const next_hop = network_.contains(to) ? std::optional(to) : rest_->options.gateway;
    if (!next_hop) {
        ++rest_->counters.no_route;
        return;
    }
    auto const* const mac = arp_.use(*next_hop);
    if (mac == nullptr) return arp_.enqueue(*next_hop, std::move(packet));
    transmit(frames_.make({*mac, mac_, std::move(packet)}));
}

void Host::tell(IcmpError const& error, Ipv4Packet const& offending) {
    if (!may_be_told_of(offending) || offending.source_ip == network_.address) return;
    if (!rare().icmp_limit.allows(offending.source_ip, scheduler_.now())) return;
    auto message = icmp_error(error, offending, network_.address, rest_->payloads);
    message.identification = identification_++;
    message.ttl = ttl_;
    ++rest_->counters.icmp_sent;
    send_packet(std::move(message));
}

void Host::give_up_fragments() {
    auto const given_up = rest_->rare->reassembly.given_up();
    for (auto const& first : rest_->rare->reassembly.expire(scheduler_.now())) {
        tell({IcmpType::time_exceeded, icmp_reassembly_time_exceeded}, first);
    }
    rest_->counters.incomplete += rest_->rare->reassembly.given_up() - given_up;
    if (auto const next = rest_->rare->reassembly.next_timer()) rest_->rare->timer.arm(*next);
}

}  // namespace voiplab::net
