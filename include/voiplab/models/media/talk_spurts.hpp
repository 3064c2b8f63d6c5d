#pragma once

#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>

// When people talk: ITU-T P.59, artificial conversational speech.
namespace voiplab::media {

// One speaker: talk-spurts and pauses by turns, each exponentially distributed. As nothing depends on how long a state
// has lasted, the first one is drawn as one would find it at any time.
class TalkSpurts {
  public:
    struct Options {
        sim::Duration talk_spurt = std::chrono::milliseconds(1004);  // means, P.59's own
        sim::Duration pause = std::chrono::milliseconds(1587);
    };
    // Both means are above zero.
    TalkSpurts(Options const& options, sim::RandomStream random);

    // Whether the speaker talks, so long after the beginning. Time does not go back from one call to the next.
    bool talking(sim::Duration at);
    // When what was told last ends.
    [[nodiscard]] sim::Duration ends() const { return ends_; }

  private:
    [[nodiscard]] sim::Duration draw();

    Options options_;
    sim::RandomStream random_;
    bool talking_;
    sim::Duration ends_;
};

// Two speakers who listen to each other: P.59's model of four states. One who talks alone falls silent, or the other
// one begins too; of two who talk, and of two who are silent, it is either one's turn.
class Conversation {
  public:
    enum class State : std::uint8_t { mutual_silence, first_talks, second_talks, double_talk };
    struct Options {
        sim::Duration single_talk = std::chrono::milliseconds(854);  // means of the states' durations
        sim::Duration double_talk = std::chrono::milliseconds(226);
        sim::Duration mutual_silence = std::chrono::milliseconds(456);
        double interruption = 0.4;  // the probability that single talk ends in double talk and not in silence
    };
    // All means are above zero. The first state is drawn as one would find it at any time.
    Conversation(Options const& options, sim::RandomStream random);

    // Time does not go back from one call to the next.
    State state(sim::Duration at);
    // When what was told last ends.
    [[nodiscard]] sim::Duration ends() const { return ends_; }

  private:
    [[nodiscard]] State first();
    [[nodiscard]] State next();
    [[nodiscard]] sim::Duration draw();

    Options options_;
    sim::RandomStream random_;
    State state_;
    sim::Duration ends_;
};

[[nodiscard]] constexpr bool first_talks(Conversation::State state) {
    return state == Conversation::State::first_talks || state == Conversation::State::double_talk;
}
[[nodiscard]] constexpr bool second_talks(Conversation::State state) {
    return state == Conversation::State::second_talks || state == Conversation::State::double_talk;
}

}  // namespace voiplab::media
