#include "voiplab/models/agents/softphone.hpp"

#include "models/agents/joined.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

std::string contact_parameters(PhoneOptions const& options, SipEndpoint& endpoint) {
    if (options.identity.rinstance) return ";rinstance=" + *options.identity.rinstance;
    return endpoint.identifiers().draw(options.profile->identifiers.contact_parameters, endpoint.now());
}

std::string make_contact_uri(PhoneOptions const& options, SipEndpoint& endpoint) {
    return fmt::format("sip:{}@{}{}", options.user, net::to_string(endpoint.address()),
                       contact_parameters(options, endpoint));
}

RegistrationTarget registration_target(PhoneOptions const& options, std::string const& contact_uri,
                                       sip::TransportAddress const& proxy) {
    auto const own = fmt::format("sip:{}@{}", options.user, options.domain);
    return {proxy, fmt::format("sip:{}", options.domain), name_address(options.display_name, own, *options.profile),
            name_address({}, contact_uri, *options.profile), options.registration.value_or(RegisterOptions{}).expires};
}

}  // namespace

Softphone::Softphone(AgentContext const& context, PhoneOptions const& options, Speech const& speech,
                     sim::RandomStreams const& streams, PhoneObserver* observer)
    : context_(context),
      options_(options),
      timing_(options_.profile->phone_timing),
      speech_(speech),
      streams_(streams),
      observer_(observer),
      endpoint_(context, options_.name, options_.sip_port, *options_.profile, *this,
                streams.stream(fmt::format("phone:{}/identifiers", options_.name))),
      media_random_(streams.stream(fmt::format("phone:{}/media", options_.name))),
      call_random_(streams.stream(fmt::format("phone:{}/calls", options_.name))),
      contact_uri_(make_contact_uri(options_, endpoint_)),
      contact_(name_address({}, contact_uri_, *options_.profile)),
      proxy_(transport_address_of("sip:" + options_.domain).value_or(sip::TransportAddress{})),
      registration_(endpoint_, {options_.user, options_.password}, registration_target(options_, contact_uri_, proxy_),
                    timing_.resend,
                    [this](int status, bool removed) {
                        if (observer_ == nullptr) return;
                        observer_->phone_event({.kind = PhoneEvent::Kind::registered,
                                                .phone = options_.name,
                                                .number = options_.user,
                                                .status = status,
                                                .local = removed,
                                                .at = endpoint_.now()});
                    }),
      keep_alive_(options_.keep_alive),
      keep_alive_timer_(context.scheduler,
                        [this] {
                            endpoint_.send_keep_alive(proxy_);
                            keep_alive_timer_.arm_in(keep_alive_->interval);
                        }),
      parts_{*this,    index_, endpoint_,       options_,     timing_,  contact_uri_,
             contact_, proxy_, last_challenge_, call_random_, observer_} {}

Softphone::~Softphone() = default;

void Softphone::start() {
    if (options_.registration) registration_.start(*options_.registration);
    if (!keep_alive_ && options_.profile->keep_alive) {
        auto const interval = *options_.profile->keep_alive;
        keep_alive_ = KeepAliveOptions{context_.scheduler.now() + interval, interval};
    }
    if (keep_alive_) keep_alive_timer_.arm(keep_alive_->first);
}

void Softphone::retire() {
    registration_.stop();
    keep_alive_timer_.cancel();
}

std::vector<std::string> Softphone::left_over() {
    auto found = endpoint_.left_over();
    for (auto const& [number, call] : calls_) {
        auto const which = fmt::format("{}: call {}", options_.name, number);
        if (call.ended()) continue;
        found.push_back(which + " has not ended");
        if (call.media().port().open()) found.push_back(which + " keeps its RTP port");
    }
    return found;
}

void Softphone::dial(std::string const& number, CallPlan plan) {
    auto& call = new_call();
    call.set_plan(std::move(plan));
    call.dial(number);
}

sim::Duration Softphone::processing_time(sip::Message const& message) {
    if (message.is_request()) {
        if (message.method() == "ACK") return {};
        return message.method() == "INVITE" ? timing_.invite.next() : timing_.request.next();
    }
    auto const status = message.status();
    if (status == 401 || status == 407) return timing_.challenge.next();
    if (status >= 300) return timing_.failure.next();
    if (status >= 200 && message.method() == "INVITE") return timing_.answer.next();
    return status == 100 ? sim::Duration{} : timing_.provisional.next();  // nothing comes of a 100
}

void Softphone::handle(sip::TransactionEvent const& event) {
    std::visit([this](auto const& what) { handle_event(what); }, event);
}

void Softphone::handle_event(sip::RequestArrived const& event) {
    if (event.request.method() == "CANCEL") {
        cancel(event);
        return;
    }
    auto* const call = index_.find(*event.request.header(sip::HeaderName::call_id),
                                   [&](PhoneCall& candidate) { return candidate.handle(event); });
    if (call == nullptr) {
        take_outside_dialog(event);
    } else {
        index_.open(event.transaction, *call);
    }
}

void Softphone::take_outside_dialog(sip::RequestArrived const& event) {
    auto const in_dialog = sip::is_within_dialog(event.request);
    auto const method = event.request.method();
    if (method == "INVITE" && !in_dialog) {
        auto const busy = busy_lines_ >= options_.lines;
        auto& call = new_call();
        auto const from = sip::view_name_address(*event.request.header(sip::HeaderName::from));
        if (auto plan = plans_.extract(std::string(from->uri.user))) call.set_plan(std::move(plan.mapped()));
        call.take(event, busy);
        return;
    }
    // A request for a dialog that is not ours is 481 (section 12.2.2); of the others this phone knows OPTIONS alone.
    auto const status = in_dialog || method == "BYE" ? 481 : method == "OPTIONS" ? 200 : 405;
    auto const tag = endpoint_.identifiers().draw(options_.profile->identifiers.tag, endpoint_.now());
    endpoint_.respond(event.transaction, sip::make_response(event.request, status, tag));
}

void Softphone::cancel(sip::RequestArrived const& event) {
    auto const invite = endpoint_.transactions().cancelled(event.request, endpoint_.now());
    auto* const call = invite ? index_.of(*invite) : nullptr;
    if (call == nullptr || !call->owns(*invite)) {
        auto const tag = endpoint_.identifiers().draw(options_.profile->identifiers.tag, endpoint_.now());
        endpoint_.respond(event.transaction, sip::make_response(event.request, 481, tag));
        return;
    }
    index_.open(event.transaction, *call);
    call->cancel(event);
}

void Softphone::handle_event(sip::AckArrived const& event) {
    index_.find(*event.ack.header(sip::HeaderName::call_id), [&](PhoneCall& call) { return call.handle(event); });
}

void Softphone::handle_event(sip::ResponseArrived const& event) {
    if (registration_.handle(event)) return;
    if (auto* const call = index_.of(event.transaction)) call->handle(event);
}

void Softphone::handle_event(sip::StrayResponse const& event) {
    index_.find(*event.response.header(sip::HeaderName::call_id), [&](PhoneCall& call) { return call.handle(event); });
}

void Softphone::handle_event(sip::TryingDue const& event) {
    if (auto* const call = index_.of(event.transaction)) call->handle(event);
}

void Softphone::handle_event(sip::TransactionTimedOut const& event) {
    if (registration_.handle(event)) return;
    if (auto* const call = index_.of(event.transaction)) call->handle(event);
}

void Softphone::handle_event(sip::TransactionTerminated const& event) {
    auto const* const call = index_.close(event.transaction);
    if (call != nullptr && call->done()) calls_.erase(call->number());
}

void Softphone::call_ended(PhoneCall const& call) {
    --busy_lines_;
    call.media().port().report(call.number(), past_streams_);
}

PhoneCall& Softphone::new_call() {
    auto const number = ++last_call_;
    auto own = media_options();
    own.talker = {options_.silence_suppression, false, options_.talk_spurts};
    if (options_.talk_spurts)
        own.talker_random = streams_.stream(fmt::format("phone:{}/talk/{}", options_.name, number));
    auto media = std::make_unique<MediaSession>(
        context_, options_.name, own, speech_,
        streams_.stream(joined({"phone:", options_.name, "/rtcp/", std::to_string(number)})));
    ++busy_lines_;
    return calls_.try_emplace(number, parts_, number, std::move(media)).first->second;
}

PhoneCall& Softphone::consult(std::string const& number) {
    auto& call = new_call();
    call.dial(number);
    return call;
}

PhoneCall* Softphone::call(std::uint64_t number) {
    auto const found = calls_.find(number);
    return found == calls_.end() ? nullptr : &found->second;
}

MediaOptions Softphone::media_options() {
    MediaOptions options;
    options.port = options_.rtp_port;
    // A second call at the same time takes the next free pair.
    auto const taken = [&](std::uint16_t port) {
        return context_.host.bound(port) || context_.host.bound(static_cast<std::uint16_t>(port + 1));
    };
    constexpr std::uint16_t first_unprivileged = 1024;
    constexpr std::uint16_t last_pair = 65534;
    while (taken(options.port)) {
        options.port = options.port >= last_pair ? first_unprivileged : static_cast<std::uint16_t>(options.port + 2);
    }
    auto const& own = options_.identity;
    options.ssrc = own.ssrc.value_or(static_cast<std::uint32_t>(media_random_.integer(1, 0xffffffff)));
    options.first_sequence = own.first_sequence.value_or(static_cast<std::uint16_t>(media_random_.integer(0, 0x7fff)));
    options.first_timestamp =
        own.first_timestamp.value_or(static_cast<std::uint32_t>(media_random_.integer(0, 0xffffffff)));
    // A name that says nothing of its host (RFC 7022 section 4.2).
    options.cname = media_random_.hex(16);
    options.packet_time = options_.packet_time;
    options.clock_skew_ppm = options_.clock_skew_ppm;
    options.rtcp_xr = options_.rtcp_xr;
    if (context_.listening != Listening::none || options_.rtcp_xr) {
        options.listening = {options_.jitter_buffer, options_.concealment, context_.listening == Listening::audio};
        options.listening->jitter_buffer.clock_skew_ppm = options_.clock_skew_ppm;
    }
    return options;
}

void Softphone::report_streams(StreamReport& report) const {
    report.add(past_streams_);
    for (auto const& [number, call] : calls_) {
        if (!call.ended()) call.media().port().report(number, report);
    }
}

}  // namespace voiplab::agents
