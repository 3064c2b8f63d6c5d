#pragma once

#include "mistakes.hpp"
#include "voiplab/models/agents/profile.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

// What one loading gathers over all the files it reads.
struct Session {
    MistakeLog mistakes;
    std::vector<std::string> warnings;
    std::map<std::string, agents::Profile, std::less<>> profiles;  // that were read, by name or file
    std::vector<std::string> open_profiles;                        // files, each based on the next
    std::set<std::filesystem::path> files;                         // that were named, whether they are there or not
};

// A YAML file that is being read.
struct Source {
    std::string file;              // as messages name it
    std::filesystem::path folder;  // what its paths are relative to
    Session& session;
};

// The whole of a file, or why it cannot be read: "cannot be read: No such file or directory".
tl::expected<std::string, std::string> read_text_file(std::filesystem::path const& file);

}  // namespace voiplab::scenarios
