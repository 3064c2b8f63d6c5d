#include "scenarios/runner/media_calls.hpp"

#include "voiplab/models/media/tone.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

constexpr std::uint16_t party_port = 40'000;
constexpr sim::Duration packet_time = std::chrono::milliseconds(20);

}  // namespace

MediaCalls::MediaCalls(sim::Scheduler& scheduler, sim::RandomStreams const& random, net::Network& network)
    : scheduler_(scheduler),
      random_(random),
      network_(network),
      speech_(media::make_tone(440, -16, std::chrono::seconds(1)), media::G711Law::mu) {}

void MediaCalls::add(MediaCallOptions const& options, std::vector<net::SiteOptions> const& sites) {
    auto const site =
        std::find_if(sites.begin(), sites.end(), [&](auto const& other) { return other.name == options.site; });
    auto random = random_.stream(fmt::format("media_calls:{}", entries_.size()));
    entries_.push_back({options, parties_.size(), site->hosts / 2 * 2});
    auto& relay = relay_on(options.relay);
    for (std::size_t i = 0; i + 1 < site->hosts; i += 2) {
        std::array const hosts{&network_.host(site->first_host + i), &network_.host(site->first_host + i + 1)};
        auto const endpoint = [](net::Host const& host) {
            return net::UdpEndpoint{host.options().address.address, party_port};
        };
        auto const call = relay.add_call(endpoint(*hosts[0]), endpoint(*hosts[1]));
        add_party(*hosts[0], call.for_first, options, random);
        add_party(*hosts[1], call.for_second, options, random);
    }
}

void MediaCalls::add_party(net::Host& host, net::UdpEndpoint to, MediaCallOptions const& options,
                           sim::RandomStream& random) {
    auto const draw = [&](std::uint64_t low, std::uint64_t high) { return random.integer(low, high); };
    agents::MediaPartyOptions party;
    party.port = party_port;
    party.to = to;
    auto const within = static_cast<std::uint64_t>(options.begin_within.count());
    party.begins = options.at + sim::Duration{static_cast<std::int64_t>(within == 0 ? 0 : draw(0, within - 1))};
    party.packets = static_cast<std::uint32_t>(std::max<std::int64_t>(options.talk / packet_time, 1));
    party.stream.ssrc = static_cast<std::uint32_t>(draw(1, 0xffff'ffff));
    party.stream.first_sequence = static_cast<std::uint16_t>(draw(0, 0x7fff));
    party.stream.first_timestamp = static_cast<std::uint32_t>(draw(0, 0xffff'ffff));
    parties_.emplace_back(scheduler_, host, network_.payloads(), party, speech_);
}

agents::MediaRelay& MediaCalls::relay_on(std::string const& host) {
    return relays_.try_emplace(host, network_.host(host)).first->second;
}

std::vector<MediaCallRecord> MediaCalls::records() const {
    std::vector<MediaCallRecord> records;
    for (auto const& entry : entries_) {
        MediaCallRecord record;
        record.site = entry.options.site;
        record.relay = entry.options.relay;
        record.calls = entry.parties / 2;
        double jitter = 0;
        for (auto i = entry.first_party; i < entry.first_party + entry.parties; ++i) {
            auto const& party = parties_[i];
            auto const milliseconds = static_cast<double>(party.heard().jitter_time().count()) * 1e-6;
            record.sent += party.sent().packets;
            record.received += party.heard().received();
            record.greatest_jitter_ms = std::max(record.greatest_jitter_ms, milliseconds);
            jitter += milliseconds;
        }
        if (entry.parties > 0) record.mean_jitter_ms = jitter / static_cast<double>(entry.parties);
        records.push_back(record);
    }
    return records;
}

}  // namespace voiplab::scenarios
