#pragma once

#include "voiplab/models/agents/identifiers.hpp"
#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/net/host.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// Watches the SIP messages of an agent. It never changes what happens. `datagram` is the identification of the
// message's IPv4 header: it tells a message from its retransmissions.
class SipObserver {
  public:
    virtual void sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to,
                          std::uint16_t datagram, sim::Time now) = 0;
    virtual void sip_received(std::string_view agent, sip::Message const& message, net::UdpEndpoint from,
                              std::uint16_t datagram, sim::Time now) = 0;

  protected:
    ~SipObserver() = default;
};

// The core that stands on an endpoint's transactions (RFC 3261 section 5: the transaction user).
class SipUser {
  public:
    // How long the stack will be busy with a message that has arrived, before handle() hears of it.
    virtual sim::Duration processing_time(sip::Message const& message) = 0;
    virtual void handle(sip::TransactionEvent const& event) = 0;

  protected:
    ~SipUser() = default;
};

// Whether phones listen to the RTP that they receive.
enum class Listening : std::uint8_t { none, figures, audio };

// What an agent is made with: its place in the run.
struct AgentContext {
    sim::Scheduler& scheduler;
    net::Host& host;
    net::PayloadPool& payloads;
    WallClock start;                  // the wall clock at simulated time 0
    SipObserver* observer = nullptr;  // may be none
    std::uint8_t sip_dscp = 0;        // RFC 2474, of what it sends
    std::uint8_t audio_dscp = 0;      // RTP and RTCP
    Listening listening = Listening::none;
};

struct SipCounters {
    std::uint64_t malformed = 0;    // datagrams that were no SIP message
    std::uint64_t keep_alives = 0;  // datagrams of nothing but CRLF
    std::uint64_t overflowed = 0;   // messages dropped because too many were waiting
};

// One SIP port of a host: takes datagrams one after another as a single-threaded stack does, runs the transaction
// layer, and sends what it and its user say, laid out as the profile has it.
class SipEndpoint : public net::UdpReceiver {
  public:
    // `profile` and `user` outlive the endpoint.
    SipEndpoint(AgentContext const& context, std::string name, std::uint16_t port, Profile const& profile,
                SipUser& user, sim::RandomStream random);
    ~SipEndpoint();

    // Sends a request through a client transaction. The endpoint adds Via (with `rport` where asked), and
    // Max-Forwards where there is none.
    sip::TransactionId request(sip::Message request, sip::TransportAddress const& to, bool rport = true);
    // Sends a CANCEL through a client transaction of its own: it has its INVITE's Via already (section 9.1).
    sip::TransactionId cancel(sip::Message cancel, sip::TransportAddress const& to);
    // Sends a request through a client transaction just as it is, its Via included: a proxy's copy, or its CANCEL.
    sip::TransactionId forward(sip::Message request, sip::TransportAddress const& to);
    // Forgets a transaction: a client's that nobody will answer, or a server's whose request is passed on without one.
    void abandon(sip::TransactionId transaction);
    // Sends a response through a server transaction; the laid-out message.
    sip::Message respond(sip::TransactionId transaction, sip::Message response);
    // The same with a message that is not laid out: it goes as it is.
    void relay(sip::TransactionId transaction, sip::Message response);
    // Sends an ACK to a 2xx, which is no transaction's (RFC 3261 section 13.2.2.4); the laid-out message, to be sent
    // again as it is.
    sip::Message acknowledge(sip::Message ack, sip::TransportAddress const& to, bool rport = true);
    // Sends a laid-out message once more, past every transaction.
    void repeat(sip::Message const& message, sip::TransportAddress const& to);
    void send_keep_alive(sip::TransportAddress const& to);
    void set_trying_due(sip::TransactionId transaction, sim::Time at);

    [[nodiscard]] sip::TransactionLayer const& transactions() const { return transactions_; }
    [[nodiscard]] IdentifierSource& identifiers() { return identifiers_; }
    [[nodiscard]] net::UdpEndpoint address() const { return own_; }
    // When the message that is being handled arrived at the host.
    [[nodiscard]] sim::Time arrival() const { return arrival_; }
    [[nodiscard]] sim::Time now() const { return context_.scheduler.now(); }
    [[nodiscard]] AgentContext const& context() const { return context_; }
    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] Profile const& profile() const { return profile_; }
    [[nodiscard]] SipCounters const& counters() const { return counters_; }
    // One sentence, where transactions are open or messages wait. Its user hears of those that have ended before.
    std::vector<std::string> left_over();

    void receive(net::UdpDatagram const& datagram) override;

  private:
    struct Waiting {
        sip::Message message;
        net::UdpEndpoint from;
        sim::Time arrival;
    };
    // A limit on what may wait for the stack.
    static constexpr std::size_t most_waiting = 1000;

    sip::TransactionId start(sip::Message request, sip::TransportAddress const& to);
    void start_next();
    void process_front();
    void carry_out(sip::TransactionEffects& effects);
    void transmit(sip::Message const& message, sip::TransportAddress const& to);
    void add_via(sip::Message& request, bool rport);
    void advance_transactions();
    void arm_transactions();

    AgentContext context_;
    std::string name_;
    Profile const& profile_;
    SipUser& user_;
    net::UdpEndpoint own_;
    std::string via_;             // a request's own Via
    std::size_t via_start_size_;  // how far it is always the same: up to its branch
    IdentifierSource identifiers_;
    sip::TransactionLayer transactions_;
    sim::RingBuffer<Waiting> waiting_;
    sim::Time arrival_{};
    SipCounters counters_;
    sim::Timer processing_;
    sim::Timer transaction_timer_;
};

// The endpoint that a textual address means; nullopt where it is no IPv4 address.
std::optional<net::UdpEndpoint> to_endpoint(sip::TransportAddress const& address);
sip::TransportAddress to_transport_address(net::UdpEndpoint endpoint);
// An endpoint as a URI's host: "192.168.6.133", with the port where it is not SIP's own.
std::string uri_host(net::UdpEndpoint endpoint);
// Where a request within a dialog goes: to its first route, else to its remote target (RFC 3261 section 12.2.1.1);
// nullopt where that names no IPv4 address.
std::optional<sip::TransportAddress> next_hop(sip::Dialog const& dialog);
// Where a request for that URI goes: its host, and its port or 5060.
std::optional<sip::TransportAddress> transport_address_of(std::string_view uri);

}  // namespace voiplab::agents
