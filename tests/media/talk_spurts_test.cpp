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

using State = Conversation::State;

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

struct Stay {
    State state;
    double duration;
};

std::vector<Stay> stays(Conversation conversation, std::size_t count) {
    std::vector<Stay> all;
    for (sim::Duration at{}; all.size() < count; at = conversation.ends()) {
        auto const state = conversation.state(at);
        all.push_back({state, seconds(conversation.ends() - at)});
    }
    return all;
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

TEST_CASE("The states of a conversation last as P.59's model says") {
    std::map<State, std::vector<double>> durations;
    for (auto const& stay : stays(Conversation({}, sim::RandomStream(1)), 40000)) {
        durations[stay.state].push_back(stay.duration);
    }
    check_exponential(durations[State::first_talks], 0.854);
    check_exponential(durations[State::second_talks], 0.854);
    check_exponential(durations[State::double_talk], 0.226);
    check_exponential(durations[State::mutual_silence], 0.456);
}

TEST_CASE("The states of a conversation follow each other as P.59's model says") {
    auto const all = stays(Conversation({}, sim::RandomStream(2)), 40000);
    std::map<State, std::map<State, double>> transitions;
    std::map<State, double> left;
    for (std::size_t i = 1; i < all.size(); ++i) {
        ++transitions[all[i - 1].state][all[i].state];
        ++left[all[i - 1].state];
    }
    for (auto const alone : {State::first_talks, State::second_talks}) {
        CHECK(transitions[alone].size() == 2);
        check_share(transitions[alone][State::double_talk], left[alone], 0.4);
        for (auto const other : {State::double_talk, State::mutual_silence}) {
            CHECK(transitions[other].size() == 2);
            check_share(transitions[other][alone], left[other], 0.5);
        }
    }
}

TEST_CASE(
    "A conversation is in each state for the share of time that durations and transitions make, from the first "
    "moment on") {
    std::map<State, double> counts;
    std::map<State, double> later;
    constexpr int conversations = 20000;
    for (int i = 0; i < conversations; ++i) {
        Conversation conversation({}, sim::RandomStream(static_cast<std::uint64_t>(i)));
        ++counts[conversation.state(0s)];
        ++later[conversation.state(60s)];
    }
    constexpr double cycle = 0.854 + 0.4 * 0.226 + 0.6 * 0.456;
    std::array const states{State::mutual_silence, State::first_talks, State::second_talks, State::double_talk};
    std::array const shares{0.6 * 0.456 / cycle, 0.427 / cycle, 0.427 / cycle, 0.4 * 0.226 / cycle};
    for (std::size_t i = 0; i < states.size(); ++i) {
        check_share(counts[states[i]], conversations, shares[i]);
        check_share(later[states[i]], conversations, shares[i]);
    }
    // P.59's own figures, of conversations that were recorded: 22.48 % of mutual silence, 6.59 % of double talk.
    CHECK(shares[0] == Approx(0.2248).margin(0.001));
    CHECK(shares[3] == Approx(0.0659).margin(0.01));
}

TEST_CASE("Both talk in double talk, and nobody in mutual silence") {
    CHECK(first_talks(State::double_talk));
    CHECK(second_talks(State::double_talk));
    CHECK(first_talks(State::first_talks));
    CHECK_FALSE(second_talks(State::first_talks));
    CHECK_FALSE(first_talks(State::second_talks));
    CHECK(second_talks(State::second_talks));
    CHECK_FALSE(first_talks(State::mutual_silence));
    CHECK_FALSE(second_talks(State::mutual_silence));
}
