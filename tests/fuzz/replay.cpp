#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

std::vector<std::filesystem::path> files_of(std::filesystem::path const& path) {
    if (!std::filesystem::is_directory(path)) return {path};
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(path)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void replay(std::filesystem::path const& file) {
    // Said before, for it may be the last thing that is said.
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    auto const input = voiplab::test::content_of(file);
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(input.data()), input.size());
}

}  // namespace

// Runs a target over the files and folders that are named.
int main(int count, char** arguments) {
    std::size_t replayed = 0;
    for (auto const* const argument : std::vector<char const*>(arguments + 1, arguments + count)) {
        for (auto const& file : files_of(argument)) {
            replay(file);
            ++replayed;
        }
    }
    std::printf("%zu inputs\n", replayed);
    return replayed == 0 ? 1 : 0;
}
