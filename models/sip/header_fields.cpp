#include "voiplab/models/sip/header_fields.hpp"

#include "models/sip/parameters.hpp"

#include <cassert>
#include <charconv>

namespace voiplab::sip {
namespace {

std::string_view value_of(Parameters const& parameters, std::string_view name) {
    auto const* parameter = find_parameter(parameters, name);
    return parameter != nullptr && parameter->value ? std::string_view(*parameter->value) : std::string_view();
}

}  // namespace

std::string_view Via::branch() const {
    return value_of(parameters, "branch");
}

std::string_view NameAddress::tag() const {
    return value_of(parameters, "tag");
}

Parameters to_value(ParameterViews const& view) {
    Parameters parameters;
    for (auto const& parameter : view) {
        parameters.push_back({std::string(parameter.name), std::nullopt});
        if (parameter.value) parameters.back().value = std::string(*parameter.value);
    }
    return parameters;
}

tl::expected<Via, ParseError> parse_via(std::string_view value) {
    auto const view = view_via(value);
    if (!view) return tl::unexpected(view.error());
    return Via{std::string(view->protocol_name).append("/").append(view->protocol_version),
               std::string(view->transport), std::string(view->host), view->port, to_value(view->parameters)};
}

tl::expected<NameAddress, ParseError> parse_name_address(std::string_view value) {
    auto const view = view_name_address(value);
    if (!view) return tl::unexpected(view.error());
    return NameAddress{std::string(view->display_name), to_value(view->uri), to_value(view->parameters)};
}

tl::expected<CSeq, ParseError> parse_cseq(std::string_view value) {
    auto const view = view_cseq(value);
    if (!view) return tl::unexpected(view.error());
    return CSeq{view->number, std::string(view->method)};
}

std::optional<sim::Duration> take_delta_seconds(std::string_view& text) {
    std::uint32_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return std::chrono::seconds(seconds);
}

std::vector<std::string_view> split_list(std::string_view value) {
    std::vector<std::string_view> parts;
    for (auto const part : ListValues(value))
        parts.push_back(part);
    return parts;
}

std::string to_string(Via const& via) {
    auto text = via.protocol + "/" + via.transport + " " + via.host;
    if (via.port) text.append(":").append(std::to_string(*via.port));
    append_parameters(text, via.parameters);
    return text;
}

std::string to_string(NameAddress const& address) {
    auto text = address.display_name;
    if (!text.empty()) text += ' ';
    text.append("<").append(to_string(address.uri)).append(">");
    append_parameters(text, address.parameters);
    return text;
}

Via top_via(Message const& message) {
    auto const via = parse_via(top_via_value(message));
    assert(via);
    return via.value_or(Via{});
}

}  // namespace voiplab::sip
