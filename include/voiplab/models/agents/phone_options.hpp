#pragma once

#include "voiplab/models/agents/profile.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace voiplab::agents {

// Fixes what a phone would draw, so that a capture shows a report's own numbers. Everything unset is drawn from the
// seed.
struct PhoneIdentity {
    std::optional<std::string> rinstance;          // of its Contact
    std::optional<std::uint32_t> ssrc;             // of its RTP
    std::optional<std::uint16_t> first_sequence;   // of its RTP
    std::optional<std::uint32_t> first_timestamp;  // of its RTP
    std::optional<std::string> sdp_offer_id;       // an identifier format, as in a profile
    std::optional<std::string> sdp_answer_id;      // an identifier format, as in a profile
};

struct RegisterOptions {
    sim::Time at = sim::Time{std::chrono::seconds(1)};   // when it first registers
    sim::Duration expires = std::chrono::seconds(3600);  // what it asks for; it refreshes before that runs out
};

struct KeepAliveOptions {
    sim::Time first;         // when the first leaves
    sim::Duration interval;  // between one and the next
};

struct PhoneOptions {
    std::string name;          // how calls, expectations and results name it; by default its user name
    std::string host;          // a host of the network
    Profile profile;           // a bundled one by name, or a file; its timing is overridden by `timing`
    std::string user;          // the account's user name
    std::string password;      // empty: none
    std::string display_name;  // empty: none
    std::string domain;        // the registrar and outbound proxy, an address with an optional port
    std::uint16_t sip_port = 5060;
    std::uint16_t rtp_port = 40000;            // its RTP; RTCP is the next one
    std::optional<std::uint8_t> max_forwards;  // how many proxies its INVITE may pass; unset: 70
    std::optional<RegisterOptions> registration =
        RegisterOptions{};                              // `register` in YAML; `register: no` leaves it out
    sim::Duration ring_time = std::chrono::seconds(5);  // from its 180 until its person answers
    bool answers = true;                                // false: it rings until the caller gives up
    std::filesystem::path speech;                       // a WAV file of 8 kHz mono, repeated; empty: a tone of its own
    PhoneIdentity identity;
    std::optional<KeepAliveOptions> keep_alive;
};

}  // namespace voiplab::agents
