#include "voiplab/models/agents/speech_rating.hpp"

#include <string>

namespace voiplab::agents {

quality::EModelRating rate_speech(media::CodecInfo const& codec, SpeechLoss const& losses, double mouth_to_ear_ms,
                                  double ie_before) {
    constexpr double percent = 100;
    quality::EModelParameters parameters;
    quality::set_delay(parameters, mouth_to_ear_ms);
    parameters.ie = codec.ie + ie_before;
    parameters.bpl = codec.bpl;
    parameters.ppl = percent * losses.loss;
    parameters.burst_r = losses.burst_ratio;
    return codec.wideband ? quality::rate_wideband(parameters) : quality::rate(parameters);
}

media::CodecInfo const& as_concealed(media::CodecInfo const& codec, media::Concealment concealment) {
    if (concealment != media::Concealment::plc) return codec;
    auto const* const concealed = media::find_codec(std::string(codec.name) + "-plc");
    return concealed != nullptr ? *concealed : codec;
}

}  // namespace voiplab::agents
