#include "voiplab/models/agents/sip_endpoint.hpp"

#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

SipEndpoint::SipEndpoint(AgentContext const& context, std::string name, std::uint16_t port, Profile const& profile,
                         SipUser& user, sim::RandomStream random)
    : context_(context),
      name_(std::move(name)),
      profile_(profile),
      user_(user),
      own_{context.host.options().address.address, port},
      via_(fmt::format("SIP/2.0/UDP {};branch=", net::to_string(own_))),
      via_start_size_(via_.size()),
      identifiers_(random, context.start, own_),
      processing_(context.scheduler, [this] { process_front(); }),
      transaction_timer_(context.scheduler, [this] { advance_transactions(); }) {
    context_.host.bind(port, *this);
}

SipEndpoint::~SipEndpoint() {
    context_.host.unbind(own_.port);
}

sip::TransactionId SipEndpoint::request(sip::Message request, sip::TransportAddress const& to, bool rport) {
    add_via(request, rport);
    return start(std::move(request), to);
}

sip::TransactionId SipEndpoint::cancel(sip::Message cancel, sip::TransportAddress const& to) {
    cancel.set(sip::HeaderName::max_forwards, "70");
    return start(std::move(cancel), to);
}

void SipEndpoint::abandon(sip::TransactionId transaction) {
    sip::TransactionEffects effects;
    transactions_.abandon(transaction, effects);
    carry_out(effects);
}

sip::TransactionId SipEndpoint::start(sip::Message request, sip::TransportAddress const& to) {
    lay_out(request, kind_of(request), profile_);
    return forward(std::move(request), to);
}

sip::TransactionId SipEndpoint::forward(sip::Message request, sip::TransportAddress const& to) {
    sip::TransactionEffects effects;
    auto const id = transactions_.request(std::move(request), to, now(), effects);
    carry_out(effects);
    return id;
}

sip::Message SipEndpoint::respond(sip::TransactionId transaction, sip::Message response) {
    lay_out(response, kind_of(response), profile_);
    relay(transaction, response);
    return response;
}

void SipEndpoint::relay(sip::TransactionId transaction, sip::Message response) {
    sip::TransactionEffects effects;
    transactions_.respond(transaction, std::move(response), now(), effects);
    carry_out(effects);
}

sip::Message SipEndpoint::acknowledge(sip::Message ack, sip::TransportAddress const& to, bool rport) {
    add_via(ack, rport);
    lay_out(ack, MessageKind::ack_success, profile_);
    transmit(ack, to);
    return ack;
}

void SipEndpoint::repeat(sip::Message const& message, sip::TransportAddress const& to) {
    transmit(message, to);
}

void SipEndpoint::send_keep_alive(sip::TransportAddress const& to) {
    if (auto const endpoint = to_endpoint(to)) {
        context_.host.send(*endpoint, own_.port, context_.payloads.copy("\r\n\r\n"), context_.sip_dscp);
    }
}

void SipEndpoint::set_trying_due(sip::TransactionId transaction, sim::Time at) {
    transactions_.set_trying_due(transaction, at);
    arm_transactions();
}

void SipEndpoint::receive(net::UdpDatagram const& datagram) {
    auto const text = datagram.payload.text();
    if (text.find_first_not_of("\r\n") == std::string_view::npos) {
        ++counters_.keep_alives;
        return;
    }
    auto message = sip::parse_message(text);
    if (!message) {
        ++counters_.malformed;
        return;
    }
    if (waiting_.size() >= most_waiting) {
        ++counters_.overflowed;
        return;
    }
    net::UdpEndpoint const from{datagram.source_ip, datagram.source_port};
    if (context_.observer != nullptr) {
        context_.observer->sip_received(name_, *message, from, datagram.identification, now());
    }
    waiting_.push_back({std::move(*message), from, now()});
    if (!processing_.armed()) start_next();
}

void SipEndpoint::start_next() {
    if (!waiting_.empty()) processing_.arm_in(user_.processing_time(waiting_.front().message));
}

void SipEndpoint::process_front() {
    auto next = waiting_.pop_front();
    arrival_ = next.arrival;
    auto const from = to_transport_address(next.from);
    if (next.message.is_request()) mark_received(next.message, from.host, from.port, profile_.via_received);
    sip::TransactionEffects effects;
    transactions_.receive(std::move(next.message), from, now(), effects);
    carry_out(effects);
    if (!processing_.armed()) start_next();
}

void SipEndpoint::carry_out(sip::TransactionEffects& effects) {
    for (auto& [message, to] : effects.transmissions) {
        // The layer composes one message itself: the ACK to a final response of 300 or more (section 17.1.1.3).
        if (message.is_request() && message.method() == "ACK") lay_out(message, MessageKind::ack_failure, profile_);
        transmit(message, to);
    }
    arm_transactions();
    for (auto const& event : effects.events) {
        user_.handle(event);
    }
}

void SipEndpoint::transmit(sip::Message const& message, sip::TransportAddress const& to) {
    auto const endpoint = to_endpoint(to);
    if (!endpoint) return;
    auto bytes = context_.payloads.make(message.size());
    message.write(reinterpret_cast<char*>(bytes.writable().data()));
    auto const datagram = context_.host.send(*endpoint, own_.port, std::move(bytes), context_.sip_dscp);
    if (context_.observer != nullptr) context_.observer->sip_sent(name_, message, *endpoint, datagram, now());
}

void SipEndpoint::add_via(sip::Message& request, bool rport) {
    via_.resize(via_start_size_);
    identifiers_.draw(profile_.identifiers.branch, now(), via_);
    if (rport) via_.append(";rport");
    request.insert(0, sip::HeaderName::via, "Via", via_);
    if (!request.header(sip::HeaderName::max_forwards)) request.add(sip::HeaderName::max_forwards, "70");
}

std::vector<std::string> SipEndpoint::left_over() {
    advance_transactions();
    if (transactions_.size() == 0 && waiting_.empty()) return {};
    return {fmt::format("{}: {} SIP transactions are open, {} messages wait", name_, transactions_.size(),
                        waiting_.size())};
}

void SipEndpoint::advance_transactions() {
    sip::TransactionEffects effects;
    transactions_.advance(now(), effects);
    carry_out(effects);
}

void SipEndpoint::arm_transactions() {
    auto const deadline = transactions_.next_action();
    if (!deadline) {
        transaction_timer_.cancel();
    } else if (!transaction_timer_.armed() || transaction_timer_.expiry() != *deadline) {
        transaction_timer_.arm(std::max(*deadline, now()));
    }
}

std::optional<net::UdpEndpoint> to_endpoint(sip::TransportAddress const& address) {
    auto const ip = net::parse_ipv4(address.host);
    if (!ip) return std::nullopt;
    return net::UdpEndpoint{*ip, address.port};
}

sip::TransportAddress to_transport_address(net::UdpEndpoint endpoint) {
    return {net::to_string(endpoint.address), endpoint.port};
}

std::string uri_host(net::UdpEndpoint endpoint) {
    return endpoint.port == 5060 ? net::to_string(endpoint.address) : net::to_string(endpoint);
}

std::optional<sip::TransportAddress> next_hop(sip::Dialog const& dialog) {
    auto const& routes = dialog.route_set();
    if (routes.empty()) return transport_address_of(dialog.remote_target());
    auto const route = sip::view_name_address(routes.front());
    return route ? transport_address_of(route->uri_text) : std::nullopt;
}

std::optional<sip::TransportAddress> transport_address_of(std::string_view uri) {
    auto const view = sip::view_uri(uri);
    if (!view || !net::parse_ipv4(view->host)) return std::nullopt;
    return sip::TransportAddress{std::string(view->host), view->port.value_or(5060)};
}

}  // namespace voiplab::agents
