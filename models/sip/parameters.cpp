#include "models/sip/parameters.hpp"

#include "models/sip/grammar.hpp"

#include <algorithm>

namespace voiplab::sip {

Parameter const* find_parameter(Parameters const& parameters, std::string_view name) {
    auto const found = std::find_if(parameters.begin(), parameters.end(), [name](Parameter const& parameter) {
        return grammar::equal_without_case(parameter.name, name);
    });
    return found == parameters.end() ? nullptr : &*found;
}

void append_parameters(std::string& text, Parameters const& parameters) {
    for (auto const& parameter : parameters) {
        text.append(";").append(parameter.name);
        if (parameter.value) text.append("=").append(*parameter.value);
    }
}

}  // namespace voiplab::sip
