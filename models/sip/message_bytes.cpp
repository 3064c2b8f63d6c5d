#include "models/sip/message_text.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cassert>
#include <limits>

namespace voiplab::sip {

Message Message::with_fields(std::span<NamedField const> fields) const {
    Message result;
    auto const& from = content();
    auto& to = result.own();
    to.status = from.status;
    to.start.size = from.start.size;
    if (is_request()) to.method = {from.method.at - from.start.at, from.method.size};
    to.words = {from.words.at - from.start.at, from.words.size};
    auto size = from.start.size + crlf.size() + from.body.size;
    for (auto const& field : fields)
        size += line_size(field.name, field.value);
    assert(size <= std::numeric_limits<std::uint32_t>::max());
    to.text.resize(size);
    auto* const text = to.text.data();
    auto* out = copy(from.view(from.start), text);
    to.slots.reserve(fields.size());
    for (auto const& field : fields) {
        Slot slot;
        slot.name_at = static_cast<std::uint32_t>(out - text);
        slot.name_size = static_cast<std::uint16_t>(field.name.size());
        slot.value_at =
            static_cast<std::uint32_t>(slot.name_at + field.name.size() + separator_before(field.value).size());
        slot.value_size = static_cast<std::uint32_t>(field.value.size());
        out = copy_line(field.name, field.value, out);
        slot.known = field.known;
        slot.verbatim = true;
        to.slots.push_back(slot);
    }
    out = copy(crlf, out);
    to.body = {static_cast<std::uint32_t>(out - text), from.body.size};
    copy(body(), out);
    return result;
}

// Gives the message's bytes in pieces, as few as the text allows: what stands together is one.
template <typename Take>
void Message::Content::for_each_run(Take take) const {
    auto run = start;
    auto const put = [&](Slice next) {
        if (next.at == run.at + run.size) {
            run.size += next.size;
            return;
        }
        take(view(run));
        run = next;
    };
    for (auto const& slot : slots) {
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
    if (body.at == end + 2 && view({end, 2}) == "\r\n") {
        take(view({run.at, run.size + 2 + body.size}));
        return;
    }
    take(view(run));
    take("\r\n");
    take(view(body));
}

std::size_t Message::size() const {
    std::size_t size = 0;
    content().for_each_run([&size](std::string_view run) { size += run.size(); });
    return size;
}

char* Message::write(char* out) const {
    content().for_each_run([&out](std::string_view run) { out = copy(run, out); });
    return out;
}

std::string to_bytes(Message const& message) {
    std::string bytes(message.size(), '\0');
    message.write(bytes.data());
    return bytes;
}

}  // namespace voiplab::sip
