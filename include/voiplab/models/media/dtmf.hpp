#pragma once

#include "voiplab/models/media/audio_clip.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

// The sixteen keys of ITU-T Q.23: 0 to 9, * and #, A to D.
namespace voiplab::media {

// A key's event code in RFC 4733 (section 3.2, table 3); nullopt for what is no key.
std::optional<std::uint8_t> event_of_key(char key);
std::optional<char> key_of_event(std::uint8_t event);

// An event's payload (RFC 4733 section 2.3).
struct TelephoneEvent {
    std::uint8_t event = 0;
    bool end = false;
    std::uint8_t volume = 10;    // dBm0 without its sign
    std::uint16_t duration = 0;  // on the RTP clock, from the packet's timestamp on
    bool operator==(TelephoneEvent const&) const = default;
};
inline constexpr std::size_t telephone_event_size = 4;

std::optional<TelephoneEvent> parse_telephone_event(std::span<std::uint8_t const> payload);
// `out` has telephone_event_size octets.
void write_telephone_event(TelephoneEvent const& event, std::span<std::uint8_t> out);

// Reads keys from the packets of telephone events.
class EventKeys {
  public:
    // The key whose event begins with this packet. nullopt where the packet is of an event that has been read, or of an
    // earlier one: packets of one timestamp are one event, however many of them come (RFC 4733 section 2.5.2).
    std::optional<char> read(std::uint32_t timestamp, std::span<std::uint8_t const> payload);

  private:
    std::optional<std::uint32_t> last_;  // timestamp
};

// A key's two tones, the higher 2 dB above the lower. The key must be one of the sixteen.
AudioClip make_dtmf(char key, sim::Duration duration);

// Finds keys in speech, as ITU-T Q.24 asks of a receiver.
class DtmfDetector {
  public:
    DtmfDetector();
    ~DtmfDetector();
    DtmfDetector(DtmfDetector&&) noexcept;
    DtmfDetector& operator=(DtmfDetector&&) noexcept;

    // The keys whose tones were recognised in these samples, which follow those of the last call.
    std::string read(std::span<std::int16_t const> samples);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// All keys in a recording of any sample rate.
std::string find_dtmf(std::span<std::int16_t const> samples, std::uint32_t sample_rate);

}  // namespace voiplab::media
