#include "scenarios/runner/recorder.hpp"
#include "scenarios/runner/rtcp_columns.hpp"
#include "scenarios/runner/stream_quality.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

// What a run's RTP came to: the streams that agents sent, with what arrived of each, put with the calls that they
// belong to.

namespace voiplab::scenarios {

namespace {

// Packets may be that long on their way: what meets a port that has just closed was not lost.
constexpr sim::Duration longest_rtp_way = std::chrono::seconds(1);

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

using Endpoint = net::UdpEndpoint;
using Places = std::vector<std::size_t>;  // of rows in a report

// What one stream is told by on its way, and with its codec and its phone's call at its sender.
using Way = std::tuple<std::uint32_t, Endpoint, Endpoint>;
using Source = std::tuple<Way, std::uint64_t, std::string_view>;

template <typename Stream>
Way way_of(Stream const& stream) {
    return {stream.ssrc, stream.from, stream.to};
}

Source source_of(agents::SentStream const& stream) {
    return {way_of(stream), stream.call, stream.codec};
}

// A NAT on the way gives a stream another source, or another destination, than it was sent with. The streams are put
// together by their SSRC: what was received is then from who sent it, what was sent goes where it was received.
void undo_nat(agents::StreamReport& report) {
    std::set<Way> sent_ways;
    std::multimap<std::uint32_t, agents::SentStream*> sent_by_ssrc;
    for (auto& stream : report.sent) {
        sent_ways.insert(way_of(stream));
        sent_by_ssrc.emplace(stream.ssrc, &stream);
    }
    for (auto& heard : report.received) {
        if (sent_ways.contains(way_of(heard))) continue;
        auto const [first, last] = sent_by_ssrc.equal_range(heard.ssrc);
        auto const is_translated = [&](auto const& entry) {
            return entry.second->to == heard.to || entry.second->from == heard.from;
        };
        auto const found = std::find_if(first, last, is_translated);
        if (found == last) continue;
        auto const to = found->second->to;
        heard.from = found->second->from;
        for (auto sent = first; sent != last; ++sent) {
            if (sent->second->to == to && sent->second->from == heard.from) sent->second->to = heard.to;
        }
    }
}

// A report by what is looked up in it, each list in the report's order.
struct StreamIndex {
    explicit StreamIndex(agents::StreamReport const& indexed) : report(indexed) {
        for (std::size_t i = 0; i < report.sent.size(); ++i) {
            auto const& stream = report.sent[i];
            agents[stream.from] = stream.agent;
            sent[source_of(stream)].push_back(i);
            if (stream.call != 0) phones_sent[stream.from].push_back(i);
        }
        for (std::size_t i = 0; i < report.received.size(); ++i) {
            auto const& stream = report.received[i];
            agents[stream.to] = stream.agent;
            received[way_of(stream)].push_back(i);
        }
        for (std::size_t i = 0; i < report.ports.size(); ++i) {
            auto const& port = report.ports[i];
            agents[port.endpoint] = port.agent;
            ports[port.endpoint].push_back(i);
        }
    }

    agents::StreamReport const& report;
    std::map<Endpoint, std::string_view> agents;
    std::map<Source, Places> sent;
    std::map<Endpoint, Places> phones_sent;
    std::map<Way, Places> received;
    std::map<Endpoint, Places> ports;
};

template <typename Key>
Places const& places(std::map<Key, Places> const& index, Key const& key) {
    static Places const none;
    auto const found = index.find(key);
    return found == index.end() ? none : found->second;
}

// Somebody listened at the stream's destination while it was sent.
bool had_listener(agents::SentStream const& sent, StreamIndex const& index) {
    auto const& there = places(index.ports, sent.to);
    return std::any_of(there.begin(), there.end(), [&](std::size_t place) {
        auto const& port = index.report.ports[place];
        return port.opened <= sent.last && (!port.closed || *port.closed > sent.first + longest_rtp_way);
    });
}

// How much of what was sent one way arrived. What is missing before the last packet that came is lost; what follows
// it may have met a closed port, as the last packets of every call do.
void judge(StreamRecord& record, Journey const& journey, StreamIndex const& index) {
    auto const& sent = *journey.parts.front();
    std::uint64_t reached = 0;  // packets from the first sent to the highest received
    for (auto const place : places(index.received, way_of(sent))) {
        auto const& heard = index.report.received[place];
        auto const begin = journey.place_of(static_cast<std::uint16_t>(heard.first_sequence));
        if (!begin) continue;
        record.received += heard.packets;
        auto const last = *begin + std::uint64_t{heard.highest_sequence} - heard.first_sequence;
        reached = std::max(reached, journey.sent_up_to(last));
        record.mean_jitter_ms = static_cast<double>(heard.jitter.count()) * 1e-6;
    }
    if (record.received == 0 && had_listener(sent, index)) reached = record.sent;
    record.lost = reached - std::min(reached, record.received);
}

// A stream of a call with what its figures are made of.
struct Leg {
    std::size_t record;  // its place among the call's streams
    std::vector<agents::SentStream const*> sent;
    std::vector<agents::ReceivedStream const*> received;
};

// What befell the speech of a server's stream on its way to the server: what it sends to a phone came from another
// phone of the call at the same time. Nothing for a phone's own stream, and where nothing came.
SpeechBefore way_to_sender(Leg const& leg, std::vector<Leg> const& legs) {
    auto const& sent = *leg.sent.front();
    if (sent.call != 0) return {};
    for (auto const& other : legs) {
        auto const& source = *other.sent.front();
        if (source.to.address != sent.from.address || source.from.address == sent.to.address) continue;
        if (source.first > leg.sent.back()->last || other.sent.back()->last < sent.first) continue;
        for (auto const* const received : other.received) {
            auto const delay = network_delay(*received, other.sent);
            if (delay) return {*delay, impairment_before(source, sent), &source};
        }
    }
    return {};
}

void rate_streams(CallRecord& call, std::vector<Leg> const& legs, std::vector<agents::AudioPiece> const& pieces) {
    for (auto const& leg : legs) {
        auto& record = call.streams[leg.record];
        record.quality = quality_of(leg.received, leg.sent, way_to_sender(leg, legs), pieces);
        if (leg.received.empty()) continue;
        if (auto const delay = network_delay(*leg.received.front(), leg.sent)) {
            record.network_delay_ms = std::chrono::duration<double, std::milli>(*delay).count();
        }
    }
}

// Finds the first call that was under way at a time. Calls stand in the order in which they were dialled.
class CallsByTime {
  public:
    explicit CallsByTime(std::vector<CallRecord> const& calls) : calls_(calls) {
        latest_end_.reserve(calls.size());
        for (auto const& call : calls) {
            auto const end = call.ended.value_or(sim::Time::max());
            latest_end_.push_back(latest_end_.empty() ? end : std::max(latest_end_.back(), end));
        }
    }
    [[nodiscard]] std::optional<std::size_t> first_during(sim::Time at) const {
        auto const found = std::lower_bound(latest_end_.begin(), latest_end_.end(), at);
        auto const place = static_cast<std::size_t>(found - latest_end_.begin());
        if (found == latest_end_.end() || calls_[place].dialled > at) return std::nullopt;
        return place;
    }

  private:
    std::vector<CallRecord> const& calls_;
    std::vector<sim::Time> latest_end_;  // of the calls up to each
};

bool is_during(sim::Time at, CallRecord const& call) {
    return at >= call.dialled && (!call.ended || at <= *call.ended);
}

}  // namespace

void Recorder::add_streams(agents::StreamReport report) {
    // Ports that nothing was sent from say nothing.
    if (report.sent.empty()) return;
    undo_nat(report);
    StreamIndex const index(report);
    CallsByTime const by_time(calls_);
    // A phone's stream is of the call that the phone says; a server's is of the phone's call at whose port it arrives.
    auto const said = [&](agents::SentStream const& by, sim::Time at) -> CallRecord* {
        auto* const call = known_record(party_of(by.agent), by.call);
        return call != nullptr && is_during(at, *call) ? call : nullptr;
    };
    auto const record_of_stream = [&](agents::SentStream const& stream) -> CallRecord* {
        if (stream.call != 0) return said(stream, stream.first);
        for (auto const place : places(index.phones_sent, stream.to)) {
            if (auto* const call = said(report.sent[place], stream.first)) return call;
        }
        // A phone that only listened: by name and time.
        auto const place = by_time.first_during(stream.first);
        return place ? &calls_[*place] : nullptr;
    };
    std::map<CallRecord*, std::vector<Leg>> legs;
    std::vector<bool> taken(report.sent.size(), false);
    for (std::size_t i = 0; i < report.sent.size(); ++i) {
        auto const& stream = report.sent[i];
        auto* const call = taken[i] ? nullptr : record_of_stream(stream);
        if (call == nullptr) continue;
        StreamRecord record;
        record.from = stream.agent;
        auto const receiver = index.agents.find(stream.to);
        record.to = receiver == index.agents.end() ? net::to_string(stream.to) : std::string(receiver->second);
        record.ssrc = stream.ssrc;
        record.codec = stream.codec;
        record.first = stream.first;
        Journey journey;
        for (auto const j : places(index.sent, source_of(stream))) {
            if (j < i) continue;
            auto const& part = report.sent[j];
            taken[j] = true;
            journey.add(part);
            record.last = part.last;
            record.sent += part.packets;
            record.periods.push_back({part.first, part.last});
        }
        judge(record, journey, index);
        record.rtcp = rtcp_of(journey.parts);
        Leg leg{call->streams.size(), journey.parts, {}};
        for (auto const place : places(index.received, way_of(stream)))
            leg.received.push_back(&report.received[place]);
        legs[call].push_back(std::move(leg));
        call->streams.push_back(std::move(record));
    }
    for (auto const& [call, its_legs] : legs)
        rate_streams(*call, its_legs, report.audio);
}

}  // namespace voiplab::scenarios
