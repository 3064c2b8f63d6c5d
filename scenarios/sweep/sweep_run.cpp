#include "scenarios/runner/output_folder.hpp"
#include "scenarios/sweep/execution.hpp"
#include "scenarios/sweep/metrics.hpp"
#include "scenarios/sweep/plan_text.hpp"
#include "scenarios/sweep/results.hpp"
#include "scenarios/sweep/sweep_prepared.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

Journal open_journal(std::filesystem::path const& file, JournalHead const& head, bool resume) {
    if (!std::filesystem::exists(file)) return Journal::create(file, head);
    if (!resume) {
        throw InputError(
            fmt::format("{}: there is a sweep in this folder already; expected --resume to go on with it, "
                        "or another folder",
                        file.string()));
    }
    auto journal = Journal::open(file);
    if (journal.head() == head) return journal;
    throw InputError(
        fmt::format("--resume: {} is of another sweep: its scenario, a file that the scenario names, the "
                    "options or the program differ; expected another folder",
                    file.string()));
}

// Writes what is finished into the journal, a transaction for what a second brings.
class Recorder {
  public:
    explicit Recorder(Journal& journal) : journal_(journal) {}

    void add(std::vector<FinishedRun>&& runs) {
        std::move(runs.begin(), runs.end(), std::back_inserter(waiting_));
        auto const now = std::chrono::steady_clock::now();
        if (now - written_ < std::chrono::seconds(1)) return;
        flush();
        written_ = now;
    }
    void flush() {
        journal_.add(waiting_);
        waiting_.clear();
    }

  private:
    Journal& journal_;
    std::vector<FinishedRun> waiting_;
    std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
};

class SweepRunner {
  public:
    SweepRunner(SweepBasis const& basis, SweepJob const& job, Journal& journal)
        : basis_(basis),
          job_(job),
          shard_(job.shard),
          journal_(journal),
          execute_(job.execution ? job.execution : on_threads(job.threads)) {}

    // True where nothing is left to be done.
    bool run() {
        auto const& plan = basis_.plan;
        for (auto is_first = true;; is_first = false) {
            auto const done = done_runs(plan, journal_);
            auto const due = needed_runs(plan, shard_, done);
            if (is_first) progress_.resumed = done.size();
            progress_.done = done.size();
            progress_.total = done.size() + due.size();
            job_.progress(progress_);
            if (due.empty()) return true;
            if (!run(due)) return false;
        }
    }

  private:
    bool run(std::vector<RunKey> const& due) {
        Recorder recorder(journal_);
        std::size_t finished = 0;
        auto const deliver = [&](std::vector<FinishedRun>&& runs) {
            finished += runs.size();
            progress_.done += runs.size();
            recorder.add(std::move(runs));
            job_.progress(progress_);
        };
        execute_(basis_, due, deliver, job_.stop);
        recorder.flush();
        return finished == due.size();
    }

    SweepBasis const& basis_;
    SweepJob const& job_;
    Shard shard_;
    Journal& journal_;
    Execute execute_;
    SweepProgress progress_;
};

// Runs once more, with the scenario's captures: the same happens.
class CaptureRun {
  public:
    CaptureRun(SweepBasis const& basis, std::string const& application, std::filesystem::path const& output)
        : basis_(basis), application_(application), output_(output) {}

    void run(SweepCapture const& wanted, Results const& results, SweepResult& into) const {
        auto const place = place_of(wanted, results.table);
        if (!place) return;
        auto const& key = results.keys[*place];
        auto scenario = basis_.load(key.group, key.step).scenario;
        if (!scenario) return;
        scenario->seed = results.table.runs[*place].seed;
        scenario->statistics.reset();
        scenario->audio = false;
        RunOptions options;
        options.output = output_ / "captures" / fmt::format("run-{}", results.table.runs[*place].number);
        options.application = application_;
        options.ladder = false;
        auto const result = scenarios::run(*scenario, options);
        into.files.insert(into.files.end(), result.files.begin(), result.files.end());
    }

  private:
    // nullopt where no run is what is wanted.
    static std::optional<std::size_t> place_of(SweepCapture const& wanted, SweepTable const& table) {
        std::optional<std::size_t> found;
        auto const mos = metric_number("mos");
        for (std::size_t i = 0; i < table.runs.size(); ++i) {
            auto const& run = table.runs[i];
            if (!run.failure.empty()) continue;
            if (wanted.which == SweepCapture::Which::cell) {
                if (run.cell == wanted.cell) return i;
            } else if (run.metrics[mos] && (!found || *run.metrics[mos] < *table.runs[*found].metrics[mos])) {
                found = i;
            }
        }
        return found;
    }

    SweepBasis const& basis_;
    std::string const& application_;
    std::filesystem::path const& output_;
};

}  // namespace

SweepResult Sweep::run(SweepJob const& job) const {
    auto const& shard = job.shard;
    auto const& plan = basis().plan;
    make_folder(job.output);
    auto const file = job.output / journal_name(shard);
    auto journal = open_journal(file, {prepared_->fingerprint, to_text(plan), shard}, job.resume);
    SweepResult result;
    result.complete = SweepRunner(basis(), job, journal).run();
    auto const results = results_of(plan, journal);
    if (shard.of > 1) {
        result.runs = results.keys.size();
        result.files.push_back(file);
        return result;
    }
    write_results(plan, journal, results, job.output, result);
    if (!result.complete) return result;
    CaptureRun const captures(basis(), prepared_->application, job.output);
    for (auto const& wanted : prepared_->options.capture) {
        captures.run(wanted, results, result);
    }
    return result;
}

}  // namespace voiplab::scenarios
