#include "voiplab/scenarios/loader.hpp"

#include "check_references.hpp"
#include "load_background.hpp"
#include "load_network.hpp"
#include "load_proxies.hpp"
#include "load_scenario.hpp"
#include "load_servers.hpp"
#include "load_statistics.hpp"
#include "load_traffic.hpp"
#include "overrides.hpp"
#include "phone_entries.hpp"

#include <utility>

namespace voiplab::scenarios {
namespace {

// The scenario's tree; nullopt, and a mistake, where there is none.
std::optional<YamlNode> read_tree(std::filesystem::path const& file, Session& session) {
    auto const text = read_text_file(file);
    if (!text) {
        session.mistakes.add({file.string(), 0, 0, {}, text.error()});
        return std::nullopt;
    }
    auto root = parse_yaml(*text);
    if (!root) {
        auto const& mistake = root.error();
        session.mistakes.add({file.string(), mistake.line, mistake.column, {}, mistake.text});
        return std::nullopt;
    }
    return *std::move(root);
}

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
    return scenario;
}

}  // namespace

LoadResult load_scenario(std::filesystem::path const& file, std::vector<Override> const& overrides) {
    Session session;
    LoadResult result;
    if (auto root = read_tree(file, session)) {
        apply_overrides(*root, overrides, session);
        Source const source{file.string(), file.parent_path(), session};
        auto scenario = read_and_check(YamlValue(*root, {}, source));
        scenario.file = file;
        if (session.mistakes.empty()) result.scenario = std::move(scenario);
    }
    result.mistakes = session.mistakes.in_file_order();
    result.warnings = std::move(session.warnings);
    return result;
}

}  // namespace voiplab::scenarios
