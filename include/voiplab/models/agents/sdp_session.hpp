#pragma once

#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/net/address.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// Which half of its first offer/answer exchange a party has: products count their descriptions differently by it.
enum class SdpRole : std::uint8_t { offerer, answerer };

// What a party writes about itself in one dialog: o= keeps its id, and its version grows with each new description
// (RFC 3264 section 8).
class SdpSession {
  public:
    // `style` outlives the session; `id` was drawn after the product's format. `ptime_ms` is said before the style's
    // attributes.
    SdpSession(SdpStyle const& style, net::Ipv4Address own, SdpRole role, std::string id,
               std::optional<unsigned> ptime_ms = std::nullopt);

    // What extended reports it wants (RFC 3611 section 5.1), said behind the style's attributes.
    void set_rtcp_xr(std::string_view formats) { rtcp_xr_ = formats; }

    // A description of one audio stream at `media`, which may be another's address. A change of nothing is a new
    // description too.
    std::string const& describe(net::UdpEndpoint media, std::vector<sip::MediaFormat> const& formats,
                                sip::MediaDirection direction = sip::MediaDirection::sendrecv);
    // The last description, to be said again as it is (RFC 4028 section 7.4), and its direction.
    [[nodiscard]] std::string const& last() const { return last_; }
    [[nodiscard]] sip::MediaDirection last_direction() const { return last_direction_; }

  private:
    void add(sip::MediaFormat const& format);

    SdpStyle const* style_;
    std::string own_;
    std::string id_;
    std::optional<unsigned> ptime_ms_;
    std::string_view rtcp_xr_;
    std::uint64_t version_;
    std::string last_;
    sip::MediaDirection last_direction_ = sip::MediaDirection::sendrecv;
};

// What the other party's description comes to for us.
struct RemoteMedia {
    net::UdpEndpoint endpoint;              // port 0: it takes no media
    std::vector<sip::MediaFormat> formats;  // that both support, as the description numbers them, with our own fmtp
    sip::MediaDirection direction = sip::MediaDirection::sendrecv;
    std::optional<sim::Duration> packet_time{};  // its ptime: for how long a packet to it should speak
    // The first format that carries speech; nullptr where there is none.
    [[nodiscard]] sip::MediaFormat const* speech() const;
    // The payload type of its RTP events (RFC 4733); nullopt where it takes none.
    [[nodiscard]] std::optional<std::uint8_t> event_type() const;
    // That of comfort noise (RFC 3389) on such a clock; nullopt where it takes none.
    [[nodiscard]] std::optional<std::uint8_t> noise_type(std::uint32_t clock_rate) const;
};

// Reads a description and matches its audio stream with what `supported` says; nullopt where it is no SDP or has no
// audio.
std::optional<RemoteMedia> read_remote_media(std::string_view sdp, std::vector<sip::MediaFormat> const& supported);

}  // namespace voiplab::agents
