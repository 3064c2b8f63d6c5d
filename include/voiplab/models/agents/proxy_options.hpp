#pragma once

#include "voiplab/models/agents/timing.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::agents {

// What a proxy does with a request for one of its users.
enum class ProxyRole : std::uint8_t {
    proxy,     // forwards it (RFC 3261 section 16)
    redirect,  // answers 302: the caller tries again where the Contact says (section 8.3)
};

struct ProxyUser {
    std::string user;
    std::string password;  // asked for when the user registers or calls; empty: is not
};

// Calls for a user that go elsewhere, wherever the user has registered.
struct ProxyRoute {
    std::string user;
    std::string to;  // a SIP URI whose host is an address
};

struct ProxyOptions {
    std::string name;
    std::string host;  // a host of the network; its address is the domain that the proxy is responsible for
    std::uint16_t sip_port = 5060;
    ProxyRole role = ProxyRole::proxy;
    bool record_route = true;      // it stays in the path of a dialog that is set up through it
    std::vector<ProxyUser> users;  // by default the users of the phones whose domain it is, without passwords
    std::vector<ProxyRoute> routes;
    ProxyTiming timing;
};

}  // namespace voiplab::agents
