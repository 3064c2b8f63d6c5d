#include "scenarios/runner/world.hpp"

#include "scenarios/runner/statistics_files.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/media/tone.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// Phones without speech each hum a note, so that one can be told from another in Wireshark's player.
constexpr std::array<std::uint32_t, 6> notes{440, 550, 660, 350, 500, 620};

media::AudioClip tone(std::size_t note) {
    return media::make_tone(notes[note], -16, std::chrono::seconds(1));
}

std::vector<capture::HostName> host_names(Scenario const& scenario) {
    std::vector<capture::HostName> names;
    for (auto const& host : scenario.network.hosts) {
        names.push_back({host.address.address, host.name});
    }
    return names;
}

}  // namespace

World::World(Scenario const& scenario, RunOptions const& options)
    : scenario_(scenario),
      options_(options),
      random_(scenario.seed),
      network_(scheduler_, random_, scenario.network),
      media_calls_(scheduler_, random_, network_),
      background_(scheduler_, random_, network_) {
    add_servers();
    add_proxies();
    add_phones();
    add_calls();
    for (auto const& calls : scenario_.media_calls) {
        media_calls_.add(calls, scenario_.network.sites);
    }
    for (auto const& traffic : scenario_.background) {
        background_.add(traffic, sim::Time{scenario_.duration});
    }
    add_faults();
    if (!options_.files) return;
    for (auto const& wanted : scenario_.captures) {
        add_capture(wanted);
    }
}

void World::add_servers() {
    for (auto const& server : scenario_.servers) {
        servers_.push_back(std::make_unique<agents::AsteriskServer>(
            context_of(server.host, server.sip_dscp, server.audio_dscp), server, random_));
    }
}

void World::add_proxies() {
    for (auto const& proxy : scenario_.proxies) {
        proxies_.push_back(std::make_unique<agents::ProxyServer>(context_of(proxy.host), proxy, random_));
    }
}

void World::add_phones() {
    for (auto const& options : scenario_.phones) {
        auto phone = std::make_unique<agents::Softphone>(context_of(options.host, options.sip_dscp, options.audio_dscp),
                                                         options, speech_of(options), random_, &recorder_);
        phone->start();
        phone_of_.emplace(options.name, phone.get());
        phones_.push_back(std::move(phone));
    }
    // The ladder reads best with the servers between the callers and the callees.
    auto const half = (phones_.size() + 1) / 2;
    for (std::size_t i = 0; i < phones_.size(); ++i) {
        if (i == half) add_server_parties();
        auto const& phone = *phones_[i];
        recorder_.add_party(phone.options().name, phone.endpoint().address(), phone.options().user);
    }
    if (half == phones_.size()) add_server_parties();
}

void World::add_server_parties() {
    for (auto const& server : servers_) {
        recorder_.add_party(server->options().name, server->endpoint().address(), {});
    }
    for (auto const& proxy : proxies_) {
        recorder_.add_party(proxy->options().name, proxy->endpoint().address(), {});
    }
}

void World::add_calls() {
    placings_.reserve(scenario_.calls.size());
    for (auto const& call : scenario_.calls) {
        placings_.push_back({&phone(call.from), &call});
        scheduler_.schedule(call.at, [this, placing = &placings_.back()] { place(*placing); });
    }
}

// Each party of the call takes its own part of the plan.
void World::place(Placing const& placing) {
    auto const& call = *placing.call;
    std::map<std::string, agents::CallPlan> plans;
    plans[call.hang_up.by].hang_up_after = call.hang_up.after;
    for (auto const& action : call.actions) {
        plans[action.by].actions.push_back(action);
    }
    plans[call.from].give_up_after = call.give_up_after;
    for (auto& [name, plan] : plans) {
        // What is done first stands first, whatever the order of the lines.
        std::stable_sort(plan.actions.begin(), plan.actions.end(),
                         [](auto const& a, auto const& b) { return a.after < b.after; });
        if (name != call.from) phone(name).plan(placing.caller->options().user, std::move(plan));
    }
    placing.caller->dial(call.to, std::move(plans[call.from]));
}

void World::add_faults() {
    std::set<std::string> judged;
    for (auto const& fault : scenario_.faults) {
        auto const& sender = endpoint_of(fault.from);
        faults_.add(fault, sender.address(), endpoint_of(fault.to).address());
        auto const& host = sender.context().host.options().name;
        if (judged.insert(host).second) network_.interfere(host, faults_);
    }
}

void World::add_capture(CaptureOptions const& wanted) {
    auto& added = captures_.emplace_back();
    added.path = options_.output / wanted.file;
    auto const any = wanted.link.empty() && wanted.interface == CaptureOptions::Interface::any;
    auto const links = links_named(wanted.link);
    capture::CaptureFileOptions file;
    file.link_type = capture::link_type(any ? capture::Interface::any : capture::Interface::ethernet);
    file.application = options_.application;
    if (wanted.link.empty()) {
        file.interfaces = {any ? capture::InterfaceName{"any", "all interfaces of " + wanted.host}
                               : capture::InterfaceName{"eth0", "the Ethernet interface of " + wanted.host}};
    } else {
        file.interfaces.clear();
        for (auto const number : links) {
            auto const& link = scenario_.network.links[number];
            file.interfaces.push_back({link.name, fmt::format("the link of {} and {}", link.ends[0], link.ends[1])});
        }
    }
    file.host_names = host_names(scenario_);
    auto const format = capture::format_of(added.path).value_or(capture::FileFormat::pcapng);
    capture::PacketCommenter commenter;
    if (wanted.comments) {
        commenter = [&commentary = added.commentary](capture::CapturedFrame const& captured) {
            return commentary.on(captured);
        };
    }
    auto const number =
        capture_writer_.add(capture::create_capture_file(added.path, format, file), file.link_type, commenter);

    capture::TapOptions tap;
    tap.interface = any ? capture::Interface::any : capture::Interface::ethernet;
    tap.from = wanted.from;
    // An audit goes on beyond the run; a capture does not.
    auto const end = sim::Time{scenario_.duration + sim::Duration(1)};
    tap.until = std::min(wanted.until.value_or(end), end);
    tap.start = scenario_.start;
    for (; tap.number < file.interfaces.size(); ++tap.number) {
        added.taps.push_back(std::make_unique<capture::Tap>(capture_writer_, number, tap));
        if (wanted.link.empty()) {
            network_.host(wanted.host).observe(*added.taps.back());
        } else {
            network_.observe_link(links[tap.number], *added.taps.back());
        }
    }
}

std::vector<std::size_t> World::links_named(std::string_view name) const {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < scenario_.network.links.size(); ++i) {
        if (name == "all" || scenario_.network.links[i].name == name) numbers.push_back(i);
    }
    return numbers;
}

void World::run() {
    constexpr int steps = 200;
    for (int step = 1; step <= steps; ++step) {
        if (!run_until(sim::Time{scenario_.duration / steps * step})) return;
        if (options_.progress) options_.progress(static_cast<double>(step) / steps);
    }
    run_until(sim::Time{scenario_.duration});
}

// False where the event limit was reached before.
bool World::run_until(sim::Time time) {
    if (scenario_.event_limit) {
        at_event_limit_ = !scheduler_.run_until(time, *scenario_.event_limit);
    } else {
        scheduler_.run_until(time);
    }
    return !at_event_limit_;
}

void World::write_files(RunResult& result) {
    if (!options_.files) return;
    capture_writer_.commit();
    for (auto const& captured : captures_) {
        result.files.push_back(captured.path);
    }
    write_audio(audio_, scenario_, options_.output, result);
    write_statistics(scenario_, options_.output, result);
}

void World::fill(RunResult& result) {
    agents::StreamReport streams;
    for (auto const& phone : phones_) {
        phone->report_streams(streams);
    }
    for (auto const& server : servers_) {
        server->report_streams(streams);
    }
    audio_ = lay_out(streams.audio,
                     [&](std::string const& phone, std::uint64_t call) { return recorder_.place_of(phone, call); });
    recorder_.add_streams(std::move(streams));
    recorder_.finish(result);
    result.failed_expectations = faults_.missed();
    result.media_calls = media_calls_.records();
    for (auto const& record : result.media_calls) {
        result.packets += record.received;
    }
    result.background = background_.records();
    result.links = network_.measured_links();
    if (at_event_limit_) result.event_limit = {*scenario_.event_limit, scheduler_.now(), network_.most_flooded()};
    result.events = scheduler_.executed_count();
    result.end = scheduler_.now();
}

std::vector<std::string> World::audit() {
    for (auto const& phone : phones_) {
        phone->retire();
    }
    for (auto const& server : servers_) {
        server->retire();
    }
    // Longer than what a scenario might set; SIP's own longest is timer C of a proxy (RFC 3261 section 16.6).
    constexpr sim::Duration patience = std::chrono::hours(2);
    scheduler_.run_until(sim::Time{scenario_.duration + patience});

    std::vector<std::string> found;
    auto const add = [&](std::vector<std::string> const& more) { found.insert(found.end(), more.begin(), more.end()); };
    for (auto const& phone : phones_) {
        add(phone->left_over());
    }
    for (auto const& server : servers_) {
        add(server->left_over());
    }
    for (auto const& proxy : proxies_) {
        add(proxy->left_over());
    }
    if (scheduler_.pending_count() > 0) {
        found.push_back(fmt::format("{} timers are armed", scheduler_.pending_count()));
    }
    return found;
}

agents::AgentContext World::context_of(std::string const& host, std::uint8_t sip_dscp, std::uint8_t audio_dscp) {
    auto const watched = options_.ladder || !scenario_.ladder_expectations.empty();
    return {scheduler_, network_.host(host), network_.payloads(), scenario_.start, watched ? &recorder_ : nullptr,
            sip_dscp,   audio_dscp,          listening()};
}

// Only where its figures are asked for.
agents::Listening World::listening() const {
    if (scenario_.audio && options_.files) return agents::Listening::audio;
    auto const asks = std::any_of(
        scenario_.expectations.begin(), scenario_.expectations.end(),
        [](CallExpectation const& expectation) { return expectation.mos_at_least || expectation.mos_at_most; });
    return asks || scenario_.statistics || scenario_.audio || options_.listen ? agents::Listening::figures
                                                                              : agents::Listening::none;
}

agents::Speech const& World::speech_of(agents::PhoneOptions const& phone) {
    if (phone.voice.empty()) {
        auto const note = humming_++ % notes.size();
        return note < tones_.size() ? tones_[note] : tones_.emplace_back(tone(note));
    }
    auto const known = speech_.find(phone.voice);
    if (known != speech_.end()) return known->second;
    auto clip = media::read_audio(phone.voice);
    if (!clip) throw InputError(clip.error());
    return speech_.try_emplace(phone.voice, *std::move(clip)).first->second;
}

agents::SipEndpoint const& World::endpoint_of(std::string const& party) const {
    for (auto const& server : servers_) {
        if (server->options().name == party) return server->endpoint();
    }
    for (auto const& proxy : proxies_) {
        if (proxy->options().name == party) return proxy->endpoint();
    }
    return phone(party).endpoint();
}

agents::Softphone& World::phone(std::string const& name) const {
    return *phone_of_.at(name);
}

}  // namespace voiplab::scenarios
