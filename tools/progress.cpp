#include "tools/progress.hpp"

#include "tools/text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

constexpr auto patience = std::chrono::seconds(1);
constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr std::string_view erase_line = "\r\x1b[K";  // ECMA-48: carriage return, erase to the end of the line

}  // namespace

Progress::Progress(Console const& console, std::string title)
    : console_(console), title_(std::move(title)), started_(console.now()) {}

Progress::~Progress() {
    if (drawn_) console_.err << erase_line << std::flush;
}

void Progress::report(double part) {
    if (!console_.err_terminal.is_terminal) return;
    auto const now = console_.now();
    if (now - started_ < patience || (drawn_ && now - *drawn_ < redraw_interval)) return;
    drawn_ = now;
    // One cell stays free: a full line would wrap, and could not be erased.
    constexpr std::size_t percentage_width = 6;
    auto const room = console_.err_terminal.width - percentage_width - 1;
    auto const title = to_utf8(shortened(to_cells(title_), room, Characters::ascii));
    auto const percent = static_cast<int>(std::clamp(part, 0.0, 1.0) * 100.0);
    console_.err << erase_line << fmt::format("{} {:3}%", title, percent) << std::flush;
}

}  // namespace voiplab::tools
