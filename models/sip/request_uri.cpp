#include "models/sip/request_uri.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

namespace voiplab::sip {

std::string as_request_uri(std::string_view uri) {
    auto const view = view_uri(uri);
    if (!view || (view->parameters.empty() && view->headers.empty())) return std::string(uri);
    auto parsed = to_value(*view);
    auto const is_method = [](Parameter const& parameter) {
        return grammar::equal_without_case(parameter.name, "method");
    };
    auto const removed = std::erase_if(parsed.parameters, is_method);
    if (removed == 0 && parsed.headers.empty()) return std::string(uri);
    parsed.headers.clear();
    return to_string(parsed);
}

}  // namespace voiplab::sip
