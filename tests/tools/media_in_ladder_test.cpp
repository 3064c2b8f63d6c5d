#include "tests/catch.hpp"
#include "tests/tools/results.hpp"
#include "tools/ladder_table.hpp"

#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace voiplab::tools;
using namespace voiplab::tools::test;
using voiplab::scenarios::RunResult;
using voiplab::scenarios::StreamRecord;

namespace {

// The media lines as "2000 = 2010", "2000 > 2010" for one way, "2000 x 2010" where nothing arrives.
std::vector<std::string> media_of(std::vector<StreamRecord> streams) {
    RunResult result;
    result.parties = {"2000", "asterisk", "2010"};
    result.calls = {call("2000", "2010", "answered", 200)};
    result.calls.front().streams = std::move(streams);
    auto const table = ladder_table(result, false);
    std::vector<std::string> lines;
    for (auto const& line : table.lines) {
        auto const* relation = line.lost ? " x " : (line.both_ways ? " = " : " > ");
        lines.push_back(table.parties[line.from] + relation + table.parties[line.to]);
    }
    return lines;
}

}  // namespace

TEST_CASE("media that goes through the server and then directly is three lines") {
    CHECK(media_of({stream("2010", "asterisk", 6012ms, 6432ms, 20), stream("asterisk", "2000", 6013ms, 6433ms, 20),
                    stream("2000", "asterisk", 6050ms, 6206ms, 8), stream("asterisk", "2010", 6051ms, 6207ms, 8),
                    stream("2000", "2010", 6210ms, 20s, 690), stream("2010", "2000", 6440ms, 20s, 680)}) ==
          std::vector<std::string>{"2010 = asterisk", "asterisk = 2000", "2000 = 2010"});
}

TEST_CASE("media that comes back after the other way has ended is a line of its own") {
    CHECK(media_of({stream("2000", "2010", 1s, 2s, 50), stream("2010", "2000", 3s, 4s, 50)}) ==
          std::vector<std::string>{"2000 > 2010", "2010 > 2000"});
}

TEST_CASE("media that moves away and comes back is shown both times") {
    CHECK(media_of({stream("2000", "asterisk", 1s, 2s, 50), stream("asterisk", "2000", 1s, 2s, 50),
                    stream("2000", "asterisk", 8s, 9s, 50), stream("asterisk", "2000", 8s, 9s, 50)}) ==
          std::vector<std::string>{"2000 = asterisk", "2000 = asterisk"});
}

TEST_CASE("a stream of which nothing arrives is shown as lost, and the other way alone") {
    CHECK(media_of({stream("2000", "2010", 1s, 9s, 400, 400), stream("2010", "2000", 1s, 9s, 400)}) ==
          std::vector<std::string>{"2000 x 2010", "2010 > 2000"});
}

TEST_CASE("two codecs are two lines") {
    auto gsm = stream("2010", "2000", 1s, 9s, 400);
    gsm.codec = "GSM";
    CHECK(media_of({stream("2000", "2010", 1s, 9s, 400), gsm}) ==
          std::vector<std::string>{"2000 > 2010", "2010 > 2000"});
}
