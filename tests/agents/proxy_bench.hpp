#pragma once

#include "voiplab/models/agents/proxy_server.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::test {

class ProxyBench;

// A SIP element without a mind: it sends what its test says and keeps what it hears. It acknowledges nothing and
// repeats nothing by itself.
class Station final : public net::UdpReceiver {
  public:
    Station(ProxyBench& bench, std::string name, net::Host& host);
    ~Station();

    struct Heard {
        sip::Message message;
        sim::Time at;
    };

    // A request as this station would start it: a new branch each time, one Call-ID for all, Content-Length 0.
    [[nodiscard]] sip::Message request(std::string_view method, std::string_view uri);
    void send(sip::Message const& message, std::string_view address);
    // Answers with a Contact and this station's tag, to where the Via says.
    void answer(sip::Message const& request, int status);
    void send_bytes(std::string const& bytes, std::string_view address);

    // The start of each message that came: "INVITE", "180".
    [[nodiscard]] std::vector<std::string> log() const;
    // What came with that start; the test fails where nothing did.
    [[nodiscard]] std::vector<Heard> all(std::string_view start) const;
    [[nodiscard]] sip::Message last(std::string_view start) const;
    void forget() { heard_.clear(); }

    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::string contact() const { return "sip:" + name_ + "@" + address() + ":5060"; }

  private:
    void receive(net::UdpDatagram const& datagram) override;

    ProxyBench& bench_;
    std::string name_;
    net::Host& host_;
    std::vector<Heard> heard_;
    int branches_ = 0;
};

// One switch with stations alice (10.0.0.10), bob (10.0.0.20), carol (10.0.0.30), and up to two proxies, atlanta
// (10.0.0.1) and biloxi (10.0.0.2).
class ProxyBench final : agents::SipObserver {
  public:
    explicit ProxyBench(agents::ProxyOptions atlanta);
    ProxyBench(agents::ProxyOptions atlanta, agents::ProxyOptions biloxi);

    void run(sim::Duration time) { scheduler_.run_until(scheduler_.now() + time); }
    // Registers a station at a proxy, as that user, and forgets what was said about it.
    void bind(Station& station, std::string const& user, std::string const& domain = "10.0.0.1");

    [[nodiscard]] sim::Scheduler& scheduler() { return scheduler_; }
    [[nodiscard]] net::PayloadPool& payloads() { return network_.payloads(); }
    // Who sent what to whom, in order: "atlanta INVITE biloxi".
    [[nodiscard]] std::vector<std::string>& sent() { return sent_; }
    void note(std::string_view from, sip::Message const& message, net::UdpEndpoint to);
    // What the proxies have not finished.
    [[nodiscard]] std::vector<std::string> left_over();

  private:
    void sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to, std::uint16_t datagram,
                  sim::Time now) override;
    void sip_received(std::string_view, sip::Message const&, net::UdpEndpoint, std::uint16_t, sim::Time) override {}
    void add(agents::ProxyOptions options);

    sim::Scheduler scheduler_;
    sim::RandomStreams random_{1};
    net::Network network_;
    std::vector<std::unique_ptr<agents::ProxyServer>> proxies_;
    std::vector<std::string> sent_;

  public:
    Station alice;
    Station bob;
    Station carol;
};

// A proxy of that name with users who need no password.
agents::ProxyOptions proxy_named(std::string const& name, std::vector<std::string> const& users);
// "INVITE", "180": what a message is.
std::string start_of(sip::Message const& message);

}  // namespace voiplab::test
