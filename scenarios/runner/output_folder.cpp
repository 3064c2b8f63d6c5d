#include "scenarios/runner/output_folder.hpp"

#include "voiplab/scenarios/runner.hpp"

#include <system_error>

#include <fmt/format.h>

namespace voiplab::scenarios {

void make_folder(std::filesystem::path const& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error && !std::filesystem::is_directory(folder)) error = std::make_error_code(std::errc::not_a_directory);
    if (error) {
        throw OutputError(fmt::format("{}: cannot make the output folder: {}", folder.string(), error.message()));
    }
}

OutputFolder::OutputFolder(std::filesystem::path const& folder) {
    if (folder.empty()) return;
    for (auto missing = std::filesystem::absolute(folder).lexically_normal();
         !missing.empty() && !std::filesystem::exists(missing); missing = missing.parent_path()) {
        made_.push_back(missing);
    }
    make_folder(folder);
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    for (auto const& folder : made_) {
        if (!std::filesystem::remove(folder, ignored)) return;
    }
}

}  // namespace voiplab::scenarios
