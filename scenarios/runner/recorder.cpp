#include "scenarios/runner/recorder.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// A message that is this long under way will not arrive any more; what is remembered of messages is kept short by it.
constexpr sim::Duration longest_way = std::chrono::seconds(60);

// A session's direction where it is not the usual one.
std::string_view described_session(std::string_view body) {
    for (auto at = body.find("\na="); at != std::string_view::npos; at = body.find("\na=", at + 1)) {
        auto const line = body.substr(at + 3, body.find('\r', at) - at - 3);
        if (line == "sendonly") return " (SDP sendonly)";
        if (line == "recvonly") return " (SDP recvonly)";
        if (line == "inactive") return " (SDP inactive)";
    }
    return " (SDP)";
}

// What a body says in a word: a description of a session, the news of a transfer, a key.
std::string described_body(sip::Message const& message) {
    auto const type = message.header("Content-Type").value_or("");
    auto const body = message.body();
    if (body.empty()) return {};
    if (type.starts_with("application/sdp")) return std::string(described_session(body));
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
    std::string label;
    if (message.is_request()) {
        auto const line = message.request_line();
        label = line.method;
        if (says_where(line)) label.append(" ").append(line.uri.substr(0, line.uri.find(';')));
    } else {
        auto const line = message.status_line();
        label = std::to_string(line.code);
        label.append(" ").append(line.reason);
    }
    return label.append(described);
}

std::size_t combine(std::size_t seed, std::size_t value) {
    return (seed ^ value) * 0x9e3779b97f4a7c15U + (seed >> 32U);
}

}  // namespace

std::string outcome_of(int status) {
    if (status >= 200 && status < 300) return "answered";
    if (status == 486 || status == 600 || status == 603) return "busy";
    if (status == 487) return "cancelled";
    if (status == 408 || status == 480 || status == 0) return "unanswered";
    return "failed";
}

void Recorder::add_party(std::string const& name, net::UdpEndpoint sip, std::string user) {
    party_names_.push_back(name);
    if (user.empty() && server_.empty()) server_ = name;
    auto const party = party_of(name);
    parties_[party].user = std::move(user);
    party_at_.emplace(sip, party);
}

Recorder::PartyId Recorder::party_of(std::string_view name) {
    if (auto const found = party_of_.find(name); found != party_of_.end()) return found->second;
    auto const added = static_cast<PartyId>(parties_.size());
    parties_.push_back({std::string(name), {}});
    party_of_.emplace(name, added);
    return added;
}

Recorder::PartyId Recorder::party_at(net::UdpEndpoint endpoint) {
    auto const found = party_at_.find(endpoint);
    if (found != party_at_.end()) return found->second;
    return party_at_[endpoint] = party_of(net::to_string(endpoint));
}

Recorder::MessageKey Recorder::key_of(sip::Message const& message, PartyId from, PartyId to, std::uint16_t datagram) {
    constexpr std::hash<std::string_view> hash;
    auto text = message.is_request() ? hash(message.request_uri()) : static_cast<std::size_t>(message.status());
    text = combine(text, hash(message.header("Call-ID").value_or("")));
    text = combine(text, hash(message.header("CSeq").value_or("")));
    return {from, to, datagram, text};
}

void Recorder::sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to,
                        std::uint16_t datagram, sim::Time now) {
    if (finished_) return;
    auto const sender = party_of(agent);
    auto const receiver = party_at(to);
    forget_before(now - longest_way);
    auto const key = key_of(message, sender, receiver, datagram);
    recent_order_.emplace_back(key, ladder_.size());
    recent_.insert_or_assign(key, ladder_.size());
    auto& row = ladder_.emplace_back();
    row.sent = row.arrived = now;
    row.from = agent;
    row.to = parties_[receiver].name;
    row.label = label_of(message);
    row.method = message.method();
    row.call_id = message.header("Call-ID").value_or("");
    row.lost = true;
}

void Recorder::forget_before(sim::Time then) {
    while (!recent_order_.empty()) {
        auto const& [key, row] = recent_order_.front();
        if (ladder_[row].sent >= then) return;
        auto const oldest = recent_.find(key);
        if (oldest != recent_.end() && oldest->second == row) recent_.erase(oldest);
        recent_order_.pop_front();
    }
}

void Recorder::sip_received(std::string_view agent, sip::Message const& message, net::UdpEndpoint from,
                            std::uint16_t datagram, sim::Time now) {
    if (finished_) return;
    auto const found = recent_.find(key_of(message, party_at(from), party_of(agent), datagram));
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

CallRecord* Recorder::known_record(PartyId phone, std::uint64_t call) {
    auto const& records = parties_[phone].records;
    auto const place = call <= records.size() ? records[call - 1] : 0;
    return place == 0 ? nullptr : &calls_[place - 1];
}

void Recorder::set_record(PartyId phone, std::uint64_t call, std::size_t place) {
    auto& records = parties_[phone].records;
    if (records.size() < call) records.resize(call);
    records[call - 1] = static_cast<std::uint32_t>(place + 1);
}

void Recorder::transferred(agents::PhoneEvent const& event) {
    if (auto* const call = known_record(party_of(event.phone), event.call)) call->transferred_to = event.number;
}

CallRecord& Recorder::record_of(PartyId phone, agents::PhoneEvent const& event) {
    if (auto* const known = known_record(phone, event.call)) return *known;
    set_record(phone, event.call, calls_.size());
    auto& added = calls_.emplace_back();
    added.from = event.phone;
    added.to = event.number;
    added.dialled = event.at;
    added.outcome = "unanswered";
    return added;
}

void Recorder::caller_event(agents::PhoneEvent const& event) {
    using Kind = agents::PhoneEvent::Kind;
    auto const phone = party_of(event.phone);
    auto& call = record_of(phone, event);
    if (event.kind == Kind::ringing && !call.ringing) call.ringing = event.at;
    if (event.kind == Kind::answered) {
        call.answered = event.at;
        call.status = event.status;
        call.outcome = outcome_of(event.status);
        match_answer(phone, call);
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
void Recorder::match_answer(PartyId caller, CallRecord& call) {
    // What was answered before this call was placed is no answer to it: a transfer led there.
    while (!answers_.empty() && answers_.begin()->second.at < call.dialled) {
        forget(answers_.begin());
    }
    auto const found = answer_to(parties_[caller].user);
    if (found == answers_.end()) return;
    auto const& answer = found->second;
    call.answered_by = parties_[answer.callee].name;
    if (answer.hung_up) call.ended_by = call.answered_by;
    set_record(answer.callee, answer.call, static_cast<std::size_t>(&call - calls_.data()));
    forget(found);
}

Recorder::Answers::iterator Recorder::answer_to(std::string const& number) {
    auto const found = answers_by_number_.lower_bound({number, 0});
    return found != answers_by_number_.end() && found->first == number ? answers_.find(found->second)
                                                                       : answers_.begin();
}

void Recorder::forget(Answers::iterator answer) {
    answers_by_number_.erase({answer->second.caller_number, answer->first});
    parties_[answer->second.callee].answers.erase(answer->second.call);
    answers_.erase(answer);
}

void Recorder::callee_event(agents::PhoneEvent const& event) {
    using Kind = agents::PhoneEvent::Kind;
    auto const phone = party_of(event.phone);
    if (event.kind == Kind::answered) {
        auto const key = ++last_answer_;
        answers_.emplace(key, Answer{phone, event.call, event.number, event.at});
        answers_by_number_.emplace(event.number, key);
        parties_[phone].answers.emplace(event.call, key);
    }
    if (event.kind != Kind::ended) return;
    if (auto* const call = known_record(phone, event.call)) {
        // Whoever has sent his party elsewhere leaves a call that goes on.
        if (event.local && !call->ended && call->transferred_to.empty()) call->ended_by = event.phone;
        return;
    }
    auto const& open = parties_[phone].answers;
    auto const answer = open.find(event.call);
    if (answer == open.end()) return;
    if (event.local) {
        answers_.at(answer->second).hung_up = true;
    } else {
        // It was sent away: somebody else had answered first.
        forget(answers_.find(answer->second));
    }
}

std::size_t Recorder::place_of(std::string const& phone, std::uint64_t call) {
    auto const* const record = known_record(party_of(phone), call);
    return record == nullptr ? 0 : static_cast<std::size_t>(record - calls_.data()) + 1;
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
