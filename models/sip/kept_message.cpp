#include "voiplab/models/sip/kept_message.hpp"

#include <utility>

namespace voiplab::sip {

std::optional<Message> KeptMessage::message() const {
    auto message = parse_message(bytes_);
    if (!message) return std::nullopt;
    return std::move(*message);
}

}  // namespace voiplab::sip
