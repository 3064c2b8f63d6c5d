#include "voiplab/models/capture/atomic_file.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace voiplab::capture;
using namespace voiplab::test;
using Catch::Matchers::Equals;

namespace {

// While it lives, no file can grow beyond `bytes`: what a full disk is to the one who writes.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        // Without a handler the limit would end the process instead of failing the write.
        previous_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &previous_);
        auto limited = previous_;
        limited.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &previous_);
        std::signal(SIGXFSZ, previous_handler_);
    }
    FileSizeLimit(FileSizeLimit const&) = delete;
    FileSizeLimit& operator=(FileSizeLimit const&) = delete;

  private:
    rlimit previous_{};
    void (*previous_handler_)(int) = nullptr;
};

// The sentence of the WriteError that `action` throws; empty if it throws none.
template <typename Action>
std::string write_error(Action action) {
    try {
        action();
    } catch (WriteError const& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("A file appears when it is committed, with all that was written") {
    ScratchFolder const folder;
    auto const target = folder / "calls.csv";
    std::string const large(2'000'000, 'x');
    {
        AtomicFile file(target);
        file.write("from,to\n");
        file.write(large);
        file.write("2000,2010\n");
        CHECK_FALSE(std::filesystem::exists(target));
        file.commit();
        CHECK(content_of(target) == "from,to\n" + large + "2000,2010\n");
    }
    CHECK(folder.entries() == std::vector<std::string>{"calls.csv"});
}

TEST_CASE("A file that is not committed leaves nothing behind") {
    ScratchFolder const folder;
    { AtomicFile(folder / "calls.csv").write("half"); }
    CHECK(folder.entries().empty());
}

TEST_CASE("What stood there before stays until the commit, and is then replaced whole") {
    ScratchFolder const folder;
    auto const target = folder / "calls.csv";
    for (auto const* const text : {"a long first version", "second"}) {
        AtomicFile file(target);
        file.write(text);
        file.commit();
    }
    CHECK(content_of(target) == "second");
    AtomicFile(target).write("third");
    CHECK(content_of(target) == "second");
}

TEST_CASE("A committed file has the permissions of any new file") {
    ScratchFolder const folder;
    auto const previous = ::umask(022);
    AtomicFile file(folder / "calls.csv");
    file.commit();
    ::umask(previous);
    struct stat status {};
    REQUIRE(::stat((folder / "calls.csv").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0644U);
}

TEST_CASE("Several files of one folder can be written at once") {
    ScratchFolder const folder;
    AtomicFile one(folder / "one");
    AtomicFile two(folder / "two");
    one.write("1");
    two.write("2");
    one.commit();
    two.commit();
    CHECK(content_of(folder / "one") == "1");
    CHECK(content_of(folder / "two") == "2");
}

TEST_CASE("A name as long as the file system allows can be written") {
    ScratchFolder const folder;
    std::string const name(255, 'n');
    AtomicFile file(folder / name);
    file.commit();
    CHECK(folder.entries() == std::vector{name});
}

TEST_CASE("A folder that does not exist is an error with its reason, at once") {
    ScratchFolder const folder;
    auto const target = folder / "missing/calls.csv";
    CHECK_THAT(write_error([&] { AtomicFile file(target); }),
               Equals("cannot write " + target.string() + ": No such file or directory"));
    auto const in_a_file = folder / "file/calls.csv";
    AtomicFile(folder / "file").commit();
    CHECK_THAT(write_error([&] { AtomicFile file(in_a_file); }),
               Equals("cannot write " + in_a_file.string() + ": Not a directory"));
}

TEST_CASE("A device or a folder is not replaced by a file") {
    ScratchFolder const folder;
    CHECK_THAT(write_error([] { AtomicFile file("/dev/null"); }),
               Equals("cannot write /dev/null: it exists and is not a file"));
    CHECK_THAT(write_error([&] { AtomicFile file(folder.path()); }),
               Equals("cannot write " + folder.path().string() + ": it exists and is not a file"));
}

TEST_CASE("A symbolic link stays one, and what it leads to is written") {
    ScratchFolder const folder;
    AtomicFile(folder / "real").commit();
    std::filesystem::create_symlink("real", folder / "link");
    AtomicFile file(folder / "link");
    file.write("through");
    file.commit();
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(content_of(folder / "real") == "through");
}

TEST_CASE("A disk that fills up is an error at the commit, and nothing half-written remains") {
    ScratchFolder const folder;
    auto const target = folder / "calls.csv";
    auto const size = GENERATE(std::size_t{5'000}, std::size_t{5'000'000});
    std::string message;
    {
        FileSizeLimit const limit(4'096);
        AtomicFile file(target);
        file.write(std::string(size, 'x'));
        file.write("more");
        message = write_error([&] { file.commit(); });
        CHECK_FALSE(std::filesystem::exists(target));
    }
    CHECK_THAT(message, Equals("cannot write " + target.string() + ": File too large"));
    CHECK(folder.entries().empty());
}
