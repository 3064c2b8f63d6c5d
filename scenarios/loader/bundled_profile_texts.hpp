#pragma once

#include <span>
#include <string_view>

namespace voiplab::scenarios {

struct BundledProfileText {
    std::string_view name;  // "x-lite"
    std::string_view yaml;
};

// The files of models/agents/profiles, as they were when the library was built.
std::span<BundledProfileText const> bundled_profile_texts();

}  // namespace voiplab::scenarios
