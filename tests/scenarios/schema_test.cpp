#include "broken_scenarios.hpp"
#include "scenarios/loader/load_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/program_output.hpp"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace voiplab::scenarios;

namespace {

constexpr auto const* schema_file = VOIPLAB_SOURCE_DIR "/scenarios/schema.json";

nlohmann::ordered_json read_schema() {
    return nlohmann::ordered_json::parse(std::ifstream(schema_file));
}

// What python3's jsonschema says of each file: "ok", or what is wrong.
std::vector<std::string> verdicts(std::vector<std::filesystem::path> const& files) {
    auto command = fmt::format("python3 '{}/tests/scenarios/schema_check.py' '{}'", VOIPLAB_SOURCE_DIR, schema_file);
    for (auto const& file : files) {
        command += fmt::format(" '{}'", file.string());
    }
    auto lines = voiplab::test::lines_of(voiplab::test::output_of(command));
    REQUIRE(lines.size() == files.size());
    return lines;
}

std::vector<std::string> keys_of(nlohmann::ordered_json const& object) {
    std::vector<std::string> keys;
    for (auto const& [key, value] : object.items()) {
        keys.push_back(key);
    }
    return keys;
}

std::vector<std::string> copies(std::vector<std::string_view> const& views) {
    return {views.begin(), views.end()};
}

}  // namespace

TEST_CASE("Schema and loader know the same keys in the same order, and require the same") {
    auto const schema = read_schema();
    for (auto const& list : scenario_keys()) {
        INFO(list.definition);
        auto const is_root = list.definition == "scenario";
        REQUIRE((is_root || schema["definitions"].contains(std::string(list.definition))));
        auto const& object = is_root ? schema : schema["definitions"][std::string(list.definition)];
        CHECK(keys_of(object.at("properties")) == copies(list.keys));
        CHECK(object.value("required", std::vector<std::string>{}) == copies(list.required));
    }
}

TEST_CASE("The schema closes every mapping and describes every key") {
    auto const schema = read_schema();
    auto const lists = scenario_keys();
    std::vector<std::string> known;
    known.reserve(lists.size());
    for (auto const& list : lists) {
        known.emplace_back(list.definition);
    }
    auto definitions = schema["definitions"];
    definitions["scenario"] = schema;
    for (auto const& [name, definition] : definitions.items()) {
        if (!definition.contains("properties")) continue;
        INFO(name);
        CHECK(std::find(known.begin(), known.end(), name) != known.end());
        CHECK(definition.value("additionalProperties", true) == false);
        for (auto const& [key, property] : definition["properties"].items()) {
            INFO(key);
            CHECK(property.contains("description"));
        }
    }
}

TEST_CASE("The schema accepts every bundled scenario") {
    auto const bundled = bundled_scenarios();
    std::vector<std::filesystem::path> files;
    files.reserve(bundled.size());
    for (auto const& scenario : bundled) {
        files.push_back(scenario.file);
    }
    auto const said = verdicts(files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        INFO(files[i]);
        CHECK(said[i] == "ok");
    }
}

TEST_CASE("The schema rejects every broken scenario but those that only the loader can see through") {
    auto const broken = broken_scenarios();
    std::vector<std::filesystem::path> files;
    files.reserve(broken.size());
    for (auto const& scenario : broken) {
        files.push_back(scenario.file);
    }
    auto const said = verdicts(files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        INFO(files[i] << ": " << said[i]);
        CHECK((said[i] == "ok") == broken[i].loader_only);
    }
}
