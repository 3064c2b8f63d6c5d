#include "load_captures.hpp"

#include "read_values.hpp"

#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

void read_file_name(YamlValue const& value, std::string& into) {
    std::string name;
    read_name(value, name);
    auto const has_folder = name.find_first_of("/\\") != std::string::npos;
    if (has_folder) {
        return value.mistake(fmt::format("{} has a folder in it; captures go to the output folder", shown(name)));
    }
    if (!name.ends_with(".pcap") && !name.ends_with(".pcapng")) {
        return value.mistake(
            fmt::format("{} does not say its format; expected a name that ends in .pcap or .pcapng", shown(name)));
    }
    into = std::move(name);
}

void read_interface(YamlValue const& value, CaptureOptions::Interface& into) {
    static constexpr std::array<std::string_view, 2> words{"ethernet", "any"};
    if (auto const word = read_word(value, words)) into = static_cast<CaptureOptions::Interface>(*word);
}

constexpr auto capture_fields = std::to_array<Field<CaptureOptions>>({
    field_by<&CaptureOptions::file, read_file_name>("file", Need::required),
    field_by<&CaptureOptions::host, read_name>("host"),
    field_by<&CaptureOptions::link, read_name>("link"),
    field_by<&CaptureOptions::interface, read_interface>("interface"),
    field<&CaptureOptions::from>("from"),
    field<&CaptureOptions::until>("until"),
    field<&CaptureOptions::comments>("comments"),
});

}  // namespace

void read(YamlValue const& value, CaptureOptions& into) {
    read_fields<CaptureOptions>(value, capture_fields, into);
}

std::vector<KeyList> capture_keys() {
    return {key_list<CaptureOptions>("capture", capture_fields)};
}

}  // namespace voiplab::scenarios
