#include "tests/fuzz/conf_checks.hpp"
#include "voiplab/models/sip/asterisk_conf.hpp"

#include <algorithm>

using namespace voiplab::sip;
using voiplab::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = voiplab::fuzz::text_of(data, size);
    Diagnostics diagnostics;
    auto const conf = read_sip_conf("sip.conf", text, diagnostics);
    voiplab::fuzz::check_diagnostics(diagnostics, text);
    for (auto const& peer : conf.peers) {
        auto const* const found = conf.peer(peer.name);
        require(found != nullptr && found->name == peer.name, "a peer is found by its name");
        require(!peer.qualify || *peer.qualify >= voiplab::sim::Duration::zero(), "no peer is asked before its time");
        require(std::none_of(peer.allow.begin(), peer.allow.end(), [](auto const& codec) { return codec.empty(); }),
                "a codec has a name");
    }
    require(conf.min_expiry.count() >= 0 && conf.default_expiry.count() >= 0 && conf.max_expiry.count() >= 0,
            "no registration ends before it begins");
    return 0;
}
