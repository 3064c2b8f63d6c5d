#include "scenarios/sweep/journal.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <fstream>

using namespace voiplab::scenarios;
using voiplab::test::ScratchFolder;

namespace {

std::vector<FinishedRun> all_of(Journal const& journal) {
    std::vector<FinishedRun> runs;
    journal.for_each([&](FinishedRun&& run) { runs.push_back(std::move(run)); });
    return runs;
}

}  // namespace

TEST_CASE("A journal gives back what was put into it, in the plan's order and to the last bit") {
    ScratchFolder const folder;
    JournalHead const head{"fingerprint", "a plan \"with\" quotes", {2, 5}};
    {
        auto journal = Journal::create(folder / "journal.sqlite", head);
        std::vector<FinishedRun> const runs{{{1, 0, 1}, 18446744073709551615U, {0.1 + 0.2, std::nullopt}, ""},
                                            {{0, 3, 0}, 7, {}, "it failed; \xc3\xbc"}};
        journal.add(runs);
        // What is there already stays.
        std::vector<FinishedRun> const again{{{0, 3, 0}, 8, {1.0}, ""}};
        journal.add(again);
    }
    auto const journal = Journal::open(folder / "journal.sqlite");
    CHECK(journal.head() == head);
    auto const runs = all_of(journal);
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].key == RunKey{0, 3, 0});
    CHECK(runs[0].seed == 7);
    CHECK(runs[0].metrics.empty());
    CHECK(runs[0].failure == "it failed; \xc3\xbc");
    CHECK(runs[1].seed == 18446744073709551615U);
    CHECK(runs[1].metrics == std::vector<std::optional<double>>{0.1 + 0.2, std::nullopt});
}

TEST_CASE("A journal is open to one at a time") {
    ScratchFolder const folder;
    auto const file = folder / "journal.sqlite";
    auto const journal = Journal::create(file, {"a", "b", {}});
    CHECK_THROWS_WITH(Journal::open(file), file.string() + ": another program is writing to it");
}

TEST_CASE("What cannot be written is told with the file's name") {
    ScratchFolder const folder;
    auto const file = folder / "none/journal.sqlite";
    CHECK_THROWS_AS(Journal::create(file, {"a", "b", {}}), OutputError);
    CHECK_THROWS_WITH(Journal::open(file), file.string() + ": unable to open database file");
}
