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
    auto const body = message.body();
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
        auto const line = message.request_line();
        if (!says_where(line)) return std::string(line.method) + described;
        return fmt::format("{} {}{}", line.method, line.uri.substr(0, line.uri.find(';')), described);
    }
    auto const line = message.status_line();
    return fmt::format("{} {}{}", line.code, line.reason, described);
}

// What stays the same on the way, and tells a message from others that look like it: its retransmissions differ in
// their datagrams. (The top Via of a request changes.)
std::string key_of(sip::Message const& message, std::string_view from, std::string_view to, std::uint16_t datagram) {
    auto const start = message.is_request() ? std::string(message.request_uri()) : std::to_string(message.status());
    return fmt::format("{}|{}|{}|{}|{}|{}", from, to, datagram, start, message.header("Call-ID").value_or(""),
                       message.header("CSeq").value_or(""));
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
    // What was answered before this call was placed is no answer to it: a transfer led there.
    std::erase_if(answers_, [&](Answer const& answer) { return answer.at < call.dialled; });
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
    if (event.kind == Kind::answered) answers_.push_back({key, event.number, event.at});
    if (event.kind != Kind::ended) return;
    if (auto const known = call_of_.find(key); known != call_of_.end()) {
        auto& call = calls_[known->second];
        // Whoever has sent his party elsewhere leaves a call that goes on.
        if (event.local && !call.ended && call.transferred_to.empty()) call.ended_by = event.phone;
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
