#include "voiplab/models/agents/background_flow.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::agents {

namespace {

constexpr std::size_t headers = 20 + 8;  // IPv4's and UDP's
constexpr std::size_t number_size = 8;   // of a segment or an acknowledgement, in front of the payload

net::UdpEndpoint endpoint(net::Host const& host, std::uint16_t port) {
    return {host.options().address.address, port};
}

// A payload of zeros behind the number.
net::Payload numbered(net::PayloadPool& payloads, std::uint64_t number, std::size_t size) {
    auto payload = payloads.make(size);
    auto const bytes = payload.writable();
    for (std::size_t i = 0; i < number_size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * (number_size - 1 - i)));
    }
    std::fill(bytes.begin() + number_size, bytes.end(), std::uint8_t{0});
    return payload;
}

std::uint64_t number_of(net::Payload const& payload) {
    std::uint64_t number = 0;
    for (auto const byte : payload.bytes().first(number_size)) {
        number = number << 8 | byte;
    }
    return number;
}

// Sends by its own clock.
class DatagramFlow final : public BackgroundFlow, sim::Recurring, net::UdpReceiver {
  public:
    DatagramFlow(FlowEnds const& ends, BackgroundOptions const& options, sim::RandomStreams const& random,
                 std::string_view stream_name)
        : ends_(ends), options_(options), times_(options, random, stream_name) {
        ends_.to.bind(ends_.port, *this);
        schedule();
    }
    [[nodiscard]] FlowCounters counters() const override { return {sent_, received_, received_}; }

  private:
    void schedule() {
        auto const time = times_.next();
        if (time < *options_.stop) ends_.scheduler.schedule(time, *this);
    }
    void run() override {
        auto payload = numbered(ends_.payloads, sent_++, options_.size.bytes - headers);
        ends_.from.send(endpoint(ends_.to, ends_.port), ends_.port, std::move(payload), options_.dscp);
        schedule();
    }
    void receive(net::UdpDatagram const& /*datagram*/) override { ++received_; }

    FlowEnds ends_;
    BackgroundOptions options_;
    PacketTimes times_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
};

// Sends as fast as acknowledgements come.
class GreedyFlow final : public BackgroundFlow {
  public:
    GreedyFlow(FlowEnds const& ends, BackgroundOptions const& options)
        : ends_(ends),
          options_(options),
          sender_(static_cast<std::uint32_t>(options.size.bytes - headers)),
          timer_(ends.scheduler, [this] { time_out(); }),
          acknowledgements_(*this),
          segments_(*this) {
        ends_.from.bind(ends_.port, acknowledgements_);
        ends_.to.bind(ends_.port, segments_);
        timer_.arm(options_.start);
    }
    [[nodiscard]] FlowCounters counters() const override {
        return {sender_.counters().segments, received_, receiver_.in_order()};
    }
    [[nodiscard]] TcpCounters tcp() const override { return sender_.counters(); }

  private:
    struct Acknowledgements final : net::UdpReceiver {
        explicit Acknowledgements(GreedyFlow& owner) : flow(owner) {}
        void receive(net::UdpDatagram const& datagram) override {
            if (datagram.payload.size() < number_size) return;
            flow.sender_.acknowledge(number_of(datagram.payload), flow.ends_.scheduler.now());
            flow.send();
        }
        GreedyFlow& flow;
    };
    struct Segments final : net::UdpReceiver {
        explicit Segments(GreedyFlow& owner) : flow(owner) {}
        void receive(net::UdpDatagram const& datagram) override {
            if (datagram.payload.size() < number_size) return;
            ++flow.received_;
            auto const& ends = flow.ends_;
            auto const ack = flow.receiver_.receive(number_of(datagram.payload));
            // As long as TCP's: 20 bytes of header.
            constexpr std::size_t length = 12;
            // Where the segment came from: of a sender behind NAT another endpoint than its own.
            ends.to.send({datagram.source_ip, datagram.source_port}, ends.port, numbered(ends.payloads, ack, length),
                         flow.options_.dscp);
        }
        GreedyFlow& flow;
    };

    void send() {
        auto const now = ends_.scheduler.now();
        if (now >= *options_.stop) return timer_.cancel();
        while (auto const segment = sender_.next(now)) {
            auto payload = numbered(ends_.payloads, *segment, options_.size.bytes - headers);
            ends_.from.send(endpoint(ends_.to, ends_.port), ends_.port, std::move(payload), options_.dscp);
        }
        if (auto const expiry = sender_.expiry()) {
            timer_.arm(*expiry);
        } else {
            timer_.cancel();
        }
    }
    // Of the start, too, when nothing is outstanding yet.
    void time_out() {
        if (sender_.expiry()) sender_.time_out(ends_.scheduler.now());
        send();
    }

    FlowEnds ends_;
    BackgroundOptions options_;
    TcpSender sender_;
    TcpReceiver receiver_;
    std::uint64_t received_ = 0;
    sim::Timer timer_;
    Acknowledgements acknowledgements_;
    Segments segments_;
};

}  // namespace

std::unique_ptr<BackgroundFlow> make_flow(FlowEnds const& ends, BackgroundOptions const& options,
                                          sim::RandomStreams const& random, std::string_view stream_name) {
    assert(options.stop && options.size.bytes >= headers + number_size);
    if (options.kind == BackgroundOptions::Kind::greedy) return std::make_unique<GreedyFlow>(ends, options);
    return std::make_unique<DatagramFlow>(ends, options, random, stream_name);
}

}  // namespace voiplab::agents
