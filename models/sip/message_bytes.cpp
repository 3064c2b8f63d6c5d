#include "models/sip/message_text.hpp"
#include "voiplab/models/sip/message.hpp"

#include <utility>

namespace voiplab::sip {

void Message::arrange(std::span<ArrangedField const> fields) {
    auto& content = own();
    Slots arranged;
    arranged.reserve(fields.size());
    for (auto const& field : fields) {
        if (field.place == ArrangedField::nowhere) {
            arranged.push_back(content.append_line(field.known, field.name, field.value));
            continue;
        }
        auto const& slot = content.slots[field.place];
        arranged.push_back(field.name.empty() || content.name_of(slot) == field.name
                               ? slot
                               : content.append_line(slot.known, field.name, content.value_of(slot)));
    }
    content.slots = std::move(arranged);
    content.note_places();
    content.forget_moved();
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
    auto const& parts = content();
    std::size_t size = parts.start.size + crlf.size() + parts.body.size;
    for (auto const& slot : parts.slots)
        size += line_size(slot.name_size, slot.value_size);
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
