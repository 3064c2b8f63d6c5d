#pragma once

#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/sip/asterisk_conf.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <cstdint>
#include <string>

namespace voiplab::agents {

struct ServerOptions {
    std::string name;
    std::string host;  // a host of the network
    Profile profile;   // asterisk by default
    std::uint16_t sip_port = 5060;
    std::uint16_t rtp_port_low = 10000;  // Asterisk's rtp.conf: rtpstart and rtpend
    std::uint16_t rtp_port_high = 20000;
    std::uint8_t sip_dscp = 0;    // tos_sip of sip.conf
    std::uint8_t audio_dscp = 0;  // tos_audio
    sip::SipConf sip_conf;        // read from the files that `sip_conf` names, as if they were one
    sip::Dialplan dialplan;       // read from the file that `extensions_conf` names
    std::string caller_sdp_id;    // an identifier format for o= towards callers; by default the profile's sdp_answer_id
    std::string callee_sdp_id;    // and towards callees; by default the profile's sdp_offer_id
};

}  // namespace voiplab::agents
