#pragma once

#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::net {

// Sizes in a queue are what Linux's disciplines count: the frame as its sender's kernel has it, with the Ethernet
// header, without padding and check sequence.

// RFC 2697's committed rate and burst, a bucket of tokens.
struct TokenBucketOptions {
    BitRate rate;     // at which tokens come; not 0
    ByteCount burst;  // that the bucket holds; it is full in the beginning
};

// One class of a discipline that tells frames apart by their differentiated services codepoint (RFC 2474).
struct QueueClassOptions {
    std::vector<std::uint8_t> dscp;      // none: all that no other class names
    std::uint32_t weight = 1;            // of wfq
    std::optional<std::size_t> packets;  // by default the queue's
    std::optional<ByteCount> bytes;      // by default the queue's
};

// What decides which of the frames that wait for a transmitter is sent next, and which are dropped. Named after Linux's
// disciplines (tc(8)) where it has one of the kind.
struct QueueOptions {
    enum class Kind : std::uint8_t {
        fifo,      // tail drop: pfifo, bfifo
        prio,      // classes in strict order, the first one first
        wfq,       // classes by weights: self-clocked fair queueing (Golestani 1994)
        red,       // random early detection (Floyd and Jacobson 1993)
        codel,     // RFC 8289
        fq_codel,  // RFC 8290
    };
    std::string from;  // the link's end that sends; empty: both ways
    Kind kind = Kind::fifo;
    std::optional<std::size_t> packets;  // that wait at most; by default the link's, or fq_codel's 10,240
    std::optional<ByteCount> bytes;      // that wait at most; not of fq_codel

    std::vector<QueueClassOptions> classes;  // of prio and wfq, one of them without dscp

    std::uint32_t red_min = 5;          // packets on average from which on frames are dropped by chance
    std::uint32_t red_max = 15;         // and from which on all are
    Probability red_probability{0.1};   // of the chance where the average comes to `red_max`
    Probability red_weight{0.002};      // of one frame in the average
    ByteCount red_average_packet{500};  // whose time ages the average while nothing waits

    sim::Duration target = std::chrono::milliseconds(5);      // of codel and fq_codel: acceptable sojourn
    sim::Duration interval = std::chrono::milliseconds(100);  // in which it may be exceeded
    std::size_t flows = 1024;                                 // of fq_codel: queues that flows are hashed into
    ByteCount quantum{1514};                                  // of fq_codel: that a flow may send in its turn

    std::optional<TokenBucketOptions> police;  // in front of the queue: what exceeds it is dropped
    std::optional<TokenBucketOptions> shape;   // behind the queue: what exceeds it waits, as in tc-tbf
};

}  // namespace voiplab::net
