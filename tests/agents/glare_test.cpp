#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <map>
#include <set>
#include <string>

// Two re-INVITEs that cross (RFC 3261 section 14.1).

using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

struct Glare {
    voiplab::sim::Duration owner{};  // from the 491 until the next INVITE of who gave the dialog its Call-ID
    voiplab::sim::Duration other{};
    std::size_t refusals = 0;
    std::size_t acks = 0;
};

// `holder` presses hold while the server's direct media re-INVITE is on its way to it.
Glare glare(std::string const& holder, std::string const& after, int seed) {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.links = "delay: 50ms";
    lab.settings_of = {"", "ring_time: 1s"};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 20s}, actions: [{by: " + holder +
                ", after: " + after + ", do: hold}]}]";
    lab.duration = "60s\nseed: " + std::to_string(seed);
    auto const result = lab.run();
    Glare seen;
    std::map<std::string, voiplab::sim::Time> refused;  // by who was refused
    for (auto const& row : result.ladder) {
        auto const other = row.from == "asterisk" ? row.to : row.from;
        if (other != holder) continue;
        if (row.label.starts_with("491")) {
            refused[row.to] = row.arrived;
            ++seen.refusals;
        } else if (row.label.starts_with("ACK") && refused.contains(row.from) && seen.acks < 2 &&
                   row.sent - refused[row.from] < 100ms) {
            ++seen.acks;
        } else if (row.label.starts_with("INVITE") && refused.contains(row.from)) {
            // A caller's dialog has the phone's Call-ID, a callee's the server's.
            auto const owns = (holder == "2000") == (row.from == "2000");
            (owns ? seen.owner : seen.other) = row.sent - refused[row.from];
            refused.erase(row.from);
        }
    }
    return seen;
}

}  // namespace

TEST_CASE("after 491 the Call-ID's owner waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms") {
    std::set<long> waits;
    for (auto const* const holder : {"2010", "2000"}) {
        for (auto seed = 1; seed <= 8; ++seed) {
            CAPTURE(holder, seed);
            auto const seen = glare(holder, "150ms", seed);
            REQUIRE(seen.refusals == 2);
            CHECK(seen.acks == 2);
            // The stack is busy with the 491 for some milliseconds before it begins to wait.
            CHECK(seen.owner >= 2100ms);
            CHECK(seen.owner <= 4010ms);
            CHECK(seen.other >= 0ms);
            CHECK(seen.other <= 2010ms);
            waits.insert(seen.owner.count());
            waits.insert(seen.other.count());
        }
    }
    CHECK(waits.size() > 20);
}
