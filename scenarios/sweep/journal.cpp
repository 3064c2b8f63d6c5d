#include "scenarios/sweep/journal.hpp"

#include "voiplab/scenarios/runner.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace voiplab::scenarios {
namespace {

constexpr auto layout = R"(
    CREATE TABLE head(fingerprint TEXT NOT NULL, plan TEXT NOT NULL, shard INTEGER NOT NULL, shards INTEGER NOT NULL);
    CREATE TABLE runs(cell INTEGER NOT NULL, step INTEGER NOT NULL, replication INTEGER NOT NULL, seed INTEGER NOT NULL,
                      metrics BLOB NOT NULL, failure TEXT NOT NULL, PRIMARY KEY(cell, step, replication)) WITHOUT ROWID;
)";

// A bit pattern that says: none. Metrics are finite.
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// SQLite's integers have a sign.
std::int64_t as_signed(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}
std::uint64_t as_unsigned(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

std::vector<double> as_doubles(std::vector<std::optional<double>> const& metrics) {
    std::vector<double> doubles;
    doubles.reserve(metrics.size());
    for (auto const& metric : metrics) {
        doubles.push_back(metric.value_or(absent));
    }
    return doubles;
}

}  // namespace

struct Journal::Database {
    std::filesystem::path file;
    sqlite3* handle = nullptr;

    Database(std::filesystem::path path, int flags) : file(std::move(path)) {
        auto const error = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
        if (error != SQLITE_OK) {
            auto const reason = reason_for(error);
            sqlite3_close(handle);
            throw OutputError(reason);
        }
    }
    ~Database() { sqlite3_close(handle); }
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    [[nodiscard]] std::string reason_for(int error) const {
        constexpr int primary = 0xff;
        if ((error & primary) == SQLITE_BUSY) return fmt::format("{}: another program is writing to it", file.string());
        if ((error & primary) == SQLITE_NOTADB) return fmt::format("{}: this is no journal of a sweep", file.string());
        auto const* const text = handle == nullptr ? sqlite3_errstr(error) : sqlite3_errmsg(handle);
        return fmt::format("{}: {}", file.string(), text);
    }
    [[noreturn]] void fail(int error) const { throw OutputError(reason_for(error)); }
    void check(int error) const {
        if (error != SQLITE_OK && error != SQLITE_DONE && error != SQLITE_ROW) fail(error);
    }
    void execute(char const* statements) const { check(sqlite3_exec(handle, statements, nullptr, nullptr, nullptr)); }
};

namespace {

// One SQL statement under way.
class Statement {
  public:
    Statement(sqlite3* handle, char const* text) {
        error_ = sqlite3_prepare_v2(handle, text, -1, &statement_, nullptr);
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(Statement const&) = delete;
    Statement& operator=(Statement const&) = delete;

    [[nodiscard]] int error() const { return error_; }
    void bind(int place, std::uint64_t number) { sqlite3_bind_int64(statement_, place, as_signed(number)); }
    // The text or the bytes live until the next step.
    void bind(int place, std::string const& text) {
        sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), nullptr);
    }
    void bind(int place, std::vector<double> const& numbers) {
        // An empty vector's data may be null, which would be NULL.
        sqlite3_bind_blob(statement_, place, numbers.empty() ? "" : static_cast<void const*>(numbers.data()),
                          static_cast<int>(numbers.size() * sizeof(double)), nullptr);
    }
    int step() { return sqlite3_step(statement_); }
    void reset() { sqlite3_reset(statement_); }
    [[nodiscard]] std::uint64_t number(int column) const {
        return as_unsigned(sqlite3_column_int64(statement_, column));
    }
    [[nodiscard]] std::string text(int column) const {
        auto const* const bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
        return bytes == nullptr
                   ? std::string()
                   : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
    [[nodiscard]] std::vector<std::optional<double>> metrics(int column) const {
        auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(statement_, column));
        auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) / sizeof(double);
        std::vector<std::optional<double>> result(size);
        for (std::size_t i = 0; i < size; ++i) {
            double number = 0;
            std::memcpy(&number, bytes + i * sizeof(double), sizeof(double));
            if (!std::isnan(number)) result[i] = number;
        }
        return result;
    }

  private:
    sqlite3_stmt* statement_ = nullptr;
    int error_ = SQLITE_OK;
};

// One process at a time, and so no file of shared memory, which network file systems do not have. `FULL`: a transaction
// that has ended outlasts the machine, too.
constexpr auto manners = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

}  // namespace

Journal::Journal(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Journal::~Journal() = default;
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;

Journal Journal::create(std::filesystem::path const& file, JournalHead const& head) {
    // Whole or not at all: it takes its name once the head is in it.
    auto const aside = file.string() + ".new";
    std::error_code ignored;
    for (auto const* const part : {"", "-wal", "-shm", "-journal"}) {
        std::filesystem::remove(aside + part, ignored);
    }
    {
        Database const database(aside, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        database.execute(manners);
        database.execute("BEGIN");
        database.execute(layout);
        Statement insert(database.handle, "INSERT INTO head VALUES(?, ?, ?, ?)");
        database.check(insert.error());
        insert.bind(1, head.fingerprint);
        insert.bind(2, head.plan);
        insert.bind(3, head.shard.number);
        insert.bind(4, head.shard.of);
        database.check(insert.step());
        database.execute("COMMIT");
    }
    std::error_code error;
    std::filesystem::rename(aside, file, error);
    if (error) throw OutputError(fmt::format("{}: {}", file.string(), error.message()));
    return open(file);
}

Journal Journal::open(std::filesystem::path const& file) {
    Journal journal(std::make_unique<Database>(file, SQLITE_OPEN_READWRITE));
    auto const& database = *journal.database_;
    database.execute(manners);
    database.execute("BEGIN IMMEDIATE; COMMIT");
    Statement select(database.handle, "SELECT fingerprint, plan, shard, shards FROM head");
    if (select.error() != SQLITE_OK || select.step() != SQLITE_ROW) {
        throw OutputError(fmt::format("{}: this is no journal of a sweep", file.string()));
    }
    journal.head_ = {select.text(0), select.text(1), {select.number(2), select.number(3)}};
    return journal;
}

void Journal::add(std::span<FinishedRun const> runs) {
    if (runs.empty()) return;
    database_->execute("BEGIN");
    {
        Statement insert(database_->handle, "INSERT OR IGNORE INTO runs VALUES(?, ?, ?, ?, ?, ?)");
        database_->check(insert.error());
        for (auto const& run : runs) {
            auto const metrics = as_doubles(run.metrics);
            int place = 0;
            for (auto const number : {run.key.group, run.key.step, run.key.replication, run.seed}) {
                insert.bind(++place, number);
            }
            insert.bind(++place, metrics);
            insert.bind(++place, run.failure);
            database_->check(insert.step());
            insert.reset();
        }
    }
    database_->execute("COMMIT");
}

void Journal::for_each(std::function<void(FinishedRun&&)> const& each) const {
    Statement select(
        database_->handle,
        "SELECT cell, step, replication, seed, metrics, failure FROM runs ORDER BY cell, step, replication");
    database_->check(select.error());
    for (;;) {
        auto const row = select.step();
        if (row == SQLITE_DONE) return;
        database_->check(row);
        constexpr int metrics = 4;
        constexpr int failure = 5;
        each({{select.number(0), select.number(1), select.number(2)},
              select.number(3),
              select.metrics(metrics),
              select.text(failure)});
    }
}

}  // namespace voiplab::scenarios
