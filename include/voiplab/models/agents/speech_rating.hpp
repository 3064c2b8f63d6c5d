#pragma once

#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/concealment.hpp"
#include "voiplab/models/quality/e_model.hpp"

// The E-model's inputs from what became of a stream.
namespace voiplab::agents {

struct SpeechLoss {
    double loss = 0;         // of frames, 0 to 1
    double burst_ratio = 1;  // G.107's BurstR
};

// G.107, for wideband codecs G.107.1. `ie_before`: of another codec that the speech went through before.
quality::EModelRating rate_speech(media::CodecInfo const& codec, SpeechLoss const& losses, double mouth_to_ear_ms,
                                  double ie_before = 0);

// The codec's entry with concealment where there is one and it is used: G.113 rates them apart.
media::CodecInfo const& as_concealed(media::CodecInfo const& codec, media::Concealment concealment);

}  // namespace voiplab::agents
