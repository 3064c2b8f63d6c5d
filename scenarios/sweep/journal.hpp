#pragma once

#include "scenarios/sweep/needed_runs.hpp"
#include "scenarios/sweep/plan.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// A run that is done.
struct FinishedRun {
    RunKey key;
    std::uint64_t seed = 0;
    std::vector<std::optional<double>> metrics;  // in the order of metric_names(); empty where it failed
    std::string failure;
};

// What a journal is of.
struct JournalHead {
    std::string fingerprint;  // of the scenario, its files, the options and the program
    std::string plan;         // as to_text() has it
    Shard shard;
    bool operator==(JournalHead const&) const = default;
};

// A sweep's finished runs, in an SQLite database with a write-ahead log: what add() has returned from outlasts whatever
// ends the program. It is open to one process at a time. All throw OutputError, in one sentence.
class Journal {
  public:
    // Makes a new one.
    static Journal create(std::filesystem::path const& file, JournalHead const& head);
    // Opens one that is there.
    static Journal open(std::filesystem::path const& file);
    ~Journal();
    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&& other) noexcept;
    Journal(Journal const&) = delete;
    Journal& operator=(Journal const&) = delete;

    [[nodiscard]] JournalHead const& head() const { return head_; }
    // In one transaction. A run that is there already stays as it is.
    void add(std::span<FinishedRun const> runs);
    // In the plan's order.
    void for_each(std::function<void(FinishedRun&&)> const& each) const;

  private:
    struct Database;
    explicit Journal(std::unique_ptr<Database> database);

    std::unique_ptr<Database> database_;
    JournalHead head_;
};

}  // namespace voiplab::scenarios
