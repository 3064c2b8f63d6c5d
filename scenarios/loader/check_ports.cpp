#include "check_ports.hpp"

#include "load_background.hpp"
#include "phone_entries.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// The field of an item of `servers`, `proxies`, `phones` or `background`.
struct Place {
    std::string_view list;
    std::size_t number;
    std::string_view key;
};

// Spelt out only where there is something to say of it.
std::string path_of(Place const& place, Scenario const& scenario) {
    if (place.list == "phones") return fmt::format("{}.{}", path_of_phone(scenario, place.number), place.key);
    return fmt::format("{}[{}].{}", place.list, place.number, place.key);
}

// A range of ports of one host, and whose it is.
struct Claim {
    std::uint16_t low;
    std::uint16_t high;
    Place place;
};

using Claims = std::vector<Claim>;  // of one host, by their ports; they do not overlap

void claim(YamlValue const& root, Scenario const& scenario, Claims& claims, Claim const& wanted) {
    auto const after = std::upper_bound(claims.begin(), claims.end(), wanted.high,
                                        [](std::uint16_t port, Claim const& other) { return port < other.low; });
    if (after != claims.begin() && std::prev(after)->high >= wanted.low) {
        auto const ports = wanted.low == wanted.high ? fmt::format("port {} is", wanted.low)
                                                     : fmt::format("ports {} to {} are", wanted.low, wanted.high);
        root.place(path_of(wanted.place, scenario))
            .mistake(fmt::format("on this host {} taken by {}", ports, path_of(std::prev(after)->place, scenario)));
        return;
    }
    claims.insert(after, wanted);
}

}  // namespace

void check_ports(YamlValue const& root, Scenario const& scenario) {
    std::unordered_map<std::string_view, Claims> hosts;
    hosts.reserve(scenario.phones.size());
    for (std::size_t i = 0; i < scenario.servers.size(); ++i) {
        auto const& server = scenario.servers[i];
        auto& claims = hosts[server.host];
        claim(root, scenario, claims, {server.sip_port, server.sip_port, {"servers", i, "sip_port"}});
        Place const place{"servers", i, "rtp_port_low"};
        if (server.rtp_port_low >= server.rtp_port_high) {
            root.place(path_of(place, scenario))
                .mistake(fmt::format("{} is not below {}, which is rtp_port_high", server.rtp_port_low,
                                     server.rtp_port_high));
        } else {
            claim(root, scenario, claims, {server.rtp_port_low, server.rtp_port_high, place});
        }
    }
    for (std::size_t i = 0; i < scenario.proxies.size(); ++i) {
        auto const& proxy = scenario.proxies[i];
        claim(root, scenario, hosts[proxy.host], {proxy.sip_port, proxy.sip_port, {"proxies", i, "sip_port"}});
    }
    for (std::size_t i = 0; i < scenario.phones.size(); ++i) {
        auto const& phone = scenario.phones[i];
        auto& claims = hosts[phone.host];
        claim(root, scenario, claims, {phone.sip_port, phone.sip_port, {"phones", i, "sip_port"}});
        // RFC 3550 section 11: RTCP takes the port behind RTP's.
        auto const rtcp_port = static_cast<std::uint16_t>(phone.rtp_port + 1);
        claim(root, scenario, claims, {phone.rtp_port, rtcp_port, {"phones", i, "rtp_port"}});
    }
    for (std::size_t i = 0; i < scenario.background.size(); ++i) {
        auto const& from = scenario.background[i].from;
        auto const& to = scenario.background[i].to;
        if (from == to) continue;
        auto const port = background_port(i);
        claim(root, scenario, hosts[from], {port, port, {"background", i, "from"}});
        claim(root, scenario, hosts[to], {port, port, {"background", i, "to"}});
    }
}

}  // namespace voiplab::scenarios
