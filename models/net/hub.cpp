#include "voiplab/models/net/hub.hpp"

namespace voiplab::net {

FrameSink& Hub::add_port(FrameSink& wire) {
    return ports_.emplace_back(*this, wire);
}

void Hub::repeat(Port const& from, SharedFrame const& frame) {
    for (auto const& port : ports_) {
        if (&port != &from) port.wire().accept(frame);
    }
}

}  // namespace voiplab::net
