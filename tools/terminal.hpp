#pragma once

#include <cstddef>
#include <string>

namespace voiplab::tools {

// What is known of the place that text goes to. By default a file or a pipe.
struct Terminal {
    bool is_terminal = false;
    std::size_t width = 100;  // cells
    bool utf8 = false;        // shows UTF-8
    bool colour = false;      // wants colours
};

// The environment variables that say how text is shown; empty: unset.
struct Environment {
    std::string lc_all;
    std::string lc_ctype;
    std::string lang;
    std::string term;
    std::string no_color;
};

Environment environment();

// `columns` is what the terminal says of itself; 0: it does not say. The character set is that of the locale (LC_ALL
// before LC_CTYPE before LANG, as POSIX has it); any NO_COLOR but an empty one turns colours off (no-color.org).
Terminal terminal_from(bool is_terminal, std::size_t columns, Environment const& variables);

// The terminal behind a file descriptor, if it is one.
Terminal terminal_of(int descriptor);

// True where the descriptor is a pipe that nobody reads any more, as after `voiplab run ... | head`.
bool reader_is_gone(int descriptor);

}  // namespace voiplab::tools
