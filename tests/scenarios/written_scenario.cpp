#include "written_scenario.hpp"

#include "tests/catch.hpp"

#include <fstream>
#include <utility>

#include <unistd.h>

namespace voiplab::scenarios {
namespace {

constexpr std::string_view sip_conf = R"([2000]
type=friend
secret=12
host=dynamic
context=from-sip
[2010]
type=friend
secret=12
host=dynamic
context=from-sip
)";

constexpr std::string_view extensions_conf = R"([from-sip]
exten => 2010,1,Dial(SIP/2010,20)
exten => 2010,2,Hangup()
)";

}  // namespace

std::filesystem::path write_file(std::string_view folder, std::string_view name, std::string_view text) {
    auto file = std::filesystem::path(VOIPLAB_TEST_FOLDER) / folder / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
}

std::vector<std::string> printed(LoadResult const& result) {
    std::vector<std::string> texts;
    for (auto const& mistake : result.mistakes) {
        auto shown = mistake;
        shown.file = std::filesystem::path(mistake.file).filename().string();
        texts.push_back(to_string(shown));
    }
    return texts;
}

LoadResult load_text(std::string_view text, std::vector<Override> const& overrides) {
    // ctest runs a process a test case, side by side.
    auto const folder = std::to_string(::getpid());
    write_file(folder, "sip.conf", sip_conf);
    write_file(folder, "extensions.conf", extensions_conf);
    auto const file = write_file(folder, "scenario.yaml", text);
    auto result = load_scenario(file, overrides);
    std::filesystem::remove_all(file.parent_path());
    return result;
}

Scenario loaded(std::string_view text, std::vector<Override> const& overrides) {
    auto result = load_text(text, overrides);
    for (auto const& mistake : printed(result)) {
        UNSCOPED_INFO(mistake);
    }
    REQUIRE(result.scenario);
    return std::move(*result.scenario);
}

}  // namespace voiplab::scenarios
