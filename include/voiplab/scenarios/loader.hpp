#pragma once

#include "voiplab/scenarios/scenario.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// One mistake in a scenario or in a file that it names.
struct Mistake {
    std::string file;
    std::size_t line = 0;    // from 1; 0: the file as a whole
    std::size_t column = 0;  // from 1
    std::string path;        // "network.links[2].delay"; empty where the place says it all
    std::string text;        // what was found; what was expected
};

// "scenarios/labs/2-busy.yaml:31:14: network.links[2].loss: 120% is not a probability; expected 0% to 100%"
std::string to_string(Mistake const& mistake);

// `--set network.links[0].delay=20ms`: replaces what the file says there, before anything is checked.
struct Override {
    std::string path;
    std::string value;  // YAML
};

struct LoadResult {
    std::optional<Scenario> scenario;          // empty where there are mistakes
    std::vector<Mistake> mistakes;             // all that were found, in the files' order
    std::vector<std::string> warnings;         // what Asterisk would warn of, each with file and line
    std::vector<std::filesystem::path> files;  // that the scenario names, in the order of their names
};

struct YamlNode;

// A scenario's file, read once, to be loaded again and again with other overrides: in several threads at once, too.
class ScenarioFile {
  public:
    explicit ScenarioFile(std::filesystem::path file);

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }
    // As it stands in the file; nullptr where it could not be read: loading then tells why.
    [[nodiscard]] YamlNode const* tree() const;
    // As load_scenario(). The files that the scenario names are read anew.
    [[nodiscard]] LoadResult load(std::vector<Override> const& overrides = {}) const;
    // As if the file did not have that key.
    [[nodiscard]] ScenarioFile without(std::string_view key) const;

  private:
    struct Parsed;
    std::filesystem::path path_;
    std::shared_ptr<Parsed const> parsed_;
};

// Reads and checks a scenario and every file it names. Paths in it are relative to its own folder. Never throws for
// what a user wrote.
LoadResult load_scenario(std::filesystem::path const& file, std::vector<Override> const& overrides = {});

struct BundledScenario {
    std::filesystem::path file;
    std::string title;
};

// The scenarios that come with voiplab, by their path.
std::vector<BundledScenario> bundled_scenarios();

}  // namespace voiplab::scenarios
