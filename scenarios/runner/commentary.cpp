#include "scenarios/runner/commentary.hpp"

#include "voiplab/models/media/rtp.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

std::string media_address(sip::Message const& message) {
    auto const description = sip::parse_sdp(message.body());
    auto const* const audio = description ? sip::audio_of(*description) : nullptr;
    if (audio == nullptr) return {};
    return fmt::format("{}:{}", sip::connection_of(*description, *audio), audio->port);
}

// Its sender's Via is not the only one.
bool is_passed_on(sip::Message const& request) {
    auto const vias = request.all("Via");
    return vias.size() > 1 || sip::split_list(vias.front()).size() > 1;
}

}  // namespace

bool Commentary::first(std::string_view what, std::string_view of) {
    return said_.insert(fmt::format("{}|{}", what, of)).second;
}

std::string Commentary::on(capture::CapturedFrame const& captured) {
    auto const& frame = captured.frame;
    if (auto const* const arp = std::get_if<net::ArpPacket>(&frame.content)) return on_arp(*arp, frame);
    return on_udp(captured.payload);
}

std::string Commentary::on_arp(net::ArpPacket const& packet, net::Frame const& frame) {
    if (packet.operation != net::ArpPacket::Operation::request) return {};
    if (frame.destination == net::MacAddress::broadcast()) {
        if (!first("ARP broadcast")) return {};
        return "A broadcast: the sender does not know this address's MAC yet.";
    }
    if (!first("ARP probe")) return {};
    return "Sent to one MAC address, not broadcast: the sender knows it already and checks that it still holds.";
}

std::string Commentary::on_udp(std::span<std::uint8_t const> payload) {
    std::string_view const text(reinterpret_cast<char const*>(payload.data()), payload.size());
    if (text == "\r\n\r\n") {
        if (!first("keep-alive")) return {};
        return "A keep-alive: two line ends and no message, now and then, hold the binding of a NAT open.";
    }
    // No method and no version begins with an octet of which RTP and RTCP have the highest bit set.
    auto const may_be_sip = text.empty() || static_cast<unsigned char>(text.front()) < 0x80;
    if (may_be_sip) {
        auto const message = sip::parse_message(text);
        return message ? on_sip(*message) : std::string{};
    }
    return on_media(payload);
}

std::string Commentary::on_media(std::span<std::uint8_t const> payload) {
    if (payload.size() < media::rtp_header_size) return {};
    auto const header = media::read_rtp_header(payload);
    // RTCP's packet types 192 to 223 look like RTP with the marker set and payload types 64 to 95 (RFC 5761 section 4).
    auto const is_rtcp = header.payload_type >= 64 && header.payload_type <= 95;
    // Nearly all are of a source that was met before, and need no closer look.
    if (!is_rtcp && sources_.find(header.ssrc) != nullptr) return {};
    auto const packet = media::parse_rtp(payload);
    if (!packet) return {};
    if (is_rtcp) {
        if (!first("RTCP")) return {};
        return "RTCP, on the port above the RTP's: how much was sent, and what arrived of the other's (RFC 3550 "
               "section 6).";
    }
    sources_.insert(header.ssrc, {});
    return fmt::format("The first RTP packet of the source 0x{:08X}: 20 ms of speech in {} bytes.", header.ssrc,
                       packet->payload.size());
}

std::string Commentary::on_sip(sip::Message const& message) {
    if (message.is_response()) return on_response(message);
    // An ACK repeats whenever its response does, and a CANCEL has its INVITE's branch.
    auto const opens_transaction = message.method() != "ACK" && message.method() != "CANCEL";
    auto const via = sip::top_via(message);
    if (opens_transaction && !first("branch", fmt::format("{} {}", message.method(), via.branch()))) {
        return "A retransmission: the same branch, the same bytes. UDP promises nothing, so SIP sends again until it "
               "hears "
               "something.";
    }
    return on_request(message);
}

// Whoever says sendonly keeps the other side waiting (RFC 3264 section 8.4).
std::string Commentary::on_reinvite(sip::Message const& request) {
    if (request.body().find("\na=sendonly") != std::string::npos) {
        return "A re-INVITE: the dialog's tags are there already. Its SDP says sendonly: the other side is put on "
               "hold.";
    }
    if (request.header("Session-Expires")) {
        return "A re-INVITE, the dialog's tags are there already: it refreshes the session's time (RFC 4028).";
    }
    return fmt::format(
        "A re-INVITE: the dialog's tags are there already. Its SDP asks the other side to send its media to {}.",
        media_address(request));
}

std::string Commentary::on_request(sip::Message const& request) {
    auto const method = request.method();
    auto const call_id = request.header("Call-ID").value_or("");
    if (method == "INVITE" && sip::is_within_dialog(request)) {
        return on_reinvite(request);
    }
    if (method == "INVITE" && is_passed_on(request)) {
        return fmt::format("A proxy passes the INVITE on: one Via more, by which the responses will find back, {}",
                           request.header("Record-Route")
                               ? "one hop less, and a Record-Route: what follows shall come this way, too."
                               : "and one hop less.");
    }
    auto const begins = method == "INVITE" && first("call", call_id);
    if (begins && request.header("Authorization")) {
        return "A call begins, and answers the challenge of an earlier one at once: with a nonce that may be stale.";
    }
    if (method == "INVITE" && (request.header("Authorization") || request.header("Proxy-Authorization"))) {
        return "The INVITE again, now with an answer to the challenge: CSeq is one higher, the branch is new, the "
               "Call-ID the same.";
    }
    if (method == "INVITE" && !begins) {
        return "The same call, tried where the 3xx said: From, To and Call-ID stay, CSeq is one higher.";
    }
    if (method == "INVITE") {
        return fmt::format("A call begins. The SDP offers codecs and says where the caller listens: {}.",
                           media_address(request));
    }
    if (method == "ACK" && first("ACK", call_id)) return "An ACK ends the INVITE's handshake; it is never answered.";
    if (method == "CANCEL") return "The INVITE is taken back: same branch, same CSeq number.";
    if (method == "BYE" && !is_passed_on(request)) return "This side hangs up.";
    if (method == "BYE" && first("BYE", call_id))
        return "The other side hangs up, and its BYE comes by the proxies that recorded their route.";
    if (method == "REGISTER" && first("REGISTER", call_id))
        return "The phone tells the registrar where it can be reached.";
    return {};
}

std::string Commentary::on_response(sip::Message const& response) {
    auto const status = response.status();
    auto const call_id = response.header("Call-ID").value_or("");
    if (!first(std::to_string(status), fmt::format("{}{}", call_id, response.header("CSeq").value_or("")))) return {};
    if (status == 401 || status == 407)
        return "Who are you? The response carries a nonce to be answered with the password's digest (RFC 2617).";
    if (status == 100) return "A hop has the request: its sender stops repeating it.";
    if (status == 180) return "The callee's phone rings.";
    if (status == 301 || status == 302) return "Try elsewhere: the Contact says where (RFC 3261 section 8.3).";
    if (status == 482)
        return "This INVITE has been here before, and would take the same way again (RFC 3261 section 16.3).";
    if (status == 483) return "The INVITE came with Max-Forwards 0: no proxy may pass it on.";
    if (status == 486) return "Busy.";
    if (status == 487) return "The INVITE's own final response, after a CANCEL.";
    if (status == 200 && response.method() == "INVITE") {
        return fmt::format("Answered. The SDP chooses codecs and says where this side listens: {}.",
                           media_address(response));
    }
    return {};
}

}  // namespace voiplab::scenarios
