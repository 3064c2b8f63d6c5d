#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <tl/expected.hpp>

namespace voiplab::sip {

// "a=name" or "a=name:value" (RFC 4566 section 5.13).
struct SdpAttribute {
    std::string name;
    std::optional<std::string> value;
    bool operator==(SdpAttribute const&) const = default;
};

struct SdpOrigin {
    std::string username = "-";
    std::string session_id;       // decimal digits
    std::string session_version;  // decimal digits
    std::string address;          // IP4
    bool operator==(SdpOrigin const&) const = default;
};

struct SdpMedia {
    std::string type = "audio";
    std::uint16_t port = 0;  // 0: the stream is refused or ended
    std::string protocol = "RTP/AVP";
    std::vector<std::string> formats;
    std::optional<std::string> connection;  // the address of its own c= line
    std::vector<SdpAttribute> attributes;
    bool operator==(SdpMedia const&) const = default;
};

// A session description (RFC 4566), in the order of its lines.
struct SessionDescription {
    SdpOrigin origin;
    std::string session_name = "-";
    std::optional<std::string> connection;  // the address of the session's c= line
    std::vector<SdpAttribute> attributes;
    std::vector<SdpMedia> media;
    bool operator==(SessionDescription const&) const = default;
};

// The same as views of the text that was read: most descriptions are looked into once, for one medium.
struct SdpAttributeView {
    std::string_view name;
    std::optional<std::string_view> value;
};
using SdpAttributeViews = boost::container::small_vector<SdpAttributeView, 10>;

struct SdpOriginView {
    std::string_view username = "-";
    std::string_view session_id;
    std::string_view session_version;
    std::string_view address;
};

struct SdpMediaView {
    std::string_view type;
    std::uint16_t port = 0;
    std::string_view protocol;
    boost::container::small_vector<std::string_view, 8> formats;
    std::optional<std::string_view> connection;
    SdpAttributeViews attributes;
};

struct SdpView {
    SdpOriginView origin;
    std::string_view session_name = "-";
    std::optional<std::string_view> connection;
    SdpAttributeViews attributes;
    boost::container::small_vector<SdpMediaView, 1> media;
};

// Total and strict in the order of lines; line ends may be CRLF or LF; b=, k=, i= and e= lines are read over.
tl::expected<SessionDescription, ParseError> parse_sdp(std::string_view text);
tl::expected<SdpView, ParseError> view_sdp(std::string_view text);
// v o s c t a, then each medium's m c a; lines end in CRLF.
std::string to_string(SessionDescription const& description);

// One entry of an RTP format list: what its payload type stands for.
struct MediaFormat {
    std::uint8_t payload_type = 0;
    std::string encoding;  // as rtpmap spells it: "PCMU", "telephone-event"
    std::uint32_t clock_rate = 8000;
    std::uint8_t channels = 1;
    std::string fmtp;  // empty: none
    bool operator==(MediaFormat const&) const = default;
};

enum class MediaDirection : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

std::string_view to_string(MediaDirection direction);
// What an answer must say to an offer of that direction (RFC 3264 section 6.1) from one who wants `wanted`.
MediaDirection answer_direction(MediaDirection offered, MediaDirection wanted);

// The formats of a stream, in order: rtpmap and fmtp lines, and RFC 3551's static table for those that have none.
// A dynamic payload type without rtpmap is left out.
std::vector<MediaFormat> formats_of(SdpMedia const& media);
std::vector<MediaFormat> formats_of(SdpMediaView const& media);
MediaDirection direction_of(SessionDescription const& description, SdpMedia const& media);
MediaDirection direction_of(SdpView const& description, SdpMediaView const& media);
// The first audio stream; nullptr where there is none.
SdpMedia const* audio_of(SessionDescription const& description);
SdpMediaView const* audio_of(SdpView const& description);
// Where a stream's RTP is to be sent: its own c= line, or the session's.
std::string_view connection_of(SessionDescription const& description, SdpMedia const& media);
std::string_view connection_of(SdpView const& description, SdpMediaView const& media);

// True where both mean one encoding, whatever their payload types: its names compare without case, clock rate and
// channels must agree.
bool same_encoding(MediaFormat const& a, MediaFormat const& b);
// Which of the offered formats an answerer supports, in the offer's order with the offer's payload types (RFC 3264
// section 6.1), each with the answerer's fmtp.
std::vector<MediaFormat> common_formats(std::vector<MediaFormat> const& offered,
                                        std::vector<MediaFormat> const& supported);
// True for formats that carry speech (not telephone-event, not comfort noise).
bool is_speech(MediaFormat const& format);
// RFC 3551's static audio payload types; nullopt for unassigned and dynamic ones.
std::optional<MediaFormat> static_format(std::uint8_t payload_type);

}  // namespace voiplab::sip
