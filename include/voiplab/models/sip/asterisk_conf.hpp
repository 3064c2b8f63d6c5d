#pragma once

#include "voiplab/models/sip/diagnostic.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace voiplab::sip {

// "name = value" or "name => value", with where it stood.
struct ConfEntry {
    std::string name;
    std::string value;
    bool arrow = false;  // "=>"
    std::size_t line = 0;
};

struct ConfSection {
    std::string name;
    bool is_template = false;           // [name](!)
    std::vector<std::string> inherits;  // [name](a,b); their entries come first in `entries`
    std::vector<ConfEntry> entries;     // inherited ones first
    std::size_t line = 0;
};

// Asterisk's configuration grammar (main/config.c): sections, templates, "(+)" additions, ";" comments, "\;" escapes,
// ";--" blocks "--;". What Asterisk would warn of is a warning here: a line without "=", a line before the first
// section (Asterisk refuses the whole file for that; here such lines are left out, since reports print excerpts, and
// one warning names them all). A header that Asterisk cannot read, and #include, are errors.
std::vector<ConfSection> parse_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics);

// How a peer's keys reach the server: `dtmfmode`. `shortinfo` reads as `info`.
enum class PeerDtmfMode : std::uint8_t { rfc2833, inband, info, automatic };

// RFC 4028 by `session-timers`, `session-expires`, `session-minse` and `session-refresher`.
struct PeerSessionTimers {
    enum class Mode : std::uint8_t { accept, originate, refuse };
    Mode mode = Mode::accept;
    sim::Duration expires = std::chrono::seconds(1800);
    sim::Duration minimum = std::chrono::seconds(90);
    bool refresher_is_uac = false;
};

// What a peer's NAT is met with (`nat` of sip.conf). `automatic`: where the address that it gives is not the one that
// its requests come from.
struct PeerNat {
    enum class Mode : std::uint8_t { no, automatic, yes };
    Mode force_rport = Mode::automatic;  // requests go where its own came from, not where its Contact says
    Mode comedia = Mode::no;             // RTP goes where its own comes from, not where its SDP says
};

// Whether what is set so applies to a peer that is behind NAT, or is not.
constexpr bool applies(PeerNat::Mode mode, bool behind_nat) {
    return mode == PeerNat::Mode::yes || (mode == PeerNat::Mode::automatic && behind_nat);
}

// A setting whose value is read elsewhere.
struct ConfValue {
    std::string value;
    std::size_t line = 0;
};

// A peer or friend of sip.conf.
struct SipPeer {
    std::string name;      // the section's name: what Dial(SIP/name) means
    std::string username;  // of `username` or `defaultuser`; by default the name
    std::string secret;
    std::string context;
    std::string type = "friend";  // friend, peer, user
    bool dynamic = true;          // host=dynamic: it registers
    std::string host;             // else its address; empty where no host= says one: it cannot be dialled
    std::uint16_t port = 5060;
    std::string callerid;            // as `callerid=` says it: "Name" <number>
    std::vector<std::string> allow;  // audio codec names in order ("ulaw", "alaw", "gsm"); after disallow and allow
    // What its SDP says as ptime: the shortest packet of its codecs, by default or as in "allow=ulaw:30". h263, which
    // Asterisk's built-in set has, has none, and then nothing is said.
    std::optional<unsigned> packet_ms;
    bool direct_media = true;              // directmedia=yes (or the older canreinvite)
    std::optional<sim::Duration> qualify;  // how long an OPTIONS may take to be answered
    PeerDtmfMode dtmf_mode = PeerDtmfMode::rfc2833;
    PeerSessionTimers session_timers;
    PeerNat nat;
    std::map<std::string, std::string> other;  // every further setting, by name
    std::size_t line = 0;
};

// sip.conf as chan_sip of Asterisk 13 reads it.
struct SipConf {
    std::string file;
    std::string realm = "asterisk";
    std::string context = "default";  // for peers that name none
    std::string useragent;            // empty: the product's own
    std::uint16_t bind_port = 5060;
    std::optional<ConfValue> tos_sip;    // a name such as cs3, or the octet's number
    std::optional<ConfValue> tos_audio;  // the same
    bool default_codecs = true;  // no allow= or disallow= in [general]: Asterisk's built-in set, which includes h263
                                 // and so sends no ptime
    sim::Duration default_expiry = std::chrono::seconds(120);
    sim::Duration min_expiry = std::chrono::seconds(60);
    sim::Duration max_expiry = std::chrono::seconds(3600);
    SipPeer defaults;            // what [general] makes of a section that says nothing itself
    std::vector<SipPeer> peers;  // added by add() alone

    // No other peer may have its name.
    void add(SipPeer peer);
    // By section name; nullptr where there is none.
    [[nodiscard]] SipPeer const* peer(std::string_view name) const;

  private:
    std::unordered_map<std::string, std::size_t> numbers_;  // of the peers, by name in lower case
};

// Reads the text of a sip.conf. Warns as Asterisk would: an unknown value, a bad number, a peer without type, and a
// section that stands twice (the later one's settings win over the earlier one's, as chan_sip's reload does). Settings
// that are not modelled are kept in `other` without a word, as chan_sip does with those that it does not know.
SipConf read_sip_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics);

}  // namespace voiplab::sip
