#pragma once

#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <string>

namespace voiplab::agents {

// What a person at a phone would notice of a call.
struct PhoneEvent {
    enum class Kind : std::uint8_t {
        registered,   // `status` is the registrar's final response, 200 or another; `local`: the binding was removed
        dialled,      // this phone calls `number`
        ringing,      // the caller: a 180 came; the callee: it rings
        answered,     // the caller: a 2xx came; the callee: it sent one
        failed,       // the caller: a final response of 300 or more, or 408 where none came
        cancelled,    // the callee: the caller gave up
        ended,        // a BYE was sent (`local`) or came
        transferred,  // this phone has sent the other party to `number`, which answered
    };
    Kind kind = Kind::dialled;
    std::string phone;
    bool caller = false;     // this phone placed the call
    std::uint64_t call = 0;  // counts this phone's calls from 1
    std::string number;      // what was dialled; of an incoming call the caller's user name
    int status = 0;
    bool local = false;
    sim::Time at;
};

class PhoneObserver {
  public:
    virtual void phone_event(PhoneEvent const& event) = 0;

  protected:
    ~PhoneObserver() = default;
};

}  // namespace voiplab::agents
