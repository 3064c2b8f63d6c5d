#include "mistakes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// Damerau's distance over adjacent letters (optimal string alignment): how many letters are wrong, missing, too many or
// swapped.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            auto const swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

std::string to_string(Mistake const& mistake) {
    std::string result = mistake.file;
    if (mistake.line > 0) result += fmt::format(":{}", mistake.line);
    if (mistake.line > 0 && mistake.column > 0) result += fmt::format(":{}", mistake.column);
    result += ": ";
    if (!mistake.path.empty()) result += mistake.path + ": ";
    return result + mistake.text;
}

void MistakeLog::add(Mistake mistake) {
    auto const same_place = [&mistake](Mistake const& other) {
        return other.file == mistake.file && other.path == mistake.path &&
               (!mistake.path.empty() || (other.line == mistake.line && other.column == mistake.column));
    };
    if (std::any_of(mistakes_.begin(), mistakes_.end(), same_place)) return;
    if (mistakes_.size() == limit) {
        more_ = true;
    } else {
        mistakes_.push_back(std::move(mistake));
    }
}

bool MistakeLog::any_in(std::string_view path) const {
    return std::any_of(mistakes_.begin(), mistakes_.end(), [path](Mistake const& mistake) {
        auto const rest = mistake.path.starts_with(path) ? mistake.path.substr(path.size()) : "x";
        return rest.empty() || rest.front() == '.' || rest.front() == '[';
    });
}

std::vector<Mistake> MistakeLog::in_file_order() const {
    std::vector<std::string> files;
    auto const rank = [&files](Mistake const& mistake) {
        return std::find(files.begin(), files.end(), mistake.file) - files.begin();
    };
    for (auto const& mistake : mistakes_) {
        if (rank(mistake) == std::ssize(files)) files.push_back(mistake.file);
    }
    auto result = mistakes_;
    std::stable_sort(result.begin(), result.end(), [&rank](Mistake const& a, Mistake const& b) {
        return std::tuple(rank(a), a.line, a.column) < std::tuple(rank(b), b.line, b.column);
    });
    if (more_)
        result.push_back({files.front(), 0, 0, {}, fmt::format("more than {} mistakes; these come first", limit)});
    return result;
}

std::string_view nearest(std::string_view word, std::span<std::string_view const> candidates) {
    constexpr std::size_t longest = 64;
    // A file of ten thousand wrong names among ten thousand right ones is not to take minutes.
    constexpr std::size_t most_candidates = 256;
    if (word.empty() || word.size() > longest || candidates.size() > most_candidates) return {};
    std::string_view best;
    // A third of the letters may be wrong; beyond that it is another word.
    auto best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (auto const candidate : candidates) {
        if (candidate.size() > longest) continue;
        auto const distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<std::string_view const> candidates) {
    auto const meant = nearest(word, candidates);
    return meant.empty() ? std::string{} : fmt::format("; did you mean {}?", meant);
}

std::string list_of(std::span<std::string_view const> words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace voiplab::scenarios
