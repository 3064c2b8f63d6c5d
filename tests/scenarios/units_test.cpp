#include "scenarios/loader/units.hpp"

#include "tests/catch.hpp"

using namespace voiplab::scenarios;
using namespace std::chrono_literals;

TEST_CASE("Durations are read exactly, in every unit") {
    struct Row {
        char const* text;
        voiplab::sim::Duration expected;
    };
    // A unit's worth times the number: 8760 hours are a year of 365 days.
    auto const row = GENERATE(values<Row>({{"20ms", 20ms},
                                           {"1.5s", 1'500'000'000ns},
                                           {"250us", 250us},
                                           {"3ns", 3ns},
                                           {"2min", 120s},
                                           {"1h", 3600s},
                                           {"0s", 0ns},
                                           {"60.9695s", 60'969'500'000ns},
                                           {"0.000000001s", 1ns},
                                           {"0.10s", 100ms},
                                           {"0.000000000277777777777500h", 999ns},
                                           {"8760h", 8760h}}));
    auto const duration = parse_duration(row.text);
    INFO(row.text);
    if (std::string_view(row.text).ends_with("500h")) {
        CHECK_FALSE(duration);  // 999.999999999 ns
    } else {
        REQUIRE(duration);
        CHECK(*duration == row.expected);
    }
}

TEST_CASE("A text that is no duration is told what to look like") {
    CHECK(parse_duration("20").error() == "20 has no unit; expected a duration such as 20ms");
    CHECK(parse_duration("0").error() == "0 has no unit; expected a duration such as 20ms");
    auto const* const expected = "expected a number with ns, us, ms, s, min or h, such as 20ms";
    for (auto const* const text : {"soon", "-5ms", "+5ms", "20sec", "1.s", ".5s", "1e3s", "20MS", "1,5s"}) {
        CHECK(parse_duration(text).error() == std::string(text) + " is not a duration; " + expected);
    }
    CHECK(parse_duration("20 ms").error() == std::string("\"20 ms\" is not a duration; ") + expected);
    CHECK(parse_duration("").error() == std::string("\"\" is not a duration; ") + expected);
}

TEST_CASE("A duration has its limits") {
    CHECK(parse_duration("0.5ns").error() == "0.5ns is finer than a nanosecond; expected a duration such as 20ms");
    CHECK(parse_duration("8761h").error() == "8761h is too much; expected at most 8760h");
    CHECK(parse_duration("99999999999999999999999999999999999999h").error() ==
          "99999999999999999999999999999999999999h is too much; expected at most 8760h");
    CHECK(parse_duration("1.0000000000000000000000000000000001s").error() ==
          "1.0000000000000000000000000000000001s is finer than a nanosecond; expected a duration such as 20ms");
}

TEST_CASE("Bit rates count in powers of 1000") {
    CHECK(parse_bit_rate("100Mbps")->bits_per_second == 100'000'000);
    CHECK(parse_bit_rate("1Gbps")->bits_per_second == 1'000'000'000);
    CHECK(parse_bit_rate("64kbps")->bits_per_second == 64'000);
    CHECK(parse_bit_rate("9600bps")->bits_per_second == 9'600);
    CHECK(parse_bit_rate("1.544Mbps")->bits_per_second == 1'544'000);
    CHECK(parse_bit_rate("100").error() == "100 has no unit; expected a bit rate such as 100Mbps");
    CHECK(parse_bit_rate("100MB").error() ==
          "100MB is not a bit rate; expected a number with bps, kbps, Mbps or Gbps, such as 100Mbps");
    CHECK(parse_bit_rate("1001Gbps").error() == "1001Gbps is too much; expected at most 1000Gbps");
}

TEST_CASE("Sizes count in powers of 1000") {
    CHECK(parse_byte_count("1500B")->bytes == 1500);
    CHECK(parse_byte_count("1.5kB")->bytes == 1500);
    CHECK(parse_byte_count("2MB")->bytes == 2'000'000);
    CHECK(parse_byte_count("1500").error() == "1500 has no unit; expected a size such as 1500B");
    CHECK(parse_byte_count("1kb").error() == "1kb is not a size; expected a number with B, kB or MB, such as 1500B");
    CHECK(parse_byte_count("1.0005kB").error() == "1.0005kB is finer than a byte; expected a size such as 1500B");
    CHECK(parse_byte_count("4001MB").error() == "4001MB is too much; expected at most 4000MB");
}

TEST_CASE("Probabilities are percentages") {
    CHECK(*parse_probability("1.5%") == 0.015);
    CHECK(*parse_probability("0%") == 0.0);
    CHECK(*parse_probability("100%") == 1.0);
    CHECK(parse_probability("120%").error() == "120% is not a probability; expected 0% to 100%");
    CHECK(parse_probability("0.5").error() == "0.5 has no unit; expected a probability such as 1.5%");
}

TEST_CASE("Rates of calls are numbers with up to three decimals") {
    CHECK(*parse_thousandths("1000") == 1'000'000);
    CHECK(*parse_thousandths("2.5") == 2'500);
    CHECK(*parse_thousandths("0.001") == 1);
    for (auto const* const text : {"", "-1", "0", "0.0005", "1000001", "1e3", "5/s"}) {
        CHECK_FALSE(parse_thousandths(text));
    }
}

TEST_CASE("Whole numbers are decimal or hexadecimal") {
    CHECK(*parse_integer("0x21D1C38") == 0x21D1C38);
    CHECK(*parse_integer("18446744073709551615") == 18'446'744'073'709'551'615U);
    for (auto const* const text : {"", "-1", "1.5", "0x", "0xg", "010", "18446744073709551616", "1_000"}) {
        CHECK_FALSE(parse_integer(text));
    }
}

TEST_CASE("The wall clock is read as RFC 3339 in UTC") {
    using namespace std::chrono;
    // `date -u -d 2018-05-05T01:22:44Z +%s`
    CHECK(*parse_wall_clock("2018-05-05T01:22:44Z") == WallClock{1'525'483'364s});
    CHECK(*parse_wall_clock("2018-05-05T01:22:44.25Z") == WallClock{1'525'483'364s + 250ms});
    CHECK(*parse_wall_clock("2024-02-29T00:00:00Z") == WallClock{sys_days{2024y / 2 / 29}});
    for (auto const* const text :
         {"2018-05-05 01:22:44Z", "2018-05-05T01:22:44", "2018-02-29T00:00:00Z", "2018-05-05T24:00:00Z",
          "2018-05-05T01:22:44.Z", "2018-05-05T01:22:44+02:00", "1969-12-31T23:59:59Z", "2018-05-05T01:22:44xZ"}) {
        INFO(text);
        CHECK_FALSE(parse_wall_clock(text));
    }
}

TEST_CASE("A message shows a text so that its ends can be seen") {
    CHECK(shown("20ms") == "20ms");
    CHECK(shown("") == "\"\"");
    CHECK(shown("two words") == "\"two words\"");
    CHECK(shown("a\nb") == "\"a\\x0ab\"");
    CHECK(shown(std::string(100, 'a')) == "\"" + std::string(60, 'a') + "...\"");
}
