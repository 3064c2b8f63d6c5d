#include "voiplab/models/agents/location_service.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

// A user may have a phone on every desk.
constexpr std::size_t most_bindings = 10;

sip::RegistrarLimits limits() {
    sip::RegistrarLimits limits;
    limits.when_unsaid = std::chrono::hours(1);  // section 10.2.1.1 suggests it
    limits.bindings = most_bindings;
    return limits;
}

std::int64_t seconds(sim::Duration time) {
    return std::chrono::ceil<std::chrono::seconds>(time).count();
}

}  // namespace

LocationService::LocationService(ProxyOptions const& options) : options_(options), registrar_(limits()) {}

ProxyUser const* LocationService::user(std::string_view name) const {
    auto const& users = options_.users;
    auto const found =
        std::find_if(users.begin(), users.end(), [name](ProxyUser const& user) { return user.user == name; });
    return found == users.end() ? nullptr : &*found;
}

bool LocationService::knows(std::string_view name) const {
    auto const& routes = options_.routes;
    return user(name) != nullptr ||
           std::any_of(routes.begin(), routes.end(), [name](ProxyRoute const& route) { return route.user == name; });
}

std::vector<std::string> LocationService::targets(std::string_view user, sim::Time now) const {
    std::vector<std::string> targets;
    for (auto const& route : options_.routes) {
        if (route.user == user) targets.push_back(route.to);
    }
    if (!targets.empty()) return targets;
    for (auto const& binding : registrar_.lookup(user, now)) {
        targets.push_back(binding.contact);
    }
    return targets;
}

sip::Message LocationService::take_registration(ProxyUser const& user, sip::RequestArrived const& event,
                                                std::string_view to_tag, sim::Time now) {
    auto const outcome = registrar_.process(user.user, event.request, event.from, now);
    auto response = sip::make_response(event.request, outcome.status, to_tag);
    if (outcome.status == 423)
        response.add(sip::HeaderName::min_expires, std::to_string(seconds(registrar_.limits().minimum)));
    if (outcome.status != 200) return response;
    for (auto const& binding : outcome.bindings) {
        response.add(sip::HeaderName::contact,
                     fmt::format("<{}>;expires={}", binding.contact, seconds(binding.expires - now)));
    }
    return response;
}

}  // namespace voiplab::agents
