#include "source.hpp"

#include "yaml_node.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace voiplab::scenarios {

tl::expected<std::string, std::string> read_text_file(std::filesystem::path const& file) {
    std::error_code error;
    auto const status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status)) return tl::unexpected(std::string("there is no such file"));
    if (!std::filesystem::is_regular_file(status)) return tl::unexpected(std::string("this is not a file"));
    auto const size = std::filesystem::file_size(file, error);
    if (!error && size > yaml_size_limit) {
        return tl::unexpected(fmt::format("larger than {} bytes", yaml_size_limit));
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) return tl::unexpected(std::string("this file cannot be read"));
    return text;
}

}  // namespace voiplab::scenarios
