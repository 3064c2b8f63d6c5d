#include "voiplab/scenarios/loader.hpp"

#include "check_references.hpp"
#include "load_background.hpp"
#include "load_network.hpp"
#include "load_profile.hpp"
#include "load_proxies.hpp"
#include "load_scenario.hpp"
#include "load_servers.hpp"
#include "load_statistics.hpp"
#include "load_sweep.hpp"
#include "load_traffic.hpp"
#include "overrides.hpp"
#include "phone_entries.hpp"

#include <functional>
#include <map>
#include <utility>

namespace voiplab::scenarios {
namespace {

Scenario read_and_check(YamlValue const& root) {
    Scenario scenario;
    read(root, scenario);
    if (auto const network = root.key("network")) check_network(*network, scenario.network);
    fill_in_domains(root, scenario);
    fill_in_users(root, scenario);
    add_traffic(root, scenario);
    check_references(root, scenario);
    check_media_calls(root, scenario);
    add_measurement(root, scenario);
    check_background(root, scenario);
    check_proxies(root, scenario);
    check_dialplans(root, scenario);
    check_sweep(root, scenario);
    return scenario;
}

}  // namespace

// What need not be read anew: the file, and the profiles that come with voiplab.
struct ScenarioFile::Parsed {
    std::optional<YamlNode> tree;
    std::optional<Mistake> mistake;  // why there is no tree
    std::map<std::string, agents::Profile, std::less<>> profiles;
};

ScenarioFile::ScenarioFile(std::filesystem::path file) : path_(std::move(file)) {
    Parsed parsed;
    auto const text = read_text_file(path_);
    auto root = text ? parse_yaml(*text) : tl::unexpected(YamlSyntaxMistake{0, 0, text.error()});
    if (root) {
        parsed.tree = *std::move(root);
        Session session;
        for (auto const name : bundled_profile_names()) {
            bundled_profile(name, session);
        }
        parsed.profiles = std::move(session.profiles);
    } else {
        parsed.mistake = {path_.string(), root.error().line, root.error().column, {}, root.error().text};
    }
    parsed_ = std::make_shared<Parsed const>(std::move(parsed));
}

YamlNode const* ScenarioFile::tree() const {
    return parsed_->tree ? &*parsed_->tree : nullptr;
}

ScenarioFile ScenarioFile::without(std::string_view key) const {
    auto result = *this;
    auto parsed = *parsed_;
    if (parsed.tree) std::erase_if(parsed.tree->entries, [key](YamlEntry const& entry) { return entry.key == key; });
    result.parsed_ = std::make_shared<Parsed const>(std::move(parsed));
    return result;
}

LoadResult ScenarioFile::load(std::vector<Override> const& overrides) const {
    Session session;
    LoadResult result;
    if (parsed_->mistake) {
        session.mistakes.add(*parsed_->mistake);
    } else {
        session.profiles = parsed_->profiles;
        auto root = *parsed_->tree;
        apply_overrides(root, overrides, session);
        Source const source{path_.string(), path_.parent_path(), session};
        auto scenario = read_and_check(YamlValue(root, {}, source));
        scenario.file = path_;
        if (session.mistakes.empty()) result.scenario = std::move(scenario);
    }
    result.mistakes = session.mistakes.in_file_order();
    result.warnings = std::move(session.warnings);
    result.files.assign(session.files.begin(), session.files.end());
    return result;
}

LoadResult load_scenario(std::filesystem::path const& file, std::vector<Override> const& overrides) {
    return ScenarioFile(file).load(overrides);
}

}  // namespace voiplab::scenarios
