#pragma once

#include <cstdint>
#include <span>

namespace voiplab::media {

// The two laws of ITU-T G.711. Both turn a sample into one octet; a 16-bit sample holds the Recommendation's 14-bit
// (mu-law) or 13-bit (A-law) uniform value in its upper bits.
enum class G711Law : std::uint8_t { mu, a };

// The octet of a sample, as it is sent: mu-law with all bits inverted (0xff is +0), A-law with the even bits inverted.
// A sample on a decision value takes the interval further from zero, on both sides of zero alike, so a sample and its
// negative differ in the sign bit only. (Coders that complement negative samples differ on those values, by an
// interval.)
std::uint8_t encode_mulaw(std::int16_t sample);
std::uint8_t encode_alaw(std::int16_t sample);

// The quantised sample of an octet. Encoding it gives the octet again, but for mu-law's -0 (0x7f), which decodes to 0.
std::int16_t decode_mulaw(std::uint8_t octet);
std::int16_t decode_alaw(std::uint8_t octet);

// A block at a time; both spans have one length.
void encode(G711Law law, std::span<std::int16_t const> samples, std::span<std::uint8_t> octets);
void decode(G711Law law, std::span<std::uint8_t const> octets, std::span<std::int16_t> samples);

}  // namespace voiplab::media
