#include "load_proxies.hpp"

#include "load_timing.hpp"
#include "read_values.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using agents::ProxyRole, agents::ProxyRoute, agents::ProxyUser;

void read_role(YamlValue const& value, ProxyRole& into) {
    static constexpr std::array<std::string_view, 2> words{"proxy", "redirect"};
    static constexpr std::array<ProxyRole, 2> roles{ProxyRole::proxy, ProxyRole::redirect};
    if (auto const word = read_word(value, words)) into = roles[*word];
}

// A URI that a request can be sent to: there are no names of hosts here.
void read_sip_uri(YamlValue const& value, std::string& into) {
    std::string text;
    read(value, text);
    auto const uri = sip::parse_uri(text);
    if (uri && uri->scheme == "sip" && !uri->user.empty() && agents::transport_address_of(text)) {
        into = std::move(text);
    } else {
        value.mistake(
            fmt::format("{} is not a SIP URI of a user at an address, such as sip:2010@192.168.6.133", shown(text)));
    }
}

constexpr auto user_fields = std::to_array<Field<ProxyUser>>({
    field_by<&ProxyUser::user, read_user>("user", Need::required),
    field<&ProxyUser::password>("password"),
});

constexpr auto proxy_route_fields = std::to_array<Field<ProxyRoute>>({
    field_by<&ProxyRoute::user, read_user>("user", Need::required),
    field_by<&ProxyRoute::to, read_sip_uri>("to", Need::required),
});

constexpr auto proxy_fields = std::to_array<Field<ProxyOptions>>({
    field_by<&ProxyOptions::name, read_name>("name"),
    field_by<&ProxyOptions::host, read_name>("host", Need::required),
    field_by<&ProxyOptions::sip_port, in_range<1, 65535>>("sip_port"),
    field_by<&ProxyOptions::role, read_role>("role"),
    field<&ProxyOptions::record_route>("record_route"),
    field<&ProxyOptions::users>("users"),
    field<&ProxyOptions::routes>("routes"),
    field<&ProxyOptions::timing>("timing"),
});

// An address of a host, with the port where it is not SIP's own: the domain that is there.
std::string domain_of(ProxyOptions const& proxy, Scenario const& scenario) {
    for (auto const& host : scenario.network.hosts) {
        if (host.name == proxy.host) return agents::uri_host({host.address.address, proxy.sip_port});
    }
    return {};
}

}  // namespace

void read(YamlValue const& value, ProxyUser& into) {
    read_fields<ProxyUser>(value, user_fields, into);
}
void read(YamlValue const& value, ProxyRoute& into) {
    read_fields<ProxyRoute>(value, proxy_route_fields, into);
}
void read(YamlValue const& value, ProxyOptions& into) {
    read_fields<ProxyOptions>(value, proxy_fields, into);
    if (into.name.empty()) into.name = into.host;
}

void fill_in_users(YamlValue const& root, Scenario& scenario) {
    for (std::size_t i = 0; i < scenario.proxies.size(); ++i) {
        auto& proxy = scenario.proxies[i];
        auto const named = root.place(fmt::format("proxies[{}]", i)).node().find("users") != nullptr;
        if (named) continue;
        auto const domain = domain_of(proxy, scenario);
        for (auto const& phone : scenario.phones) {
            auto const is_its = phone.domain == domain || phone.domain == domain + ":5060";
            auto const has = [&](ProxyUser const& user) { return user.user == phone.user; };
            if (is_its && std::none_of(proxy.users.begin(), proxy.users.end(), has)) {
                proxy.users.push_back({phone.user, {}});
            }
        }
    }
}

void check_proxies(YamlValue const& root, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.proxies.size(); ++i) {
        auto const& users = scenario.proxies[i].users;
        for (std::size_t j = 0; j < users.size(); ++j) {
            auto const same = [&](ProxyUser const& other) { return other.user == users[j].user; };
            auto const first = std::find_if(users.begin(), users.end(), same) - users.begin();
            if (static_cast<std::size_t>(first) == j || users[j].user.empty()) continue;
            root.place(fmt::format("proxies[{}].users[{}].user", i, j))
                .mistake(fmt::format("proxies[{}].users[{}] is {} already", i, first, shown(users[j].user)));
        }
    }
}

std::vector<KeyList> proxy_keys() {
    return {key_list<ProxyOptions>("proxy", proxy_fields), key_list<ProxyUser>("proxy_user", user_fields),
            key_list<ProxyRoute>("proxy_route", proxy_route_fields)};
}

}  // namespace voiplab::scenarios
