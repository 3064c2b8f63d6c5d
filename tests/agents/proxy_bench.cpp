#include "proxy_bench.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace voiplab::test {

namespace {

struct Place {
    char const* name;
    char const* address;
};
constexpr std::array places{Place{"atlanta", "10.0.0.1"}, Place{"biloxi", "10.0.0.2"}, Place{"alice", "10.0.0.10"},
                            Place{"bob", "10.0.0.20"}, Place{"carol", "10.0.0.30"}};

net::NetworkOptions star() {
    net::NetworkOptions options;
    options.switches.push_back({"switch"});
    for (auto const& place : places) {
        net::HostOptions host;
        host.name = place.name;
        host.mac = *net::parse_mac(fmt::format("02:00:00:00:00:{:02x}", options.hosts.size() + 1));
        host.address = *net::parse_ipv4_network(fmt::format("{}/24", place.address));
        options.hosts.push_back(host);
        net::LinkOptions link;
        link.name = place.name;
        link.ends[0] = place.name;
        link.ends[1] = "switch";
        options.links.push_back(link);
    }
    return options;
}

std::string place_at(net::UdpEndpoint endpoint) {
    auto const address = net::to_string(endpoint.address);
    auto const place = std::find_if(places.begin(), places.end(),
                                    [&](Place const& candidate) { return candidate.address == address; });
    return place == places.end() ? address : place->name;
}

}  // namespace

std::string start_of(sip::Message const& message) {
    return message.is_request() ? std::string(message.method()) : std::to_string(message.status());
}

agents::ProxyOptions proxy_named(std::string const& name, std::vector<std::string> const& users) {
    agents::ProxyOptions options;
    options.name = name;
    options.host = name;
    for (auto const& user : users) {
        options.users.push_back({user, {}});
    }
    return options;
}

Station::Station(ProxyBench& bench, std::string name, net::Host& host)
    : bench_(bench), name_(std::move(name)), host_(host) {
    host_.bind(5060, *this);
}

Station::~Station() {
    host_.unbind(5060);
}

std::string Station::address() const {
    return net::to_string(host_.options().address.address);
}

sip::Message Station::request(std::string_view method, std::string_view uri) {
    sip::Message message(sip::RequestLine{method, uri});
    message.add("Via", fmt::format("SIP/2.0/UDP {}:5060;branch=z9hG4bK{}{}", address(), name_, ++branches_));
    message.add("Max-Forwards", "70");
    message.add("From", fmt::format("<sip:{}@10.0.0.1>;tag={}-tag", name_, name_));
    message.add("To", fmt::format("<{}>", uri));
    message.add("Call-ID", fmt::format("call@{}", address()));
    message.add("CSeq", fmt::format("{} {}", branches_, method));
    message.add("Contact", fmt::format("<{}>", contact()));
    message.add("Content-Length", "0");
    return message;
}

void Station::send(sip::Message const& message, std::string_view address) {
    auto const colon = address.find(':');
    auto const port = colon == std::string_view::npos ? 5060 : std::stoi(std::string(address.substr(colon + 1)));
    bench_.note(name_, message, {*net::parse_ipv4(address.substr(0, colon)), static_cast<std::uint16_t>(port)});
    send_bytes(sip::to_bytes(message), address.substr(0, colon));
}

void Station::send_bytes(std::string const& bytes, std::string_view address) {
    host_.send({*net::parse_ipv4(address), 5060}, 5060, bench_.payloads().copy(bytes));
}

void Station::answer(sip::Message const& request, int status) {
    auto response = sip::make_response(request, status, name_ + "-tag");
    if (status < 300) response.add("Contact", fmt::format("<{}>", contact()));
    response.add("Content-Length", "0");
    send(response, sip::response_destination(response).host);
}

std::vector<std::string> Station::log() const {
    std::vector<std::string> starts;
    for (auto const& heard : heard_) {
        starts.push_back(start_of(heard.message));
    }
    return starts;
}

std::vector<Station::Heard> Station::all(std::string_view start) const {
    std::vector<Heard> found;
    for (auto const& heard : heard_) {
        if (start_of(heard.message) == start) found.push_back(heard);
    }
    return found;
}

sip::Message Station::last(std::string_view start) const {
    auto const found = all(start);
    INFO(name_ << " has heard no " << start);
    REQUIRE_FALSE(found.empty());
    return found.back().message;
}

void Station::receive(net::UdpDatagram const& datagram) {
    auto message = sip::parse_message(datagram.payload.text());
    if (!message) throw std::runtime_error(message.error().reason);
    heard_.push_back({*std::move(message), bench_.scheduler().now()});
}

ProxyBench::ProxyBench(agents::ProxyOptions atlanta)
    : network_(scheduler_, random_, star()),
      alice(*this, "alice", network_.host("alice")),
      bob(*this, "bob", network_.host("bob")),
      carol(*this, "carol", network_.host("carol")) {
    add(std::move(atlanta));
}

ProxyBench::ProxyBench(agents::ProxyOptions atlanta, agents::ProxyOptions biloxi) : ProxyBench(std::move(atlanta)) {
    add(std::move(biloxi));
}

void ProxyBench::add(agents::ProxyOptions options) {
    agents::AgentContext const context{scheduler_, network_.host(options.host), network_.payloads(), {}, this};
    proxies_.push_back(std::make_unique<agents::ProxyServer>(context, std::move(options), random_));
}

void ProxyBench::bind(Station& station, std::string const& user, std::string const& domain) {
    auto request = station.request("REGISTER", "sip:" + domain);
    request.set("To", fmt::format("<sip:{}@{}>", user, domain));
    request.set("Call-ID", "registration@" + station.address());
    station.send(request, domain);
    run(std::chrono::seconds(1));
    REQUIRE(station.log().back() == "200");
    station.forget();
    sent_.clear();
}

void ProxyBench::note(std::string_view from, sip::Message const& message, net::UdpEndpoint to) {
    sent_.push_back(fmt::format("{} {} {}", from, start_of(message), place_at(to)));
}

void ProxyBench::sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to, std::uint16_t,
                          sim::Time) {
    note(agent, message, to);
}

std::vector<std::string> ProxyBench::left_over() {
    std::vector<std::string> found;
    for (auto const& proxy : proxies_) {
        for (auto& sentence : proxy->left_over())
            found.push_back(std::move(sentence));
    }
    return found;
}

}  // namespace voiplab::test
