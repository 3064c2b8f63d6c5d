#pragma once

#include "voiplab/models/agents/media_party.hpp"
#include "voiplab/models/agents/media_relay.hpp"
#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/scenario.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <deque>
#include <map>
#include <memory_resource>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// The calls without signalling of one run.
class MediaCalls {
  public:
    // Each outlives the calls.
    MediaCalls(sim::Scheduler& scheduler, sim::RandomStreams const& random, net::Network& network);
    // Lays out the calls of one entry; `sites` has its site.
    void add(MediaCallOptions const& options, std::vector<net::SiteOptions> const& sites);
    // What has become of each entry's calls.
    [[nodiscard]] std::vector<MediaCallRecord> records() const;

  private:
    struct Entry {
        MediaCallOptions options;
        std::size_t first_party;
        std::size_t parties;
    };
    agents::MediaRelay& relay_on(std::string const& host);
    void add_party(net::Host& host, net::UdpEndpoint to, MediaCallOptions const& options, sim::RandomStream& random);

    sim::Scheduler& scheduler_;
    sim::RandomStreams random_;
    net::Network& network_;
    media::EncodedClip speech_;
    std::map<std::string, agents::MediaRelay> relays_;  // by their hosts
    std::pmr::monotonic_buffer_resource memory_;        // of the parties: side by side
    std::pmr::deque<agents::MediaParty> parties_{&memory_};
    std::vector<Entry> entries_;
};

}  // namespace voiplab::scenarios
