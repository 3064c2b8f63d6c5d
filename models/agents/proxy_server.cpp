#include "voiplab/models/agents/proxy_server.hpp"

#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

ProxyServer::ProxyServer(AgentContext const& context, ProxyOptions options, sim::RandomStreams const& streams)
    : options_(std::move(options)),
      timing_(options_.timing),
      endpoint_(context, options_.name, options_.sip_port, profile_, *this,
                streams.stream(fmt::format("proxy:{}/identifiers", options_.name))),
      own_(to_transport_address(endpoint_.address())),
      locations_(options_),
      guard_(endpoint_, uri_host(endpoint_.address())) {}

ProxyServer::~ProxyServer() = default;

sim::Duration ProxyServer::processing_time(sip::Message const& message) {
    return message.is_request() ? timing_.request.next() : timing_.response.next();
}

void ProxyServer::handle(sip::TransactionEvent const& event) {
    std::visit([this](auto const& what) { handle_event(what); }, event);
}

void ProxyServer::handle_event(sip::RequestArrived const& event) {
    if (event.request.method() == "CANCEL") return take_cancel(event);
    if (auto const refusal = sip::check_forwardable(event.request, own_)) {
        return respond(event, refusal->status, refusal->fields);
    }
    auto const uri = sip::parse_uri(event.request.request_uri());
    auto const for_proxy = sip::names(*uri, own_) && uri->user.empty() && !event.request.header(sip::HeaderName::route);
    if (for_proxy) {
        take_for_proxy(event);
    } else if (options_.role == ProxyRole::redirect) {
        redirect(event);
    } else {
        forward(event);
    }
}

void ProxyServer::handle_event(sip::ResponseArrived const& event) {
    // What belongs to no request answers a CANCEL, and ends here.
    auto const found = requests_.find(event.transaction);
    if (found == requests_.end()) return;
    auto const request = found->second;
    request->take(event.transaction, event.response);
}

void ProxyServer::handle_event(sip::TransactionTimedOut const& event) {
    auto const found = requests_.find(event.transaction);
    if (found == requests_.end() || event.timer == 'H') return;
    auto const request = found->second;
    request->take_silence(event.transaction);
}

void ProxyServer::handle_event(sip::TransactionTerminated const& event) {
    requests_.erase(event.transaction);
}

// Section 16.10. This proxy keeps the state of every INVITE, so a CANCEL that finds none has come too late.
void ProxyServer::take_cancel(sip::RequestArrived const& event) {
    auto const invite = endpoint_.transactions().cancelled(event.request, endpoint_.now());
    respond(event, invite ? 200 : 481);
    auto const found = invite ? requests_.find(*invite) : requests_.end();
    if (found == requests_.end()) return;
    auto const request = found->second;
    request->cancel_pending();
}

void ProxyServer::take_for_proxy(sip::RequestArrived const& event) {
    if (event.request.method() == "REGISTER") return take_register(event);
    respond(event, event.request.method() == "OPTIONS" ? 200 : 404);
}

// Section 10.3.
void ProxyServer::take_register(sip::RequestArrived const& event) {
    auto const to = sip::parse_name_address(event.request.header(sip::HeaderName::to).value_or(""));
    auto const* const user = to && sip::names(to->uri, own_) ? locations_.user(to->uri.user) : nullptr;
    if (user == nullptr) return respond(event, 404);
    if (!admit(event, Challenger::registrar, *user)) return;
    respond(event, locations_.take_registration(*user, event, draw(profile_.identifiers.tag), endpoint_.now()));
}

void ProxyServer::redirect(sip::RequestArrived const& event) {
    auto const for_domain = is_for_domain(event.request.request_uri());
    auto const targets = for_domain ? targets_of(event.request) : std::vector<std::string>{};
    if (targets.empty()) return respond(event, for_domain ? absence_of(event.request) : 404);
    Fields contacts;
    for (auto const& target : targets) {
        contacts.push_back({"Contact", fmt::format("<{}>", target)});
    }
    respond(event, 302, contacts);
}

// Forwarding

void ProxyServer::forward(sip::RequestArrived const& event) {
    Arrival arrival{event.request, sip::loop_digest(event.request)};
    sip::take_own_route(arrival.request, own_);
    if (!admit_caller(event)) return;
    guard_.consume(arrival.request);
    auto const targets = targets_of(arrival.request);
    if (targets.empty()) return respond(event, absence_of(arrival.request));
    forward_to(targets, event, arrival);
}

void ProxyServer::forward_to(std::vector<std::string> const& targets, sip::RequestArrived const& event,
                             Arrival const& arrival) {
    auto const request = std::make_shared<ProxiedRequest>(endpoint_, event, draw(profile_.identifiers.tag));
    auto sent = false;
    for (auto const& target : targets) {
        auto [copy, next_hop] = copy_of(arrival, target, draw(profile_.identifiers.branch));
        auto const to = transport_address_of(next_hop);
        if (!to) continue;
        requests_.emplace(request->forward(std::move(copy), *to), request);
        sent = true;
    }
    // Section 16.9 has it as a 503 from there, which goes upstream as 500 (16.7 step 6).
    if (!sent) return respond(event, 500);
    requests_.emplace(event.transaction, request);
    // Section 16.2: at once, for the callee may take longer than the 200 ms within which the caller wants to hear
    // something.
    if (event.request.method() == "INVITE") respond(event, sip::make_response(event.request, 100, {}));
}

// The ACK to a 2xx is a request by itself, with no response to wait for: forwarded without state (section 16.11).
void ProxyServer::handle_event(sip::AckArrived const& event) {
    if (options_.role == ProxyRole::redirect || sip::check_forwardable(event.ack, own_)) return;
    Arrival arrival{event.ack, sip::loop_digest(event.ack)};
    sip::take_own_route(arrival.request, own_);
    guard_.consume(arrival.request);
    auto const targets = targets_of(arrival.request);
    if (targets.empty()) return;
    auto const [copy, next_hop] = copy_of(arrival, targets.front(), sip::stateless_branch(event.ack));
    if (auto const to = transport_address_of(next_hop)) endpoint_.repeat(copy, *to);
}

bool ProxyServer::is_for_domain(std::string_view uri) const {
    auto const parsed = sip::parse_uri(uri);
    return parsed && sip::names(*parsed, own_);
}

std::vector<std::string> ProxyServer::targets_of(sip::Message const& request) const {
    auto const uri = request.request_uri();
    if (!is_for_domain(uri)) return {std::string(uri)};
    return locations_.targets(sip::parse_uri(uri)->user, endpoint_.now());
}

int ProxyServer::absence_of(sip::Message const& request) const {
    return locations_.knows(sip::parse_uri(request.request_uri())->user) ? 480 : 404;
}

sip::ForwardedRequest ProxyServer::copy_of(Arrival const& arrival, std::string_view target, std::string branch) const {
    return sip::prepare_copy(arrival.request, target, {own_, std::move(branch), arrival.digest, options_.record_route});
}

// Authentication

bool ProxyServer::admit(sip::RequestArrived const& event, Challenger challenger, ProxyUser const& user) {
    if (user.password.empty()) return true;
    auto const verdict = guard_.check(event.request, challenger, {user.user, user.password});
    if (verdict == DigestGuard::Verdict::accepted) return true;
    auto const stale = verdict == DigestGuard::Verdict::stale;
    respond(event, challenger == Challenger::proxy ? 407 : 401, {guard_.challenge(challenger, stale)});
    return false;
}

// Calls of the domain's own users, as RFC 3665 section 3.2 has it; what comes within a dialog was let in with that.
bool ProxyServer::admit_caller(sip::RequestArrived const& event) {
    if (event.request.method() != "INVITE" || sip::is_within_dialog(event.request)) return true;
    auto const from = sip::parse_name_address(event.request.header(sip::HeaderName::from).value_or(""));
    auto const* const user = from && sip::names(from->uri, own_) ? locations_.user(from->uri.user) : nullptr;
    return user == nullptr || admit(event, Challenger::proxy, *user);
}

// Common parts

void ProxyServer::respond(sip::RequestArrived const& event, int status, Fields const& fields) {
    auto response = sip::make_response(event.request, status, draw(profile_.identifiers.tag));
    for (auto const& field : fields)
        response.add(field);
    respond(event, std::move(response));
}

void ProxyServer::respond(sip::RequestArrived const& event, sip::Message response) {
    response.add(sip::HeaderName::content_length, "0");
    endpoint_.relay(event.transaction, std::move(response));
}

std::string ProxyServer::draw(std::string_view format) {
    return endpoint_.identifiers().draw(format, endpoint_.now());
}

std::vector<std::string> ProxyServer::left_over() {
    auto found = endpoint_.left_over();
    if (!requests_.empty())
        found.push_back(fmt::format("{}: {} requests are under way", options_.name, requests_.size()));
    return found;
}

}  // namespace voiplab::agents
