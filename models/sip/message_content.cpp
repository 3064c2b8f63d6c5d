#include "models/sip/message_text.hpp"
#include "voiplab/models/sip/message.hpp"

#include <algorithm>

// Where messages keep what they are made of, and what has been found in it.
namespace voiplab::sip {

Message::Content& Message::make_own() {
    content_ = content_ ? new Content(*content_) : new Content;
    return *content_;
}

Message Message::excerpt(std::initializer_list<HeaderName> names) const {
    auto const& whole = content();
    auto const wanted = [&](Slot const& slot) {
        return std::find(names.begin(), names.end(), slot.known) != names.end();
    };
    auto size = std::size_t{whole.start.size};
    for (auto const& slot : whole.slots) {
        if (wanted(slot)) size += line_size(slot.name_size, slot.value_size);
    }
    Message part;
    part.content_ = new Content;
    auto& own = *part.content_;
    own.text.reserve(size);
    own.start = own.append({whole.view(whole.start)});
    auto const moved = [&](Slice slice) { return Slice{slice.at - whole.start.at, slice.size}; };
    own.status = whole.status;
    own.method = whole.method.size == 0 ? Slice{} : moved(whole.method);
    own.words = moved(whole.words);
    for (auto const& slot : whole.slots) {
        if (!wanted(slot)) continue;
        auto const is_first = own.find(slot.known) == own.slots.size();
        own.add(own.append_line(slot.known, whole.name_of(slot), whole.value_of(slot)));
        if (is_first) own.take_findings(whole, slot, own.slots.back());
    }
    return part;
}

std::size_t Message::Content::look_for(HeaderName known, std::size_t from) const {
    auto const first = places.first(known);
    if (first < FieldPlaces::far && !places.repeats(known)) return slots.size();
    from = std::max(from, first);
    while (from < slots.size() && slots[from].known != known)
        ++from;
    return std::min(from, slots.size());
}

void Message::Content::note_places() {
    places = {};
    for (std::size_t place = 0; place < slots.size(); ++place)
        places.note(slots[place].known, place);
}

void Message::Content::forget(HeaderName known) {
    if (known == HeaderName::via) found.via_found = false;
    if (known == HeaderName::from) found.from_found = false;
    if (known == HeaderName::to) found.to_found = false;
    if (known == HeaderName::cseq) found.sequence_found = false;
}

void Message::Content::take_findings(Content const& other, Slot const& theirs, Slot const& ours) {
    auto const& known = other.found;
    auto const moved = [&](Slice slice) {
        return slice.size == 0 ? Slice{} : Slice{ours.value_at + (slice.at - theirs.value_at), slice.size};
    };
    if (ours.known == HeaderName::via && known.via_found) {
        note({view(moved(known.via_value)), view(moved(known.via_host)), known.via_port, view(moved(known.via_branch)),
              view(moved(known.via_received)), known.via_rport, known.via_asks_rport});
    } else if (ours.known == HeaderName::from && known.from_found) {
        found.from_tag = moved(known.from_tag);
        found.from_found = true;
    } else if (ours.known == HeaderName::to && known.to_found) {
        found.to_tag = moved(known.to_tag);
        found.to_found = true;
    } else if (ours.known == HeaderName::cseq && known.sequence_found) {
        found.sequence_method = moved(known.sequence_method);
        found.sequence_number = known.sequence_number;
        found.sequence_found = true;
    }
}

void Message::Content::forget_moved() {
    auto const stands = [this](HeaderName name, Slice slice) {
        auto const place = find(name);
        if (place == slots.size()) return false;
        auto const& slot = slots[place];
        return slice.size == 0 || (slice.at >= slot.value_at && slice.at < slot.value_at + slot.value_size);
    };
    found.via_found = found.via_found && stands(HeaderName::via, found.via_value);
    found.from_found = found.from_found && stands(HeaderName::from, found.from_tag);
    found.to_found = found.to_found && stands(HeaderName::to, found.to_tag);
    found.sequence_found = found.sequence_found && stands(HeaderName::cseq, found.sequence_method);
}

}  // namespace voiplab::sip
