#include "tools/sweep_progress.hpp"

#include "tools/text.hpp"

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

constexpr auto interval = std::chrono::minutes(1);
constexpr std::string_view erase_line = "\r\x1b[K";  // ECMA-48: carriage return, erase to the end of the line

std::string duration_text(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 3600;
    auto const whole = [](double number) { return static_cast<std::uint64_t>(number); };
    if (seconds < minute) return fmt::format("{} s", whole(seconds) + 1);
    if (seconds < hour) return fmt::format("{} min {} s", whole(seconds / minute), whole(seconds) % 60);
    return fmt::format("{} h {} min", whole(seconds / hour), whole(seconds / minute) % 60);
}

}  // namespace

std::string progress_text(scenarios::SweepProgress const& progress, std::chrono::duration<double> elapsed) {
    auto text = count_of(progress.done, "of ", "of ") + count_of(progress.total, "run", "runs");
    auto const new_runs = progress.done - progress.resumed;
    if (new_runs == 0 || elapsed.count() <= 0) return text;
    auto const rate = static_cast<double>(new_runs) / elapsed.count();
    text += fmt::format(", {:.1f} a second", rate);
    if (progress.done < progress.total) {
        text += fmt::format(", {} left", duration_text(static_cast<double>(progress.total - progress.done) / rate));
    }
    return text;
}

SweepProgressLine::SweepProgressLine(Console const& console)
    : console_(console), started_(console.now()), told_(started_) {}

SweepProgressLine::~SweepProgressLine() {
    if (drawn_) console_.err << erase_line << std::flush;
}

void SweepProgressLine::report(scenarios::SweepProgress const& progress) {
    auto const now = console_.now();
    if (!console_.err_terminal.is_terminal) {
        if (now - told_ < interval) return;
        told_ = now;
        console_.err << progress_text(progress, now - started_) << "\n" << std::flush;
        return;
    }
    drawn_ = true;
    auto const text = shortened(to_cells(progress_text(progress, now - started_)), console_.err_terminal.width - 1,
                                Characters::ascii);
    console_.err << erase_line << to_utf8(text) << std::flush;
}

}  // namespace voiplab::tools
