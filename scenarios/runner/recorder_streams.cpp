#include "scenarios/runner/recorder.hpp"

#include <algorithm>

// What a run's RTP came to: the streams that agents sent, with what arrived of each, put with the calls that they
// belong to.

namespace voiplab::scenarios {

namespace {

// Packets may be that long on their way: what meets a port that has just closed was not lost.
constexpr sim::Duration longest_rtp_way = std::chrono::seconds(1);

// Somebody listened at the stream's destination while it was sent.
bool had_listener(agents::SentStream const& sent, std::vector<agents::RtpPortUse> const& ports) {
    return std::any_of(ports.begin(), ports.end(), [&](agents::RtpPortUse const& port) {
        return port.endpoint == sent.to && port.opened <= sent.last &&
               (!port.closed || *port.closed > sent.first + longest_rtp_way);
    });
}

bool is_same_stream(agents::SentStream const& a, agents::SentStream const& b) {
    return a.ssrc == b.ssrc && a.from == b.from && a.to == b.to && a.codec == b.codec && a.call == b.call;
}

// The times in which one stream went one way, and the place of each one's first packet in the stream's sequence.
struct Journey {
    std::vector<agents::SentStream const*> parts;
    std::vector<std::uint64_t> begins;

    void add(agents::SentStream const& part) {
        // What lies between two parts went elsewhere; its packets are fewer than the sequence numbers are.
        auto const begin = parts.empty()
                               ? 0
                               : begins.back() +
                                     static_cast<std::uint16_t>(part.first_sequence - parts.back()->first_sequence -
                                                                static_cast<std::uint16_t>(parts.back()->packets)) +
                                     parts.back()->packets;
        parts.push_back(&part);
        begins.push_back(begin);
    }
    // Where a receiver's first packet stands in the sequence; nullopt where it is none of these.
    [[nodiscard]] std::optional<std::uint64_t> place_of(std::uint16_t sequence) const {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            auto const offset = static_cast<std::uint16_t>(sequence - parts[i]->first_sequence);
            if (offset < parts[i]->packets) return begins[i] + offset;
        }
        return std::nullopt;
    }
    // How many packets went this way up to that place.
    [[nodiscard]] std::uint64_t sent_up_to(std::uint64_t place) const {
        std::uint64_t sent = 0;
        for (std::size_t i = 0; i < parts.size() && begins[i] <= place; ++i) {
            sent += std::min(parts[i]->packets, place - begins[i] + 1);
        }
        return sent;
    }
};

// How much of what was sent one way arrived. What is missing before the last packet that came is lost; what follows
// it may have met a closed port, as the last packets of every call do.
void judge(StreamRecord& record, Journey const& journey, agents::StreamReport const& report) {
    auto const& sent = *journey.parts.front();
    std::uint64_t reached = 0;  // packets from the first sent to the highest received
    for (auto const& heard : report.received) {
        auto const is_same = heard.ssrc == sent.ssrc && heard.from == sent.from && heard.to == sent.to;
        auto const begin = is_same ? journey.place_of(static_cast<std::uint16_t>(heard.first_sequence)) : std::nullopt;
        if (!begin) continue;
        record.received += heard.packets;
        auto const last = *begin + std::uint64_t{heard.highest_sequence} - heard.first_sequence;
        reached = std::max(reached, journey.sent_up_to(last));
        record.mean_jitter_ms = static_cast<double>(heard.jitter.count()) * 1e-6;
    }
    if (record.received == 0 && had_listener(sent, report.ports)) reached = record.sent;
    record.lost = reached - std::min(reached, record.received);
}

}  // namespace

void Recorder::add_streams(agents::StreamReport const& report) {
    std::map<net::UdpEndpoint, std::string> agents;
    for (auto const& stream : report.sent) {
        agents[stream.from] = stream.agent;
    }
    for (auto const& stream : report.received) {
        agents[stream.to] = stream.agent;
    }
    for (auto const& port : report.ports) {
        agents[port.endpoint] = port.agent;
    }
    std::vector<bool> taken(report.sent.size(), false);
    for (std::size_t i = 0; i < report.sent.size(); ++i) {
        auto const& stream = report.sent[i];
        auto const call = taken[i] ? std::nullopt : record_of_stream(stream, report);
        if (!call) continue;
        StreamRecord record;
        record.from = stream.agent;
        auto const receiver = agents.find(stream.to);
        record.to = receiver == agents.end() ? net::to_string(stream.to) : receiver->second;
        record.ssrc = stream.ssrc;
        record.codec = stream.codec;
        record.first = stream.first;
        Journey journey;
        for (std::size_t j = i; j < report.sent.size(); ++j) {
            auto const& part = report.sent[j];
            if (!is_same_stream(stream, part)) continue;
            taken[j] = true;
            journey.add(part);
            record.last = part.last;
            record.sent += part.packets;
            record.periods.push_back({part.first, part.last});
        }
        judge(record, journey, report);
        calls_[*call].streams.push_back(std::move(record));
    }
}

// A phone's stream is of the call that the phone says; a server's is of the phone's call at whose port it arrives.
std::optional<std::size_t> Recorder::record_of_stream(agents::SentStream const& stream,
                                                      agents::StreamReport const& report) const {
    for (auto const& other : report.sent) {
        auto const same = stream.call != 0 ? &other == &stream : other.call != 0 && other.from == stream.to;
        auto const call = same ? call_of_.find({other.agent, other.call}) : call_of_.end();
        if (call == call_of_.end()) continue;
        auto const& record = calls_[call->second];
        if (stream.first >= record.dialled && (!record.ended || stream.first <= *record.ended)) return call->second;
    }
    // A phone that only listened: by name and time.
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        auto const& record = calls_[i];
        auto const during = stream.first >= record.dialled && (!record.ended || stream.first <= *record.ended);
        if (during && stream.call == 0) return i;
    }
    return std::nullopt;
}

}  // namespace voiplab::scenarios
