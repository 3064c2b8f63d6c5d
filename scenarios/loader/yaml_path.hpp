#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// One step of a path such as "network.links[2].delay": a key, or the number of an item.
struct PathStep {
    std::string key;  // empty: an item
    std::size_t item = 0;
};

// The steps of a path as mistakes print it; nullopt where the text is no path.
std::optional<std::vector<PathStep>> parse_path(std::string_view text);

}  // namespace voiplab::scenarios
