#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace voiplab::agents {

using WallClock = std::chrono::sys_time<std::chrono::nanoseconds>;

// Draws identifiers after a profile's formats (IdentifierFormats says what they may hold).
class IdentifierSource {
  public:
    // `start` is the wall clock at simulated time 0; `own` fills {address} and {port}.
    IdentifierSource(sim::RandomStream random, WallClock start, net::UdpEndpoint own);

    // One identifier. The format must have passed check_identifier_format.
    std::string draw(std::string_view format, sim::Time now);
    // Appends it.
    void draw(std::string_view format, sim::Time now, std::string& out);
    sim::RandomStream& random() { return random_; }

  private:
    void draw_field(std::string_view name, std::string_view argument, sim::Time now, std::string& out);
    [[nodiscard]] std::chrono::microseconds file_time(sim::Time now) const;

    sim::RandomStream random_;
    WallClock start_;
    net::UdpEndpoint own_;
};

// Empty if `format` can be drawn from, else one sentence on what is wrong with it. `only_decimal` allows what gives
// decimal digits alone, as o= of SDP wants them.
std::string check_identifier_format(std::string_view format, bool only_decimal = false);

// "Sat, 05 May 2018 01:23:45 GMT" (RFC 3261 section 20.17).
std::string sip_date(WallClock time);

}  // namespace voiplab::agents
