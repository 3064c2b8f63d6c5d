#pragma once

#include "voiplab/models/media/audio_clip.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace voiplab::agents {

// What a phone says, at any sample rate and in G.711: each is made when it is first asked for, and kept. Phones of one
// run may share it; two threads may not.
class Speech {
  public:
    explicit Speech(media::AudioClip clip);

    [[nodiscard]] media::AudioClip const& at(std::uint32_t sample_rate) const;
    [[nodiscard]] media::EncodedClip const& g711(media::G711Law law) const;

  private:
    mutable std::map<std::uint32_t, media::AudioClip> clips_;  // by their sample rates
    std::uint32_t own_rate_;
    mutable std::optional<media::EncodedClip> ulaw_;
    mutable std::optional<media::EncodedClip> alaw_;
};

}  // namespace voiplab::agents
