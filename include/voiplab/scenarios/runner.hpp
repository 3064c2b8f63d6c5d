#pragma once

#include "voiplab/scenarios/scenario.hpp"
#include "voiplab/sim/time.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// One SIP message on its way between two parties, for the ladder.
struct LadderRow {
    sim::Time sent;
    sim::Time arrived;
    std::string from;  // a phone's or a server's name
    std::string to;
    std::string label;   // "INVITE sip:2010@... (SDP)", "180 Ringing", "401 Unauthorized"
    std::string method;  // the request's, or of the response's CSeq
    std::string call_id;
    bool lost = false;
};

// A time in which a stream was sent there without going elsewhere.
struct StreamPeriod {
    sim::Time first;
    sim::Time last;
};

// A second of what was heard.
struct SecondQuality {
    sim::Time at;                // its beginning
    std::uint64_t received = 0;  // packets, by when they arrived
    std::uint64_t reordered = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t frames = 0;    // that were due; a frame is a packet's time
    std::uint64_t lost = 0;      // of those
    double burst_ratio = 1;      // G.107's BurstR
    double jitter_ms = 0;        // RFC 3550 section 6.4.1, at its end
    double buffer_delay_ms = 0;  // how long a packet with the shortest transit time waits
    double r = 0;                // G.107
    double mos_cq = 1;
};

// What was heard of a stream, and what the E-model says to it (ITU-T G.107, for wideband codecs G.107.1).
struct StreamQuality {
    std::uint64_t played = 0;  // frames, with a packet in time
    std::uint64_t lost = 0;    // frames without: lost on the way, late or early
    std::uint64_t late = 0;    // packets after their time
    std::uint64_t early = 0;   // packets beyond the buffer's end
    std::uint64_t duplicates = 0;
    std::uint64_t reordered = 0;
    std::uint64_t stretched = 0;  // frames put in as an adaptive buffer grew
    std::uint64_t skipped = 0;    // frames left out as it shrank
    double mean_jitter_ms = 0;    // RFC 3550 section 6.4.1, over the packets of speech that arrived
    double max_jitter_ms = 0;
    double loss = 0;              // of frames, 0 to 1
    double burst_ratio = 1;       // G.107's BurstR
    std::uint64_t recovered = 0;  // frames without a packet that forward error correction brought back: not lost
    bool wideband = false;        // rated by G.107.1, where R goes to 129
    double mouth_to_ear_ms = 0;   // packet time, codec's look-ahead, network and jitter buffer; mean
    double r = 0;
    double mos_cq = 1;  // in conversation
    double mos_lq = 1;  // to listen only: without the delay
    // Of what was heard against what its speaker sent, where audio is kept and the speaker spoke.
    std::optional<double> segmental_snr_db;
    std::optional<double> log_spectral_distance_db;
    std::string event_keys;  // keys of the telephone that came as events (RFC 4733), in their order
    std::string tone_keys;   // likewise those whose tones were heard, where audio is kept
    std::vector<SecondQuality> seconds;
};

// What RTCP came to for a stream, as its sender knows it: its receiver's reports as far as they came, and the round
// trip computed from them (RFC 3550 section 6.4.1).
struct StreamRtcp {
    std::uint64_t sent_reports = 0;      // SR or RR, by the stream's sender
    std::uint64_t received_reports = 0;  // from its receiver
    // The last report block.
    struct Block {
        double fraction_lost = 0;          // 0 to 1, in steps of 1/256: since the report before
        std::int64_t cumulative_lost = 0;  // packets; negative where duplicates outnumber losses
        std::uint32_t jitter_ticks = 0;    // of the RTP clock
        double jitter_ms = 0;
    };
    std::optional<Block> last_block;
    struct RoundTrip {
        double last_ms = 0;
        double mean_ms = 0;
        double min_ms = 0;
        double max_ms = 0;
    };
    std::optional<RoundTrip> round_trip;
};

// RTP of one source from one party to another, first packet to last. In between it may have gone elsewhere.
struct StreamRecord {
    std::string from;
    std::string to;
    std::uint32_t ssrc = 0;
    std::string codec;  // "PCMU"
    sim::Time first;
    sim::Time last;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t lost = 0;
    double mean_jitter_ms = 0;  // RFC 3550 section 6.4.1, at the end
    std::vector<StreamPeriod> periods;
    std::optional<double> network_delay_ms;  // mean, port to port
    std::optional<StreamQuality> quality;    // where somebody listened
    StreamRtcp rtcp;
};

struct CallRecord {
    std::string from;         // a phone
    std::string to;           // what it dialled
    std::string answered_by;  // a phone; empty: nobody
    std::string outcome;      // answered, busy, cancelled, failed, unanswered
    int status = 0;           // the final response that the caller heard; 0: none
    sim::Time dialled;
    std::optional<sim::Time> ringing;   // the caller heard 180
    std::optional<sim::Time> answered;  // the caller heard 200
    std::optional<sim::Time> ended;     // BYE sent or heard by the caller
    std::string ended_by;               // who hung up
    std::string transferred_to;         // the number that one party sent the other to; empty: none
    std::vector<StreamRecord> streams;
};

// The mean opinion score of what a phone heard in a call, MOS-CQ, over its frames; nullopt where it heard nothing, or
// did not listen.
std::optional<double> mos_heard_by(std::string const& phone, CallRecord const& call);

// What the calls of one entry of `media_calls` came to, all streams together.
struct MediaCallRecord {
    std::string site;
    std::string relay;  // a host
    std::uint64_t calls = 0;
    std::uint64_t sent = 0;      // RTP packets, by the parties
    std::uint64_t received = 0;  // by the other parties
    double mean_jitter_ms = 0;   // RFC 3550 section 6.4.1, at the end, over all streams
    double greatest_jitter_ms = 0;
};

// What an entry of `background` came to, in IP packets.
struct BackgroundRecord {
    std::string from;  // hosts
    std::string to;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t delivered = 0;  // of a greedy one: those that came in order, each once; else as received
    std::uint64_t timeouts = 0;   // of a greedy one
};

// What a phone's REGISTER came to.
struct RegistrationRecord {
    std::string phone;
    sim::Time at;
    int status = 0;        // the final response; 408: none
    bool removed = false;  // it took its binding away
};

// A run that ended as it would have gone on to more events than the scenario allows.
struct EventLimitReached {
    std::uint64_t limit = 0;
    sim::Time at;  // when the last event ran
    // The switch that flooded most frames, which a loop of switches makes many; none where nothing was flooded.
    std::optional<net::FloodCount> most_flooded;
};

struct RunResult {
    std::vector<CallRecord> calls;
    std::vector<MediaCallRecord> media_calls;
    std::vector<BackgroundRecord> background;
    std::vector<net::LinkRecord> links;             // those that are measured, each way
    std::vector<RegistrationRecord> registrations;  // in the order of time
    std::vector<LadderRow> ladder;
    std::vector<std::string> parties;              // the ladder's columns, left to right
    std::vector<std::filesystem::path> files;      // written
    std::vector<std::string> failed_expectations;  // one sentence each: what was expected, what came
    std::vector<std::string> left_over;            // what an audit found; one sentence each
    std::optional<EventLimitReached> event_limit;  // reached
    std::uint64_t events = 0;
    std::uint64_t packets = 0;  // RTP packets of media calls delivered, end to end
    sim::Time end;
    // What the machine took, and so no part of what the run shows: building the world, and running it until its files
    // were written.
    std::chrono::nanoseconds setup_time{};
    std::chrono::nanoseconds run_time{};
};

struct RunOptions {
    std::filesystem::path output;  // the folder for files; made if it is missing
    std::function<void(double)>
        progress;             // called now and then with the part of simulated time that has passed, 0 to 1
    std::string application;  // named in captures: "voiplab 0.1.0"
    bool ladder = true;       // record each SIP message's way; where a scenario expects a ladder it is recorded anyway
    bool files = true;        // write captures, audio and statistics
    bool listen = false;      // phones listen though the scenario asks for no figure of what they hear
    // Afterwards the run goes on, unrecorded and with nobody beginning anything, until all that ends by itself has had
    // the time; what is left then is told: transactions, dialogs, timers, RTP ports.
    bool audit = false;
};

// A file could not be written.
struct OutputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A file that the scenario names could not be read, though it could when the scenario was loaded.
struct InputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Builds the world that the scenario describes, runs it, and writes its files, each whole or not at all. May be called
// in several threads at once. Throws OutputError or InputError.
RunResult run(Scenario const& scenario, RunOptions const& options);

}  // namespace voiplab::scenarios
