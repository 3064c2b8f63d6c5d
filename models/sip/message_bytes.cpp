#include "models/sip/message_text.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cassert>
#include <limits>

namespace voiplab::sip {

Message Message::with_fields(std::span<NamedField const> fields) const {
    Message result;
    result.status_ = status_;
    result.start_.size = start_.size;
    result.method_ = {method_.at - start_.at, method_.size};
    result.words_ = {words_.at - start_.at, words_.size};
    if (is_response()) result.method_ = {};
    auto size = start_.size + crlf.size() + body_.size;
    for (auto const& field : fields)
        size += field.name.size() + separator_before(field.value).size() + field.value.size() + crlf.size();
    assert(size <= std::numeric_limits<std::uint32_t>::max());
    result.text_.resize(size);
    auto* const text = result.text_.data();
    auto* out = copy(view(start_), text);
    result.slots_.reserve(fields.size());
    for (auto const& field : fields) {
        Slot slot;
        slot.name_at = static_cast<std::uint32_t>(out - text);
        slot.name_size = static_cast<std::uint16_t>(field.name.size());
        out = copy(separator_before(field.value), copy(field.name, out));
        slot.value_at = static_cast<std::uint32_t>(out - text);
        slot.value_size = static_cast<std::uint32_t>(field.value.size());
        out = copy(crlf, copy(field.value, out));
        slot.known = field.known;
        slot.verbatim = true;
        result.slots_.push_back(slot);
    }
    out = copy(crlf, out);
    result.body_ = {static_cast<std::uint32_t>(out - text), body_.size};
    copy(body(), out);
    return result;
}

// Gives the message's bytes in pieces, as few as the text allows: what stands together is one.
template <typename Take>
void Message::for_each_run(Take take) const {
    auto run = start_;
    auto const put = [&](Slice next) {
        if (next.at == run.at + run.size) {
            run.size += next.size;
            return;
        }
        take(view(run));
        run = next;
    };
    for (auto const& slot : slots_) {
        if (slot.verbatim) {
            put({slot.name_at, slot.value_at + slot.value_size + 2 - slot.name_at});
            continue;
        }
        take(view(run));
        take(name_of(slot));
        take(slot.value_size == 0 ? ":" : ": ");
        take(value_of(slot));
        take("\r\n");
        run = {};
    }
    auto const end = run.at + run.size;
    if (body_.at == end + 2 && view({end, 2}) == "\r\n") {
        take(view({run.at, run.size + 2 + body_.size}));
        return;
    }
    take(view(run));
    take("\r\n");
    take(body());
}

std::size_t Message::size() const {
    std::size_t size = 0;
    for_each_run([&size](std::string_view run) { size += run.size(); });
    return size;
}

char* Message::write(char* out) const {
    for_each_run([&out](std::string_view run) { out = copy(run, out); });
    return out;
}

std::string to_bytes(Message const& message) {
    std::string bytes(message.size(), '\0');
    message.write(bytes.data());
    return bytes;
}

}  // namespace voiplab::sip
