#include "yaml_path.hpp"

#include "units.hpp"

#include <algorithm>

namespace voiplab::scenarios {
namespace {

constexpr std::size_t most_steps = 64;

// "[2]" at the text's beginning, which is cut off.
std::optional<PathStep> take_item(std::string_view& text) {
    auto const end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    auto const item = parse_integer(text.substr(1, end - 1));
    if (!item) return std::nullopt;
    text.remove_prefix(end + 1);
    return PathStep{{}, static_cast<std::size_t>(*item)};
}

}  // namespace

std::optional<std::vector<PathStep>> parse_path(std::string_view text) {
    std::vector<PathStep> steps;
    while (!text.empty() && steps.size() < most_steps) {
        if (text.front() == '[') {
            auto item = take_item(text);
            if (!item) return std::nullopt;
            steps.push_back(*std::move(item));
        } else {
            auto const end = std::min(text.find_first_of(".["), text.size());
            if (end == 0) return std::nullopt;
            steps.push_back({std::string(text.substr(0, end)), 0});
            text.remove_prefix(end);
        }
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            if (text.empty() || text.front() == '[') return std::nullopt;
        } else if (!text.empty() && text.front() != '[') {
            return std::nullopt;
        }
    }
    if (steps.empty() || !text.empty()) return std::nullopt;
    return steps;
}

}  // namespace voiplab::scenarios
