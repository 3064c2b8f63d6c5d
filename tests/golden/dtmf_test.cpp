#include "lab_run.hpp"
#include "tests/catch.hpp"

#include <sstream>
#include <string>
#include <vector>

// The ways of a key, as tshark reads them.

using namespace voiplab::test;

namespace {

std::vector<std::string> events(LabRun const& run, std::string const& fields) {
    std::vector<std::string> lines;
    std::istringstream text(run.tshark("-Y rtpevent -T fields -E separator='|' " + fields));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string body_of(std::string const& message) {
    return message.substr(message.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("RFC 4733: a key is one event that grows by 20 ms, and its end comes three times") {
    LabRun const run("calls/dtmf-rfc4733.yaml");
    auto const seen =
        events(run, "-e rtpevent.event_id -e rtp.marker -e rtpevent.end_of_event -e rtpevent.duration -e rtp.p_type");
    auto const timestamps = events(run, "-e rtp.timestamp");
    auto const sequences = events(run, "-e rtp.seq");
    REQUIRE(seen.size() == 40);
    std::string const keys = "2010";
    std::vector<long> begins;
    for (std::size_t key = 0; key < keys.size(); ++key) {
        for (std::size_t i = 0; i < 10; ++i) {
            auto const at = key * 10 + i;
            auto const duration = 160 * std::min<std::size_t>(i + 1, 8);
            CAPTURE(key, i);
            CHECK(seen[at] == std::string(1, keys[key]) + (i == 0 ? "|1|" : "|0|") + (i >= 7 ? "1|" : "0|") +
                                  std::to_string(duration) + "|101");
            CHECK(timestamps[at] == timestamps[key * 10]);
            if (i > 0) CHECK((std::stol(sequences[at]) - std::stol(sequences[at - 1])) % 65536 == 1);
        }
        begins.push_back(std::stol(timestamps[key * 10]));
    }
    // Each event begins after the one before it has ended.
    for (std::size_t key = 1; key < begins.size(); ++key) {
        CHECK(((begins[key] - begins[key - 1]) & 0xffffffff) >= 1280);
    }
}

TEST_CASE("the RTP clock goes on while a key is pressed: speech follows where the event ended") {
    LabRun const run("calls/dtmf-rfc4733.yaml");
    std::istringstream text(
        run.tshark("-Y 'rtp and ip.src == 192.168.10.20' -T fields -E separator='|'"
                   " -e frame.time_relative -e rtp.timestamp -e rtp.p_type"));
    auto first_time = -1.0;
    long first_stamp = 0;
    auto packets = 0;
    for (std::string line; std::getline(text, line);) {
        auto const bar = line.find('|');
        if (!line.ends_with("|0")) continue;
        auto const time = std::stod(line.substr(0, bar));
        auto const stamp = std::stol(line.substr(bar + 1));
        if (first_time < 0) {
            first_time = time;
            first_stamp = stamp;
        }
        ++packets;
        auto const elapsed = static_cast<double>((stamp - first_stamp) & 0xffffffff) / 8000;
        INFO(line);
        CHECK(std::abs(elapsed - (time - first_time)) < 0.021);
    }
    CHECK(packets > 200);
}

TEST_CASE("keys by INFO: one request each, with the key and its length") {
    LabRun const run("calls/dtmf-info.yaml");
    auto const infos = run.payloads("sip.Method == INFO");
    REQUIRE(infos.size() == 4);
    std::string const keys = "2010";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        CHECK_THAT(infos[i], Catch::Contains("Content-Type: application/dtmf-relay\r\n"));
        CHECK(body_of(infos[i]) == std::string("Signal=") + keys[i] + "\r\nDuration=160\r\n");
    }
    CHECK(run.packets("rtpevent").empty());
}

TEST_CASE("keys in the speech: no event in the capture, and the menu dials all the same") {
    LabRun const run("calls/dtmf-inband.yaml");
    CHECK(run.packets("rtpevent").empty());
    CHECK(run.packets("sip.Method == INVITE and ip.dst == 192.168.10.21").size() >= 1);
}

TEST_CASE("a key by INFO reaches a callee who takes events as an event of the server's") {
    // 2000's peer takes events, 2080's INFO: the server carries the key from one way into the other.
    LabRun const run("calls/dtmf-info.yaml", {{"calls[0].to", "'2010'"},
                                              {"expect", "[]"},
                                              {"expect_ladder", "[]"},
                                              {"calls[0].actions[0].after", "1s"},
                                              {"calls[0].hang_up.after", "5s"}});
    auto const seen = events(run, "-e ip.src -e ip.dst -e rtpevent.event_id");
    REQUIRE(seen.size() == 40);
    CHECK(seen.front() == "192.168.10.1|192.168.10.21|2");
}

TEST_CASE("a phone says which keys it heard, as events or as tones in its speech") {
    struct Way {
        std::string mode;
        std::string event_keys;
        std::string tone_keys;
    };
    auto const way = GENERATE(values<Way>({{"rfc4733", "2*0D", ""}, {"inband", "", "2*0D"}, {"info", "", ""}}));
    CAPTURE(way.mode);
    // The speech goes from phone to phone.
    LabRun const run("calls/trapezoid.yaml",
                     {{"phones[0].dtmf", way.mode},
                      {"audio", "yes"},
                      {"calls[0].actions", "[{by: alice, after: 2s, do: dtmf, digits: '2*0D'}]"}});
    auto const& call = run.result().calls.front();
    std::size_t heard = 0;
    for (auto const& stream : call.streams) {
        REQUIRE(stream.quality);
        if (stream.from != call.from) {
            CHECK(stream.quality->event_keys.empty());
            CHECK(stream.quality->tone_keys.empty());
            continue;
        }
        ++heard;
        CHECK(stream.quality->event_keys == way.event_keys);
        CHECK(stream.quality->tone_keys == way.tone_keys);
    }
    CHECK(heard == 1);
}
