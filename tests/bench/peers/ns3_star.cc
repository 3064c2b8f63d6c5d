// The work of scenarios/bench/star.yaml in ns-3 (3.37 and newer), for tools/bench to measure voiplab against: N calls
// of G.711 between 2N phones, through one relay, over one switch.
//
//   phone 1 ──┐ 100 Mb/s, 1 ms
//   phone 2 ──┤
//    ...      ├── switch ────── relay   1 Gb/s, 1 ms
//   phone 2N ─┘
//
// Each phone begins at random within 20 ms and sends a packet of RTP (172 bytes over UDP and IPv4) every 20 ms to the
// relay's port for it; the relay passes it on to the call's other phone, from that one's port. What arrives there is
// counted, and its jitter computed (RFC 3550 section 6.4.1).
//
// It is ns-3 arranged for speed: point-to-point links, so that there is no ARP, a switch that is one look into a hash
// table, no queueing discipline, no checksums (ns-3's default), the map scheduler (its default, and the fastest one
// here).
//
//   g++ -std=c++17 -O3 -march=native -DNDEBUG ns3_star.cc -o ns3_star -lns3.37-applications ... (see tools/bench)
//   ./ns3_star --calls=100 --duration=30
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using ns3::Ptr;

constexpr std::uint16_t phone_port = 40000;
constexpr std::uint16_t first_relay_port = 10000;
constexpr std::uint32_t samples_a_packet = 160;  // 20 ms at 8 kHz, a byte each

struct Options {
    std::uint32_t calls = 100;
    double duration = 30;
    std::string relay_rate = "1Gbps";
};

// RTP's fixed header (RFC 3550 section 5.1).
class RtpHeader : public ns3::Header {
  public:
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t source = 0;

    static ns3::TypeId GetTypeId() {
        static ns3::TypeId const id =
            ns3::TypeId("voiplab::RtpHeader").SetParent<ns3::Header>().AddConstructor<RtpHeader>();
        return id;
    }
    ns3::TypeId GetInstanceTypeId() const override { return GetTypeId(); }
    void Print(std::ostream& out) const override { out << "seq " << sequence; }
    std::uint32_t GetSerializedSize() const override { return 12; }
    void Serialize(ns3::Buffer::Iterator to) const override {
        to.WriteHtonU16(0x8000);  // version 2, PCMU
        to.WriteHtonU16(sequence);
        to.WriteHtonU32(timestamp);
        to.WriteHtonU32(source);
    }
    std::uint32_t Deserialize(ns3::Buffer::Iterator from) override {
        from.ReadNtohU16();
        sequence = from.ReadNtohU16();
        timestamp = from.ReadNtohU32();
        source = from.ReadNtohU32();
        return GetSerializedSize();
    }
};

// Sends a stream, and counts the one that it is sent.
class Phone {
  public:
    Phone(Ptr<ns3::Node> node, ns3::InetSocketAddress const& relay, std::uint32_t source, std::uint32_t packets)
        : node_(node), socket_(ns3::Socket::CreateSocket(node, ns3::UdpSocketFactory::GetTypeId())), left_(packets) {
        header_.source = source;
        socket_->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), phone_port));
        socket_->Connect(relay);
        socket_->SetRecvCallback(ns3::MakeCallback(&Phone::receive, this));
    }

    void begin(ns3::Time at) { ns3::Simulator::ScheduleWithContext(node_->GetId(), at, &Phone::send, this); }
    std::uint64_t received() const { return received_; }
    double jitter_ms() const { return jitter_ / 8; }

  private:
    void send() {
        auto const packet = ns3::Create<ns3::Packet>(samples_a_packet);
        packet->AddHeader(header_);
        socket_->Send(packet);
        ++header_.sequence;
        header_.timestamp += samples_a_packet;
        if (--left_ > 0) ns3::Simulator::Schedule(ns3::MilliSeconds(20), &Phone::send, this);
    }

    void receive(Ptr<ns3::Socket> socket) {
        while (auto const packet = socket->Recv()) {
            RtpHeader header;
            packet->RemoveHeader(header);
            auto const arrival = static_cast<double>(ns3::Simulator::Now().GetNanoSeconds()) * 8e-6;
            auto const transit = arrival - header.timestamp;
            if (received_ > 0) jitter_ += (std::abs(transit - transit_) - jitter_) / 16;
            transit_ = transit;
            ++received_;
        }
    }

    Ptr<ns3::Node> node_;
    Ptr<ns3::Socket> socket_;
    RtpHeader header_;
    std::uint32_t left_;
    std::uint64_t received_ = 0;
    double transit_ = 0;
    double jitter_ = 0;  // in samples
};

// A port of the relay, for one phone. What that phone sends leaves by its peer's port.
class Leg {
  public:
    Leg(Ptr<ns3::Node> relay, std::uint16_t port, ns3::Ipv4Address phone)
        : socket_(ns3::Socket::CreateSocket(relay, ns3::UdpSocketFactory::GetTypeId())) {
        socket_->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
        socket_->Connect(ns3::InetSocketAddress(phone, phone_port));
        socket_->SetRecvCallback(ns3::MakeCallback(&Leg::receive, this));
    }
    void pass_on_to(Leg& peer) { peer_ = ns3::PeekPointer(peer.socket_); }

  private:
    void receive(Ptr<ns3::Socket> socket) {
        while (auto const packet = socket->Recv()) {
            packet->RemoveAllPacketTags();  // of the socket that received it
            peer_->Send(packet);
        }
    }

    Ptr<ns3::Socket> socket_;
    ns3::Socket* peer_ = nullptr;
};

// Forwards by IPv4 destination.
class Switch {
  public:
    void connect(Ptr<ns3::NetDevice> port, ns3::Ipv4Address host) {
        ports_[host.Get()] = ns3::PeekPointer(port);
        port->SetReceiveCallback(ns3::MakeCallback(&Switch::receive, this));
    }

  private:
    bool receive(Ptr<ns3::NetDevice> /*port*/, Ptr<ns3::Packet const> packet, std::uint16_t protocol,
                 ns3::Address const& /*sender*/) {
        std::uint8_t header[20];
        packet->CopyData(header, sizeof header);
        auto const port = ports_.find(ns3::Ipv4Address::Deserialize(header + 16).Get());
        if (port != ports_.end()) port->second->Send(packet->Copy(), port->second->GetBroadcast(), protocol);
        return true;
    }

    std::unordered_map<std::uint32_t, ns3::NetDevice*> ports_;
};

Options read_options(int argc, char** argv) {
    Options options;
    ns3::CommandLine line(__FILE__);
    line.AddValue("calls", "calls, of two phones each", options.calls);
    line.AddValue("duration", "seconds for which each phone sends", options.duration);
    line.AddValue("relay_rate", "rate of the relay's link", options.relay_rate);
    line.Parse(argc, argv);
    return options;
}

// The relay first, then the phones.
struct Star {
    explicit Star(Options const& options) {
        hosts.Create(1 + 2 * options.calls);
        auto const hub = ns3::CreateObject<ns3::Node>();
        ns3::NetDeviceContainer interfaces;
        ns3::NetDeviceContainer ports;
        ns3::PointToPointHelper link;
        link.SetChannelAttribute("Delay", ns3::TimeValue(ns3::MilliSeconds(1)));
        for (std::uint32_t i = 0; i < hosts.GetN(); ++i) {
            link.SetDeviceAttribute("DataRate", ns3::StringValue(i == 0 ? options.relay_rate : "100Mbps"));
            auto const ends = link.Install(hosts.Get(i), hub);
            interfaces.Add(ends.Get(0));
            ports.Add(ends.Get(1));
        }
        ns3::InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.SetRoutingHelper(ns3::Ipv4StaticRoutingHelper());
        stack.Install(hosts);
        ns3::Ipv4AddressHelper addresses("10.0.0.0", "255.0.0.0");
        auto const assigned = addresses.Assign(interfaces);
        ns3::TrafficControlHelper().Uninstall(interfaces);
        for (std::uint32_t i = 0; i < hosts.GetN(); ++i) {
            address.push_back(assigned.GetAddress(i));
            centre.connect(ports.Get(i), address[i]);
        }
    }

    ns3::NodeContainer hosts;
    std::vector<ns3::Ipv4Address> address;
    Switch centre;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
    auto const options = read_options(argc, argv);
    Star star(options);
    auto const packets = static_cast<std::uint32_t>(std::lround(options.duration * 50));
    auto const phone_count = 2 * options.calls;
    auto const begin_within = ns3::CreateObject<ns3::UniformRandomVariable>();
    std::deque<Phone> phones;
    std::deque<Leg> legs;
    for (std::uint32_t i = 0; i < phone_count; ++i) {
        // Beyond 27,000 calls a relay's ports would run out.
        auto const port = static_cast<std::uint16_t>(first_relay_port + 2 * i);
        legs.emplace_back(star.hosts.Get(0), port, star.address[1 + i]);
        auto& phone =
            phones.emplace_back(star.hosts.Get(1 + i), ns3::InetSocketAddress(star.address[0], port), 1 + i, packets);
        phone.begin(ns3::NanoSeconds(begin_within->GetInteger(0, 20'000'000 - 1)));
    }
    for (std::uint32_t i = 0; i < phone_count; ++i) {
        legs[i].pass_on_to(legs[i ^ 1U]);
    }

    auto const begin = std::chrono::steady_clock::now();
    ns3::Simulator::Run();
    auto const wall = seconds_since(begin);

    std::uint64_t delivered = 0;
    double jitter = 0;
    for (auto const& phone : phones) {
        delivered += phone.received();
        jitter += phone.jitter_ms() / phone_count;
    }
    std::printf("calls %u, packets delivered %llu, wall %.4f s, %.0f packets/s, mean jitter %.6f ms\n", options.calls,
                static_cast<unsigned long long>(delivered), wall, static_cast<double>(delivered) / wall, jitter);
    phones.clear();
    legs.clear();
    ns3::Simulator::Destroy();
    return 0;
}
