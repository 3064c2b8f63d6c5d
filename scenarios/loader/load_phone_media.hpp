#pragma once

#include "fields.hpp"
#include "load_phones.hpp"
#include "voiplab/models/media/concealment.hpp"
#include "voiplab/models/media/jitter_buffer.hpp"
#include "voiplab/models/media/talk_spurts.hpp"
#include "voiplab/models/sip/sdp.hpp"
#include "voiplab/sim/time.hpp"

#include <filesystem>
#include <optional>
#include <vector>

// What a phone says and how it listens, as part of its entry.
namespace voiplab::scenarios {

// The codecs that are named, in their order; the profile's formats that carry no speech stay behind them.
void read_codecs(YamlValue const& value, PhoneEntry& phone);
// Comfort noise (RFC 3389), and the codecs' own silence descriptors.
void offer_silence_suppression(std::vector<sip::MediaFormat>& formats);
void read_packet_time(YamlValue const& value, std::optional<sim::Duration>& into);
void read_voice(YamlValue const& value, std::filesystem::path& into);
// `yes` takes ITU-T P.59's times.
void read_talk_spurts(YamlValue const& value, std::optional<media::TalkSpurts::Options>& into);
void read_clock_skew(YamlValue const& value, int& into);
void read_jitter_buffer(YamlValue const& value, media::JitterBufferOptions& into);
void read_concealment(YamlValue const& value, media::Concealment& into);

std::vector<KeyList> phone_media_keys();

}  // namespace voiplab::scenarios
