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

}  // namespace voiplab::media
