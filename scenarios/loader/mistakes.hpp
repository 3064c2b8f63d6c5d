#pragma once

#include "voiplab/scenarios/loader.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// The file that mistakes in an override are reported for.
inline constexpr std::string_view command_line = "--set";

// Gathers what is wrong with a scenario. One place has one mistake: what follows from the first would only confuse.
class MistakeLog {
  public:
    static constexpr std::size_t limit = 100;

    void add(Mistake mistake);
    [[nodiscard]] bool empty() const { return mistakes_.empty(); }
    // True where something at this path or below it is wrong.
    [[nodiscard]] bool any_in(std::string_view path) const;
    // By file, in the order in which the files came up, then by line and column.
    [[nodiscard]] std::vector<Mistake> in_file_order() const;

  private:
    std::vector<Mistake> mistakes_;
    bool more_ = false;
};

// The candidate that a misspelt word most likely meant; empty where none is near.
std::string_view nearest(std::string_view word, std::span<std::string_view const> candidates);
// "; did you mean user?", or nothing.
std::string did_you_mean(std::string_view word, std::span<std::string_view const> candidates);
// "a, b, c"
std::string list_of(std::span<std::string_view const> words);

}  // namespace voiplab::scenarios
