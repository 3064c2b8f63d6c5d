#pragma once

#include "voiplab/models/net/interference.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// A scenario's faults at work: finds the messages that they name among the frames that their senders' hosts send.
class MessageFaults final : public net::FrameJudge {
  public:
    // `fault` must stay.
    void add(MessageFault const& fault, net::UdpEndpoint from, net::UdpEndpoint to);

    // Where several faults are about one message, the first one's deed is done.
    net::FrameFate judge(net::Frame const& frame) override;

    // One sentence for each fault that has not come to pass.
    [[nodiscard]] std::vector<std::string> missed() const;

  private:
    struct Fault {
        MessageFault const* options;
        net::UdpEndpoint from;
        net::UdpEndpoint to;
        std::uint64_t seen = 0;  // messages that are meant
        bool happened = false;
    };

    std::vector<Fault> faults_;
};

}  // namespace voiplab::scenarios
