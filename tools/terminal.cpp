#include "tools/terminal.hpp"

#include <algorithm>
#include <cstdlib>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace voiplab::tools {
namespace {

constexpr std::size_t narrowest = 40;  // a terminal that says less is not believed
constexpr std::size_t widest = 400;

std::string variable(char const* name) {
    auto const* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

bool names_utf8(std::string locale) {
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

}  // namespace

Environment environment() {
    return {variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG"), variable("TERM"), variable("NO_COLOR")};
}

Terminal terminal_from(bool is_terminal, std::size_t columns, Environment const& variables) {
    Terminal terminal;
    if (!is_terminal) return terminal;
    terminal.is_terminal = true;
    if (columns > 0) terminal.width = std::clamp(columns, narrowest, widest);
    auto const& categories = variables.lc_ctype.empty() ? variables.lang : variables.lc_ctype;
    terminal.utf8 = names_utf8(variables.lc_all.empty() ? categories : variables.lc_all);
    terminal.colour = variables.no_color.empty() && !variables.term.empty() && variables.term != "dumb";
    return terminal;
}

Terminal terminal_of(int descriptor) {
    if (isatty(descriptor) == 0) return terminal_from(false, 0, {});
    winsize size{};
    bool const known = ioctl(descriptor, TIOCGWINSZ, &size) == 0;
    return terminal_from(true, known ? size.ws_col : 0U, environment());
}

bool reader_is_gone(int descriptor) {
    pollfd entry{descriptor, POLLOUT, 0};
    return poll(&entry, 1, 0) == 1 && (entry.revents & POLLERR) != 0;
}

}  // namespace voiplab::tools
