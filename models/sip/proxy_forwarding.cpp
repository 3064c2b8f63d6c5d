#include "voiplab/models/sip/proxy_forwarding.hpp"

#include "models/sip/field_values.hpp"
#include "models/sip/grammar.hpp"
#include "models/sip/name_address_text.hpp"
#include "models/sip/request_uri.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

std::string host_port(TransportAddress const& address) {
    return address.port == 5060 ? address.host : fmt::format("{}:{}", address.host, address.port);
}

std::optional<Uri> first_route(Message const& request) {
    auto const routes = values_of(request, "Route");
    auto const route = parse_name_address(routes.empty() ? std::string_view{} : routes.front());
    if (!route) return std::nullopt;
    return route->uri;
}

bool is_loose(Uri const& uri) {
    return find_parameter(uri.parameters, "lr") != nullptr;
}

// Step 3.
void count_hop(Message& request) {
    auto const hops = request.header(HeaderName::max_forwards);
    if (!hops) return insert_field(request, "Max-Forwards", "70", "Via");
    auto const left = grammar::decimal(*hops, 255).value_or(0);
    request.set(HeaderName::max_forwards, std::to_string(left == 0 ? 0 : left - 1));
}

// Step 4. A re-INVITE gets one as well: an end that lost its dialog may take the route set from it.
bool wants_record_route(Message const& request) {
    constexpr std::array<std::string_view, 3> methods{"INVITE", "SUBSCRIBE", "REFER"};
    return std::find(methods.begin(), methods.end(), request.method()) != methods.end();
}

// Step 6: a next hop that routes strictly wants its own URI in the request line, and the target last in Route.
void serve_strict_router(Message& request) {
    auto const route = first_route(request);
    if (!route || is_loose(*route)) return;
    append_field(request, "Route", fmt::format("<{}>", request.request_uri()));
    auto const taken = take_first_value(request, "Route");
    request.set_request_uri(as_request_uri(uri_text(*taken)));
}

}  // namespace

void take_own_route(Message& request, TransportAddress const& own) {
    auto const uri = parse_uri(request.request_uri());
    // A strict router has put the URI of our Record-Route into the request line: it has no user, and lr.
    if (uri && uri->user.empty() && is_loose(*uri) && names(*uri, own)) {
        if (auto const target = take_last_value(request, "Route")) {
            request.set_request_uri(uri_text(*target));
        }
    }
    auto const route = first_route(request);
    if (route && names(*route, own)) take_first_value(request, "Route");
}

ForwardedRequest prepare_copy(Message const& request, std::string_view target, CopyOptions const& options) {
    auto copy = request;
    copy.set_request_uri(as_request_uri(target));
    count_hop(copy);
    if (options.record_route && wants_record_route(copy)) {
        insert_field(copy, "Record-Route", fmt::format("<sip:{};lr>", host_port(options.own)), "Max-Forwards");
    }
    auto const route = first_route(copy);
    auto const loose = route && is_loose(*route);
    serve_strict_router(copy);
    auto next_hop = loose ? to_string(*route) : std::string(copy.request_uri());
    auto const via = fmt::format("SIP/2.0/UDP {}:{};branch={}.{}", options.own.host, options.own.port, options.branch,
                                 options.digest);
    insert_field(copy, "Via", via, "Via");
    return {std::move(copy), std::move(next_hop)};
}

std::optional<Message> without_own_via(Message const& response, TransportAddress const& own) {
    auto copy = response;
    auto const value = take_first_value(copy, "Via");
    auto const via = parse_via(value.value_or(""));
    auto const is_own = via && via->host == own.host && via->port.value_or(5060) == own.port;
    if (!is_own || !copy.header(HeaderName::via)) return std::nullopt;
    return copy;
}

}  // namespace voiplab::sip
