#pragma once

#include "voiplab/models/capture/capture_writer.hpp"
#include "voiplab/models/net/flat_map.hpp"
#include "voiplab/models/net/frame.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace voiplab::scenarios {

// Says of a packet what a teacher would say who points at it. Each thing is said once a call, of the first packet that
// shows it.
class Commentary {
  public:
    // Empty for most packets.
    std::string on(capture::CapturedFrame const& captured);

  private:
    std::string on_sip(sip::Message const& message);
    std::string on_request(sip::Message const& request);
    static std::string on_reinvite(sip::Message const& request);
    std::string on_response(sip::Message const& response);
    std::string on_arp(net::ArpPacket const& packet, net::Frame const& frame);
    std::string on_udp(std::span<std::uint8_t const> payload);
    std::string on_media(std::span<std::uint8_t const> payload);
    // True the first time that this is to be said.
    bool first(std::string_view what, std::string_view of = {});

    std::set<std::string, std::less<>> said_;
    net::FlatMap<std::uint32_t, std::monostate> sources_;  // of RTP: looked up for each packet
};

}  // namespace voiplab::scenarios
