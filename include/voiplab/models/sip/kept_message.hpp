#pragma once

#include "voiplab/models/sip/message.hpp"

#include <optional>
#include <string>

namespace voiplab::sip {

// A message that was sent, kept in case that it is asked for again: its bytes alone. Many wait for that, few are asked
// for, and a Message takes more than twice the memory.
class KeptMessage {
  public:
    KeptMessage() = default;
    explicit KeptMessage(Message const& message) : bytes_(to_bytes(message)) {}

    // nullopt where none is kept, or one that is no SIP: nobody took that the first time either.
    [[nodiscard]] std::optional<Message> message() const;

  private:
    std::string bytes_;
};

}  // namespace voiplab::sip
