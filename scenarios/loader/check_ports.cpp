#include "check_ports.hpp"

#include <cstdint>
#include <map>
#include <string>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// A range of ports of one host, and whose it is.
struct Claim {
    std::uint16_t low;
    std::uint16_t high;
    std::string path;
};

using Claims = std::map<std::uint16_t, Claim>;  // of one host, by their lowest port; they do not overlap

void claim(YamlValue const& root, Claims& claims, Claim wanted) {
    auto const after = claims.upper_bound(wanted.high);
    if (after != claims.begin() && std::prev(after)->second.high >= wanted.low) {
        auto const ports = wanted.low == wanted.high ? fmt::format("port {} is", wanted.low)
                                                     : fmt::format("ports {} to {} are", wanted.low, wanted.high);
        root.place(wanted.path)
            .mistake(fmt::format("on this host {} taken by {}", ports, std::prev(after)->second.path));
        return;
    }
    claims.emplace(wanted.low, std::move(wanted));
}

}  // namespace

void check_ports(YamlValue const& root, Scenario const& scenario) {
    std::map<std::string, Claims> hosts;
    for (std::size_t i = 0; i < scenario.servers.size(); ++i) {
        auto const& server = scenario.servers[i];
        auto& claims = hosts[server.host];
        claim(root, claims, {server.sip_port, server.sip_port, fmt::format("servers[{}].sip_port", i)});
        auto const path = fmt::format("servers[{}].rtp_port_low", i);
        if (server.rtp_port_low >= server.rtp_port_high) {
            root.place(path).mistake(
                fmt::format("{} is not below {}, which is rtp_port_high", server.rtp_port_low, server.rtp_port_high));
        } else {
            claim(root, claims, {server.rtp_port_low, server.rtp_port_high, path});
        }
    }
    for (std::size_t i = 0; i < scenario.proxies.size(); ++i) {
        auto const& proxy = scenario.proxies[i];
        claim(root, hosts[proxy.host], {proxy.sip_port, proxy.sip_port, fmt::format("proxies[{}].sip_port", i)});
    }
    for (std::size_t i = 0; i < scenario.phones.size(); ++i) {
        auto const& phone = scenario.phones[i];
        auto& claims = hosts[phone.host];
        claim(root, claims, {phone.sip_port, phone.sip_port, fmt::format("phones[{}].sip_port", i)});
        // RFC 3550 section 11: RTCP takes the port behind RTP's.
        auto const rtcp_port = static_cast<std::uint16_t>(phone.rtp_port + 1);
        claim(root, claims, {phone.rtp_port, rtcp_port, fmt::format("phones[{}].rtp_port", i)});
    }
}

}  // namespace voiplab::scenarios
