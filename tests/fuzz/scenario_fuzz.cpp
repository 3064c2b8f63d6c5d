#include "scenarios/loader/yaml_node.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/loader.hpp"

#include <algorithm>
#include <fstream>

using namespace voiplab::scenarios;
using voiplab::fuzz::require;

namespace {

// Two samples of silence at 8 kHz.
constexpr std::string_view wav(
    "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\4\0\0\0\0\0\0\0", 48);

// The folder of the scenario, with the files that the corpus names.
class Folder {
  public:
    Folder() {
        write("sip.conf",
              "[general]\ncontext=from-sip\n[2000](!)\ntype=friend\nhost=dynamic\n[2010](2000)\nsecret=12\n");
        write("extensions.conf", "[from-sip]\nexten => _X.,1,Dial(SIP/${EXTEN},20)\n same => n,Hangup()\n");
        write("phone.yaml", "based_on: x-lite\n");
        write("speech.wav", wav);
    }
    std::filesystem::path write(std::string const& name, std::string_view text) const {
        auto file = folder_ / name;
        std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
        return file;
    }

  private:
    voiplab::test::ScratchFolder folder_;
};

// A path that leaves the folder might name a device or /proc, where reading can wait for ever.
bool leaves_folder(YamlNode const& node) {
    return node.text.starts_with('/') || node.text.find("..") != std::string::npos ||
           std::any_of(node.items.begin(), node.items.end(), leaves_folder) ||
           std::any_of(node.entries.begin(), node.entries.end(),
                       [](YamlEntry const& entry) { return leaves_folder(entry.value); });
}

// A site of a million hosts is right, and takes longer than the fuzzer waits.
bool is_large(YamlNode const& node) {
    auto const is_large_entry = [](YamlEntry const& entry) {
        auto const is_size = entry.key == "hosts" || entry.key == "count" || entry.key == "calls";
        return (is_size && entry.value.text.size() > 3) || is_large(entry.value);
    };
    return std::any_of(node.items.begin(), node.items.end(), is_large) ||
           std::any_of(node.entries.begin(), node.entries.end(), is_large_entry);
}

// "#set PATH=VALUE" as the first line stands for the --set of a command line.
std::vector<Override> overrides_of(std::string_view text) {
    constexpr std::string_view mark = "#set ";
    if (!text.starts_with(mark)) return {};
    auto const line = text.substr(mark.size(), text.find('\n') - mark.size());
    auto const equals = std::min(line.find('='), line.size());
    Override override{std::string(line.substr(0, equals)), {}};
    if (equals < line.size()) override.value = line.substr(equals + 1);
    return {override};
}

bool is_for_us(std::string_view text) {
    auto const root = parse_yaml(text);
    return !root || (!leaves_folder(*root) && !is_large(*root));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static Folder const folder;
    auto const text = voiplab::fuzz::text_of(data, size);
    auto const overrides = overrides_of(text);
    // The value of an override may be a size.
    if (!is_for_us(text) || (!overrides.empty() && !is_for_us("hosts: " + overrides.front().value))) return -1;

    auto const result = load_scenario(folder.write("scenario.yaml", text), overrides);
    require(result.scenario.has_value() == result.mistakes.empty(), "there is a scenario or what is wrong with it");
    for (auto const& mistake : result.mistakes) {
        require(!mistake.text.empty() && !mistake.file.empty(), "a mistake says what and where");
        require(!to_string(mistake).empty(), "a mistake can be printed");
    }
    return 0;
}
