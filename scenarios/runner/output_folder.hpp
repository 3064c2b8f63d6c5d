#pragma once

#include <filesystem>
#include <vector>

namespace voiplab::scenarios {

// Makes the folder, and those it is in, where they are not there. Throws OutputError, with the folder's name.
void make_folder(std::filesystem::path const& folder);

// The folders that had to be made for the output: taken away again where nothing was put into them.
class OutputFolder {
  public:
    // Makes none for an empty path. Throws OutputError.
    explicit OutputFolder(std::filesystem::path const& folder);
    ~OutputFolder();
    OutputFolder(OutputFolder const&) = delete;
    OutputFolder& operator=(OutputFolder const&) = delete;
    void keep() { made_.clear(); }

  private:
    std::vector<std::filesystem::path> made_;  // the innermost first
};

}  // namespace voiplab::scenarios
