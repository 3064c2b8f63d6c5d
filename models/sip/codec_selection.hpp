#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How allow= and disallow= change a list of codecs (main/format_cap.c of Asterisk 13).
namespace voiplab::sip::asterisk {

// What chan_sip allows where nothing is said.
std::vector<std::string> built_in_codecs();
// Applies "ulaw,alaw:20,!gsm" or "all". Returns the names that Asterisk does not know.
std::vector<std::string> change_codecs(std::vector<std::string>& codecs, std::string_view list, bool allow);
bool is_audio_codec(std::string_view name);
// How long a codec's packets are in ms, where allow= does not say.
unsigned default_packet_ms(std::string_view name);
// The lengths that "ulaw:30,alaw" says, by the codecs' names.
std::vector<std::pair<std::string, unsigned>> packet_lengths(std::string_view list);

}  // namespace voiplab::sip::asterisk
