#pragma once

#include "scenarios/runner/audio_files.hpp"
#include "scenarios/runner/background.hpp"
#include "scenarios/runner/commentary.hpp"
#include "scenarios/runner/media_calls.hpp"
#include "scenarios/runner/message_faults.hpp"
#include "scenarios/runner/recorder.hpp"
#include "voiplab/models/agents/asterisk_server.hpp"
#include "voiplab/models/agents/proxy_server.hpp"
#include "voiplab/models/agents/softphone.hpp"
#include "voiplab/models/capture/capture_writer.hpp"
#include "voiplab/models/capture/tap.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace voiplab::scenarios {

// Everything that lives for one run. Nothing of it is shared with another run.
class World {
  public:
    // Throws OutputError where a speech file or a capture file cannot be opened.
    World(Scenario const& scenario, RunOptions const& options);

    // To the scenario's end, or to its event limit.
    void run();
    // Puts the captures in their places; throws OutputError.
    void write_files(RunResult& result);
    void fill(RunResult& result);
    // What is left when everything that ends by itself has ended; after fill() and write_files().
    std::vector<std::string> audit();

  private:
    // A capture under way: the taps write what their interfaces see into the file.
    struct Capture {
        std::filesystem::path path;
        Commentary commentary;
        std::vector<std::unique_ptr<capture::Tap>> taps;
    };
    // A call that is to be placed.
    struct Placing {
        agents::Softphone* caller;
        CallOptions const* call;
    };

    bool run_until(sim::Time time);
    void add_phones();
    void add_servers();
    void add_proxies();
    void add_server_parties();
    void add_calls();
    void place(Placing const& placing);
    void add_faults();
    void add_capture(CaptureOptions const& options);
    // The numbers of the links of that name; of every link where it is "all"; none where it is empty.
    [[nodiscard]] std::vector<std::size_t> links_named(std::string_view name) const;
    [[nodiscard]] agents::AgentContext context_of(std::string const& host, std::uint8_t sip_dscp = 0,
                                                  std::uint8_t audio_dscp = 0);
    [[nodiscard]] agents::Listening listening() const;
    agents::Speech const& speech_of(agents::PhoneOptions const& phone);
    [[nodiscard]] agents::Softphone& phone(std::string const& name) const;
    [[nodiscard]] agents::SipEndpoint const& endpoint_of(std::string const& party) const;

    Scenario const& scenario_;
    RunOptions const& options_;
    sim::Scheduler scheduler_;
    bool at_event_limit_ = false;
    sim::RandomStreams random_;
    MessageFaults faults_;
    net::Network network_;
    Recorder recorder_;
    MediaCalls media_calls_;
    Background background_;
    std::map<std::filesystem::path, agents::Speech> speech_;
    std::deque<agents::Speech> tones_;  // a note each
    std::size_t humming_ = 0;           // phones
    std::vector<std::unique_ptr<agents::AsteriskServer>> servers_;
    std::vector<std::unique_ptr<agents::ProxyServer>> proxies_;
    std::vector<std::unique_ptr<agents::Softphone>> phones_;
    std::unordered_map<std::string, agents::Softphone*> phone_of_;  // by its name
    std::vector<Placing> placings_;
    std::vector<CallAudio> audio_;  // after fill()
    std::deque<Capture> captures_;
    capture::CaptureWriter capture_writer_;  // beside the run it asks for the captures' commentary
};

}  // namespace voiplab::scenarios
