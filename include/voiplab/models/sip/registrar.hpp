#pragma once

#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip {

// A contact at which an address of record can be reached (RFC 3261 section 10).
struct Binding {
    std::string contact;      // the URI as the phone spelled it
    TransportAddress source;  // where its REGISTER came from
    sim::Time expires;
    std::string call_id;
    std::uint32_t sequence = 0;
};

struct RegistrarLimits {
    sim::Duration minimum = std::chrono::seconds(60);       // shorter ones are answered 423
    bool raise_to_minimum = false;                          // shorter ones are lengthened instead, as chan_sip does
    sim::Duration maximum = std::chrono::seconds(3600);     // longer ones are cut
    sim::Duration when_unsaid = std::chrono::seconds(120);  // neither Expires nor an expires parameter
    std::size_t bindings = 1;  // an address of record may have; a further one replaces the one longest not renewed
};

// The answer to a REGISTER: a status, the bindings as they now stand, and how long each still lives.
struct RegisterOutcome {
    // 200; 400 (malformed Contact, or a "*" that is not alone or without "Expires: 0"); 423 (too brief: Min-Expires is
    // the limits' minimum); 500 (out of order: not above the CSeq of the same Call-ID, section 10.3 steps 6 and 7).
    // With all but 200 nothing has changed.
    int status = 200;
    std::vector<Binding> bindings;  // the one renewed last stands last
};

// The bindings of one registrar (section 10.3). Whether the sender may register is settled before.
class Registrar {
  public:
    explicit Registrar(RegistrarLimits limits = {}) : limits_(limits) {}

    // `aor` is the key that the caller chose for the address of record.
    RegisterOutcome process(std::string_view aor, Message const& request, TransportAddress const& source,
                            sim::Time now);
    // The bindings of an address of record that have not expired at `now`.
    [[nodiscard]] std::vector<Binding> lookup(std::string_view aor, sim::Time now) const;
    [[nodiscard]] RegistrarLimits const& limits() const { return limits_; }

  private:
    RegistrarLimits limits_;
    std::map<std::string, std::vector<Binding>, std::less<>> bindings_;
};

}  // namespace voiplab::sip
