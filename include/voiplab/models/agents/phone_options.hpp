#pragma once

#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/media/concealment.hpp"
#include "voiplab/models/media/jitter_buffer.hpp"
#include "voiplab/models/media/talk_spurts.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
    sim::Duration expires = std::chrono::seconds(3600);  // what it asks for
    bool refresh = true;                                 // before that runs out
    std::optional<sim::Time> until;                      // when it takes its binding away (RFC 3261 section 10.2.2)
};

// Where a phone sends its callers instead, by a 302 (RFC 3261 section 21.3.3).
struct ForwardOptions {
    std::string to;  // a number
    enum class When : std::uint8_t { always, busy, no_answer };
    When when = When::always;
    sim::Duration after = std::chrono::seconds(10);  // from its 180, where nobody answers
};

// How a phone sends the digits that are pressed in a call: as RTP events (RFC 4733), as the tones themselves in the
// speech, or as INFO requests with an application/dtmf-relay body.
enum class DtmfMode : std::uint8_t { rfc4733, inband, info };

// What a phone asks for by RFC 4028.
struct SessionTimerOptions {
    sim::Duration expires = std::chrono::seconds(1800);
    enum class Refresher : std::uint8_t { either, uac, uas };
    Refresher refresher = Refresher::either;
};

// What a person does in a call.
struct PhoneAction {
    enum class Kind : std::uint8_t {
        hold,      // a re-INVITE that says sendonly (RFC 3264 section 8.4)
        resume,    // and one that says sendrecv again
        transfer,  // REFER to `to`; without it to whom this phone consults (RFC 5589)
        consult,   // holds the call and dials `to`
        dtmf,      // presses `digits`
    };
    std::string by;          // a phone that takes part in the call
    sim::Duration after{};   // since that phone sent or received the 200
    Kind kind = Kind::hold;  // `do` in YAML
    std::string to;          // a number
    std::string digits;      // 0-9, A-D, * and #
};

// What one phone does in one call, beside answering.
struct CallPlan {
    std::optional<sim::Duration> hang_up_after;  // the 200
    std::optional<sim::Duration> give_up_after;  // the first INVITE, where nobody has answered by then
    std::vector<PhoneAction> actions;
};

struct KeepAliveOptions {
    sim::Time first;         // when the first leaves
    sim::Duration interval;  // between one and the next
};

struct PhoneOptions {
    std::string name;  // how calls, expectations and results name it; by default its user name
    std::string host;  // a host of the network
    // A bundled one by name, or a file; its timing is overridden by `timing`. Phones that are alike share one.
    std::shared_ptr<Profile const> profile = std::make_shared<Profile const>();
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
    bool declines = false;                              // its person says no after `ring_time`: 603
    bool do_not_disturb = false;                        // 480 (RFC 3261 section 21.4.18)
    std::uint8_t sip_dscp = 0;                          // `tos_sip` in YAML: of what it sends
    std::uint8_t audio_dscp = 0;                        // `tos_audio`
    unsigned lines = 2;                                 // calls at one time; a further one hears 486
    std::optional<ForwardOptions> forward;
    bool early_media = false;  // rings by a 183 with SDP, and is heard before it answers
    DtmfMode dtmf = DtmfMode::rfc4733;
    std::optional<SessionTimerOptions> session_timer;
    bool reuse_credentials = false;            // a new call begins with the digest of the last challenge
    std::optional<sim::Duration> packet_time;  // what it asks for by SDP's ptime, 10 to 60 ms; unset: nothing
    std::filesystem::path voice;               // a recording, repeated; empty: a tone of its own
    std::optional<media::TalkSpurts::Options> talk_spurts;  // its person pauses; unset: talks all the time
    bool silence_suppression = false;                       // nothing is sent in pauses but comfort noise
    int clock_skew_ppm = 0;  // `clock_skew` in YAML: how much too fast its sound device runs
    media::JitterBufferOptions jitter_buffer;
    media::Concealment concealment = media::Concealment::plc;
    bool rtcp_xr = false;  // it listens, and says what it heard in RTCP extended reports (RFC 3611)
    PhoneIdentity identity;
    std::optional<KeepAliveOptions> keep_alive;
};

}  // namespace voiplab::agents
