#include "scenarios/runner/recorder.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// A message that is this long under way will not arrive any more; what is remembered of messages is kept short by it.
constexpr sim::Duration longest_way = std::chrono::seconds(60);

// A session's direction where it is not the usual one.
std::string described_session(std::string_view body) {
    for (auto const* const direction : {"sendonly", "recvonly", "inactive"}) {
        if (body.find(fmt::format("\na={}\r", direction)) != std::string_view::npos) {
            return fmt::format(" (SDP {})", direction);
        }
    }
    return " (SDP)";
}

// What a body says in a word: a description of a session, the news of a transfer, a key.
std::string described_body(sip::Message const& message) {
    auto const type = message.header("Content-Type").value_or("");
    std::string_view const body = message.body;
    if (body.empty()) return {};
    if (type.starts_with("application/sdp")) return described_session(body);
    auto const first_line = body.substr(0, body.find('\r'));
    if (type.starts_with("message/sipfrag")) return fmt::format(" ({})", first_line.substr(first_line.find(' ') + 1));
    if (type.starts_with("application/dtmf-relay")) return fmt::format(" ({})", first_line);
    return {};
}

// Of a NOTIFY its news say more than where it goes.
bool says_where(sip::RequestLine const& line) {
    return line.method != "NOTIFY" && line.method != "INFO";
}

std::string label_of(sip::Message const& message) {
    auto const described = described_body(message);
    if (message.is_request()) {
        auto const& line = std::get<sip::RequestLine>(message.start);
        if (!says_where(line)) return line.method + described;
        return fmt::format("{} {}{}", line.method, line.uri.substr(0, line.uri.find(';')), described);
    }
    auto const& line = std::get<sip::StatusLine>(message.start);
    return fmt::format("{} {}{}", line.code, line.reason, described);
}

// What stays the same on the way, and tells a message from others that look like it: its retransmissions differ in
// their datagrams. (The top Via of a request changes.)
std::string key_of(sip::Message const& message, std::string_view from, std::string_view to, std::uint16_t datagram) {
    auto const start = message.is_request() ? message.request_uri() : std::to_string(message.status());
    return fmt::format("{}|{}|{}|{}|{}|{}", from, to, datagram, start, message.header("Call-ID").value_or(""),
                       message.header("CSeq").value_or(""));
}

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

std::string outcome_of(int status) {
    if (status >= 200 && status < 300) return "answered";
    if (status == 486 || status == 600 || status == 603) return "busy";
    if (status == 487) return "cancelled";
    if (status == 408 || status == 480 || status == 0) return "unanswered";
    return "failed";
}

void Recorder::add_party(std::string name, net::UdpEndpoint sip, std::string user) {
    party_names_.push_back(name);
    if (user.empty() && server_.empty()) server_ = name;
    user_of_.emplace(name, std::move(user));
    parties_.emplace(sip, std::move(name));
}

std::string Recorder::party_at(net::UdpEndpoint endpoint) const {
    auto const found = parties_.find(endpoint);
    return found == parties_.end() ? net::to_string(endpoint) : found->second;
}

void Recorder::sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to,
                        std::uint16_t datagram, sim::Time now) {
    if (finished_) return;
    auto receiver = party_at(to);
    forget_before(now - longest_way);
    recent_order_.push_back(key_of(message, agent, receiver, datagram));
    recent_.insert_or_assign(recent_order_.back(), ladder_.size());
    LadderRow row;
    row.sent = row.arrived = now;
    row.from = agent;
    row.to = std::move(receiver);
    row.label = label_of(message);
    row.method = message.method();
    row.call_id = message.header("Call-ID").value_or("");
    row.lost = true;
    ladder_.push_back(std::move(row));
}

void Recorder::forget_before(sim::Time then) {
    while (!recent_order_.empty()) {
        auto const oldest = recent_.find(recent_order_.front());
        if (oldest != recent_.end()) {
            if (ladder_[oldest->second].sent >= then) return;
            recent_.erase(oldest);
        }
        recent_order_.pop_front();
    }
}

void Recorder::sip_received(std::string_view agent, sip::Message const& message, net::UdpEndpoint from,
                            std::uint16_t datagram, sim::Time now) {
    if (finished_) return;
    auto const found = recent_.find(key_of(message, party_at(from), agent, datagram));
    if (found == recent_.end()) return;
    auto row = found->second;
    if (!ladder_[row].lost) {
        // It comes a second time: the network has doubled it.
        ladder_.push_back(LadderRow(ladder_[row]));
        row = ladder_.size() - 1;
    }
    ladder_[row].arrived = now;
    ladder_[row].lost = false;
}

void Recorder::phone_event(agents::PhoneEvent const& event) {
    if (finished_) return;
    using Kind = agents::PhoneEvent::Kind;
    if (event.kind == Kind::registered) {
        registrations_.push_back({event.phone, event.at, event.status, event.local});
    } else if (event.kind == Kind::transferred) {
        transferred(event);
    } else if (event.caller) {
        caller_event(event);
    } else {
        callee_event(event);
    }
}

void Recorder::transferred(agents::PhoneEvent const& event) {
    auto const call = call_of_.find({event.phone, event.call});
    if (call != call_of_.end()) calls_[call->second].transferred_to = event.number;
}

CallRecord& Recorder::record_of(agents::PhoneEvent const& event) {
    auto const [entry, is_new] = call_of_.try_emplace({event.phone, event.call}, calls_.size());
    if (is_new) {
        calls_.emplace_back();
        calls_.back().from = event.phone;
        calls_.back().to = event.number;
        calls_.back().dialled = event.at;
        calls_.back().outcome = "unanswered";
    }
    return calls_[entry->second];
}

void Recorder::caller_event(agents::PhoneEvent const& event) {
    using Kind = agents::PhoneEvent::Kind;
    auto& call = record_of(event);
    if (event.kind == Kind::ringing && !call.ringing) call.ringing = event.at;
    if (event.kind == Kind::answered) {
        call.answered = event.at;
        call.status = event.status;
        call.outcome = outcome_of(event.status);
        match_answer(call);
    }
    if (event.kind == Kind::failed) {
        call.status = event.status;
        call.outcome = outcome_of(event.status);
        call.ended = event.at;
    }
    if (event.kind == Kind::ended) {
        call.ended = event.at;
        if (event.local) call.ended_by = event.phone;
    }
}

// The oldest answer to a call from this caller's number; where a server changed the number, the oldest of all.
void Recorder::match_answer(CallRecord& call) {
    auto const& number = user_of_[call.from];
    auto found = std::find_if(answers_.begin(), answers_.end(),
                              [&](Answer const& answer) { return answer.caller_number == number; });
    if (found == answers_.end()) found = answers_.begin();
    if (found == answers_.end()) return;
    call.answered_by = found->call.first;
    if (found->hung_up) call.ended_by = found->call.first;
    call_of_[found->call] = static_cast<std::size_t>(&call - calls_.data());
    answers_.erase(found);
}

void Recorder::callee_event(agents::PhoneEvent const& event) {
    using Kind = agents::PhoneEvent::Kind;
    PhoneCallKey const key{event.phone, event.call};
    if (event.kind == Kind::answered) answers_.push_back({key, event.number});
    if (event.kind != Kind::ended) return;
    if (auto const known = call_of_.find(key); known != call_of_.end()) {
        auto& call = calls_[known->second];
        if (event.local && !call.ended) call.ended_by = event.phone;
        return;
    }
    auto const answer =
        std::find_if(answers_.begin(), answers_.end(), [&](Answer const& candidate) { return candidate.call == key; });
    if (answer == answers_.end()) return;
    if (event.local) {
        answer->hung_up = true;
    } else {
        // It was sent away: somebody else had answered first.
        answers_.erase(answer);
    }
}

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

void Recorder::finish(RunResult& result) {
    finished_ = true;
    for (auto& call : calls_) {
        std::stable_sort(call.streams.begin(), call.streams.end(),
                         [](StreamRecord const& a, StreamRecord const& b) { return a.first < b.first; });
        if (call.answered && call.ended && call.ended_by.empty())
            call.ended_by = server_.empty() ? "the network" : server_;
    }
    result.calls = std::move(calls_);
    result.registrations = std::move(registrations_);
    result.ladder = std::move(ladder_);
    result.parties = std::move(party_names_);
}

}  // namespace voiplab::scenarios
