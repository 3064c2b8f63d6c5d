#include "scenarios/runner/output_folder.hpp"
#include "scenarios/sweep/journal.hpp"
#include "scenarios/sweep/needed_runs.hpp"
#include "scenarios/sweep/plan_text.hpp"
#include "scenarios/sweep/results.hpp"
#include "scenarios/sweep/sweep_prepared.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

namespace fs = std::filesystem;

// The journals that a path means: itself, or those of shards in a folder, in the order of their names.
std::vector<fs::path> journals_in(fs::path const& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return {path};
    std::vector<fs::path> journals;
    for (auto const& entry : fs::directory_iterator(path, error)) {
        auto const name = entry.path().filename().string();
        if (name.starts_with("journal-") && name.ends_with(".sqlite")) journals.push_back(entry.path());
    }
    if (journals.empty()) {
        throw InputError(fmt::format("{}: there is no journal of a shard in this folder", path.string()));
    }
    std::sort(journals.begin(), journals.end());
    return journals;
}

// Copies the runs of a shard into the journal of the whole.
void copy(Journal const& from, Journal& into) {
    constexpr std::size_t batch = 1000;
    std::vector<FinishedRun> runs;
    from.for_each([&](FinishedRun&& run) {
        runs.push_back(std::move(run));
        if (runs.size() < batch) return;
        into.add(runs);
        runs.clear();
    });
    into.add(runs);
}

void check_complete(SweepPlan const& plan, Shard const& shard, Journal const& journal, fs::path const& file) {
    auto const due = needed_runs(plan, shard, done_runs(plan, journal)).size();
    if (due == 0) return;
    throw InputError(fmt::format("{}: {} {} of shard {}/{} {} missing; expected it to be finished with --resume",
                                 file.string(), due, due == 1 ? "run" : "runs", shard.number, shard.of,
                                 due == 1 ? "is" : "are"));
}

}  // namespace

SweepResult merge_sweep(fs::path const& output, std::vector<fs::path> const& journals) {
    std::vector<fs::path> files;
    for (auto const& path : journals) {
        auto const more = journals_in(path);
        files.insert(files.end(), more.begin(), more.end());
    }
    JournalHead head;
    std::vector<bool> seen;
    // All is looked at before anything is written.
    for (auto const& file : files) {
        if (!fs::exists(file)) throw InputError(fmt::format("{}: there is no such file", file.string()));
        auto const journal = Journal::open(file);
        auto const& its = journal.head();
        if (seen.empty()) {
            head = its;
            seen.resize(its.shard.of);
        }
        if (its.fingerprint != head.fingerprint || its.shard.of != head.shard.of) {
            throw InputError(
                fmt::format("{}: this is of another sweep than {}", file.string(), files.front().string()));
        }
        if (seen[its.shard.number - 1]) {
            throw InputError(
                fmt::format("{}: shard {}/{} is there twice", file.string(), its.shard.number, its.shard.of));
        }
        seen[its.shard.number - 1] = true;
        check_complete(plan_from(its.plan), its.shard, journal, file);
    }
    auto const missing = std::find(seen.begin(), seen.end(), false);
    if (missing != seen.end()) {
        throw InputError(fmt::format("shard {}/{} is missing", missing - seen.begin() + 1, head.shard.of));
    }
    auto const plan = plan_from(head.plan);
    head.shard = {};
    make_folder(output);
    auto const whole = output / journal_name(head.shard);
    auto journal = fs::exists(whole) ? Journal::open(whole) : Journal::create(whole, head);
    if (journal.head() != head) {
        throw InputError(
            fmt::format("{}: there is another sweep in this folder; expected another one", whole.string()));
    }
    for (auto const& file : files) {
        copy(Journal::open(file), journal);
    }
    SweepResult result;
    result.complete = true;
    write_results(plan, journal, results_of(plan, journal), output, result);
    return result;
}

}  // namespace voiplab::scenarios
