#pragma once

#include "voiplab/models/agents/background_options.hpp"
#include "voiplab/models/agents/phone_options.hpp"
#include "voiplab/models/agents/proxy_options.hpp"
#include "voiplab/models/agents/server_options.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/scenarios/sweep_options.hpp"
#include "voiplab/sim/time.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// A scenario as plain data: complete and checked, every default filled in. These structs, the YAML and
// scenarios/schema.json say the same words in the same order.
namespace voiplab::scenarios {

using agents::BackgroundOptions;
using agents::DtmfMode;
using agents::ForwardOptions;
using agents::KeepAliveOptions;
using agents::PhoneAction;
using agents::PhoneIdentity;
using agents::PhoneOptions;
using agents::ProxyOptions;
using agents::RegisterOptions;
using agents::ServerOptions;
using agents::SessionTimerOptions;
using agents::SpanOptions;

// Phones of one kind, one on each host of a site and in the hosts' order. They stand in Scenario::phones like any
// others.
struct SitePhones {
    std::string site;
    std::size_t entry = 0;        // the number of its entry in `phones` in YAML
    std::size_t first_phone = 0;  // the number of its first phone; the others follow
    std::size_t count = 0;
};

// How often a call is dialled: exact, down to one in 1,000 seconds.
struct CallRate {
    std::uint64_t calls_in_1000_seconds = 1000;
};

// Who hangs up, and when.
struct HangUp {
    std::string by;                                  // a phone; by default the caller
    sim::Duration after = std::chrono::seconds(10);  // since that phone sent or received the 200
};

struct CallOptions {
    std::string from;  // a phone
    std::string to;    // what it dials: a number, or somebody at another domain's address, as in bob@10.0.0.2
    sim::Time at;      // when it dials
    HangUp hang_up;
    std::optional<sim::Duration> give_up_after;  // dialling, where nobody has answered by then
    std::vector<PhoneAction> actions;            // what the parties do in it
};

// Calls between the phones of a site, two by two and in turn: the k-th call goes from phone 2k to phone 2k + 1, counted
// on from the first phone again behind the last. They stand in Scenario::calls like any others.
struct TrafficOptions {
    std::string site;
    std::size_t calls = 1;          // how many
    sim::Time at;                   // when the first one is dialled
    CallRate rate;                  // how fast the others follow
    sim::Duration hang_up_after{};  // by the caller, since it received the 200
};

// Calls without signalling: a site's hosts, two by two, talk G.711 to each other through a relay.
struct MediaCallOptions {
    std::string site;
    std::string relay;             // a host: what one party sends it goes on to the other
    sim::Time at;                  // from then on each stream begins ...
    sim::Duration begin_within{};  // ... at random within this
    sim::Duration talk{};          // how long each stream lasts
};

// Which SIP message is meant: a request by its method, or a response by its status code, with or without the method
// that it answers.
struct MessagePattern {
    int status = 0;  // 0: a request
    std::string method;
};

// What befalls a SIP message on its way, once its sender's host has sent it: a capture there shows it.
struct MessageFault {
    std::string from;  // a phone or a server
    std::string to;
    MessagePattern message;
    std::optional<std::uint64_t> occurrence = 1;  // which of them in the run, retransmissions counted; none: every one
    enum class Deed : std::uint8_t { lose, twice, delay };
    Deed deed = Deed::lose;  // `do` in YAML; `double` is `twice` here
    sim::Duration by{};      // how long it is delayed; others overtake it
};

struct CaptureOptions {
    std::string file;  // its name in the output folder; .pcap or .pcapng says the format
    std::string host;  // whose traffic; or
    std::string link;  // what arrives at both its ends, by its name; "all": each link is an interface of the file
    enum class Interface : std::uint8_t { ethernet, any };
    Interface interface = Interface::any;  // `any`: Linux cooked capture v1
    sim::Time from;                        // frames before are left out
    std::optional<sim::Time> until;
    bool comments = true;  // pcapng: comments on the packets that a teacher would point at
};

// Figures of the run, as files in the output folder.
struct StatisticsOptions {
    sim::Duration slice = std::chrono::seconds(1);  // of links' figures over time
    std::string links = "links.csv";                // each way of each link that is measured, slice by slice
    std::string calls = "calls.csv";                // a row a call
    std::string streams = "streams.csv";            // a row a stream
    std::string quality = "quality.csv";            // a row a stream and second that was heard
    std::string summary = "summary.json";           // the whole run
};

// What a call must have come to; anything unset is not looked at.
struct CallExpectation {
    std::size_t entry = 0;  // its number in `expect` in YAML
    std::string from;
    std::string to;
    std::optional<std::string> outcome;         // answered, busy, cancelled, failed, unanswered
    std::optional<int> status;                  // the final response that the caller heard
    std::optional<std::string> answered_by;     // a phone
    std::optional<std::string> codec;           // of the caller's speech: "PCMU"
    std::optional<std::string> transferred_to;  // the number that one party sent the other to
    std::optional<std::uint64_t> packets_lost;  // of all its RTP streams
    std::optional<double> mos_at_least;         // MOS-CQ, of the party that heard worse
    std::optional<double> mos_at_most;          // likewise
};

// What the ladder must show between two parties, in the order of sending.
struct LadderExpectation {
    std::vector<std::string> between;  // two parties; ">" is from the first to the second
    enum class Of : std::uint8_t { calls, registrations, options };
    Of of = Of::calls;               // which messages: REGISTER's, OPTIONS', or all others
    std::vector<std::string> shows;  // "> INVITE", "< 401" ...
};

struct Scenario {
    std::filesystem::path file;  // where it was read from
    std::string title;           // one line, as `voiplab list` shows it
    std::string description;
    std::uint64_t seed = 1;
    // The wall clock at simulated time 0.
    std::chrono::sys_time<std::chrono::nanoseconds> start = std::chrono::sys_days(std::chrono::year(2024) / 1 / 1);
    sim::Duration duration{};                  // when the run ends
    std::optional<std::uint64_t> event_limit;  // or earlier: before one event more than these
    net::NetworkOptions network;
    std::vector<ServerOptions> servers;
    std::vector<ProxyOptions> proxies;
    std::vector<PhoneOptions> phones;
    std::vector<SitePhones> site_phones;  // which of the phones are a site's
    std::vector<CallOptions> calls;       // those that are written, and behind them those of the traffic
    std::vector<TrafficOptions> traffic;
    std::vector<MediaCallOptions> media_calls;
    std::vector<BackgroundOptions> background;
    std::vector<MessageFault> faults;
    std::vector<CaptureOptions> captures;
    bool audio = false;  // what each phone sent and heard in each call, as WAV files
    std::optional<StatisticsOptions> statistics;
    std::vector<CallExpectation> expectations;           // `expect` in YAML
    std::optional<std::size_t> expects_event_limit;      // the entry in `expect` that wants the limit reached
    std::vector<LadderExpectation> ladder_expectations;  // `expect_ladder` in YAML
    std::optional<SweepOptions> sweep;                   // what `voiplab sweep` does; `run` leaves it alone
};

}  // namespace voiplab::scenarios
