#include "dialplan_unmodelled.hpp"

#include "asterisk_text.hpp"
#include "dialplan_application.hpp"
#include "dialplan_expression.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::sip::asterisk {
namespace {

Unmodelled error(std::string text) {
    return {true, std::move(text)};
}
Unmodelled warning(std::string text) {
    return {false, std::move(text)};
}

Unmodelled unknown_application(std::string const& name) {
    auto const stripped = strip(name);
    if (stripped.empty()) return error("no application stands here");
    if (stripped != name && find_application(stripped)) {
        return error(fmt::format("Asterisk knows no application '{}': the blank before '(' counts", name));
    }
    return error(fmt::format("application {} is not modelled", name));
}

void check_dial(std::string_view arguments, std::vector<Unmodelled>& found) {
    auto const text = without_values(arguments);
    auto const parts = split_arguments(text);
    for (auto const& destination : dial_destinations(parts.front())) {
        if (is_open(destination.technology) || same_word(destination.technology, "SIP")) continue;
        found.push_back(
            error(fmt::format("Dial of technology {} is not modelled, expected SIP", destination.technology)));
    }
}

// The functions and operators of ${...} and $[...].
void check_values(std::string_view text, std::vector<Unmodelled>& found) {
    std::vector<std::size_t> ends;  // of the brackets around
    for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
        auto const rest = text.substr(at + 1);
        if (!rest.starts_with('[') && !rest.starts_with('{')) continue;
        while (!ends.empty() && ends.back() <= at)
            ends.pop_back();
        if (ends.size() == deepest_substitution) continue;  // is not replaced
        auto const inner = rest.substr(0, bracketed_length(rest));
        ends.push_back(at + 1 + inner.size());
        if (rest.starts_with('[') && uses_unknown_operator(inner)) {
            found.push_back(warning("the operators : =~ ~~ of $[...] are not modelled: what they give is empty"));
        }
        if (!rest.starts_with('{')) continue;
        auto const name = rest.substr(1, std::min(rest.find_first_of("(:}$"), rest.size()) - 1);
        bool const is_function = rest.substr(1 + name.size()).starts_with('(');
        if (is_function && name != "CALLERID" && name != "GLOBAL" && name != "LEN") {
            found.push_back(warning(fmt::format("function {} is not modelled: what it gives is empty", name)));
        }
    }
}

void check_set(std::string_view arguments, std::vector<Unmodelled>& found) {
    auto const target = arguments.substr(0, arguments.find_first_of("(="));
    if (arguments.substr(target.size()).starts_with('(') && target != "CALLERID") {
        found.push_back(warning(fmt::format("function {} is not modelled: Set changes nothing by it", target)));
    }
}

}  // namespace

std::vector<Unmodelled> unmodelled(Extension const& extension, Priority const& priority) {
    std::vector<Unmodelled> found;
    if (extension.pattern.find('/') != std::string::npos) {
        found.push_back(error(fmt::format("the caller match of extension {} is not modelled", extension.pattern)));
    }
    auto const application = find_application(priority.application);
    if (!application) {
        found.push_back(unknown_application(priority.application));
        return found;
    }
    if (application == Application::dial) check_dial(priority.arguments, found);
    check_values(priority.arguments, found);
    if (application == Application::set) check_set(priority.arguments, found);
    return found;
}

std::string without_values(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        result += text.front();
        bool const is_value = text.starts_with("${") || text.starts_with("$[");
        text.remove_prefix(is_value ? 1 + bracketed_length(text.substr(1)) : 1);
    }
    return result;
}

bool is_open(std::string_view text) {
    return text.find('$') != std::string_view::npos;
}

}  // namespace voiplab::sip::asterisk
