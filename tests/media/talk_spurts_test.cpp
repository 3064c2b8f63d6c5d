#include "voiplab/models/media/talk_spurts.hpp"

#include "tests/catch.hpp"
#include "tests/support/confidence.hpp"

#include <array>
#include <cmath>
#include <map>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

double seconds(sim::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

// Exponential durations of that mean: their mean, and how they are spread over ten intervals of equal probability.
void check_exponential(std::vector<double> const& durations, double mean) {
    test::check_near(test::mean_of(durations), mean, test::tolerance(mean * mean, durations.size()));
    std::vector<double> counts(10);
    for (auto const duration : durations) {
        auto const probability = 1 - std::exp(-duration / mean);
        ++counts[std::min<std::size_t>(static_cast<std::size_t>(probability * 10), 9)];
    }
    std::vector<double> const expected(10, static_cast<double>(durations.size()) / 10);
    test::check_fit(counts, expected);
}

// A share of so many independent trials.
void check_share(double counted, double trials, double probability) {
    test::check_near(counted / trials, probability,
                     test::tolerance(probability * (1 - probability), static_cast<std::size_t>(trials)));
}

}  // namespace

TEST_CASE("Talk-spurts and pauses are exponentially distributed with the means that were asked for") {
    auto const options = GENERATE(TalkSpurts::Options{}, TalkSpurts::Options{.talk_spurt = 300ms, .pause = 2s});
    TalkSpurts speaker(options, sim::RandomStream(1));
    std::map<bool, std::vector<double>> durations;
    sim::Duration at{};
    for (int i = 0; i < 20000; ++i) {
        auto const talking = speaker.talking(at);
        durations[talking].push_back(seconds(speaker.ends() - at));
        at = speaker.ends();
    }
    check_exponential(durations[true], seconds(options.talk_spurt));
    check_exponential(durations[false], seconds(options.pause));
}

TEST_CASE("By default a speaker talks for P.59's share of the time, from the first moment on") {
    int talking_first = 0;
    int talking_later = 0;
    constexpr int speakers = 20000;
    for (int i = 0; i < speakers; ++i) {
        TalkSpurts speaker({}, sim::RandomStream(static_cast<std::uint64_t>(i)));
        talking_first += speaker.talking(0s) ? 1 : 0;
        talking_later += speaker.talking(60s) ? 1 : 0;
    }
    // P.59's own figures are 38.53 % and 61.47 %; 1.004 / (1.004 + 1.587) is 38.75 %.
    constexpr double talking = 1.004 / (1.004 + 1.587);
    check_share(talking_first, speakers, talking);
    check_share(talking_later, speakers, talking);
}

TEST_CASE("How often a speaker is asked changes nothing") {
    TalkSpurts often({}, sim::RandomStream(3));
    TalkSpurts seldom({}, sim::RandomStream(3));
    for (sim::Duration at{}; at < 100s; at += 20ms) {
        auto const talking = often.talking(at);
        if (at % 1s == 0s) {
            CHECK(seldom.talking(at) == talking);
        }
    }
}
