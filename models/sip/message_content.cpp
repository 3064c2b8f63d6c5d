#include "voiplab/models/sip/message.hpp"

#include "models/sip/message_text.hpp"

#include <algorithm>
#include <array>

// Where messages keep what they are made of, and what has been found in it.
namespace voiplab::sip {

// A message on its way takes the place of one that has arrived, so that few are enough.
class Message::Pool {
  public:
    Pool() = default;
    Pool(Pool const&) = delete;
    Pool& operator=(Pool const&) = delete;
    ~Pool() {
        while (size_ > 0)
            delete kept_[--size_];
        closed = true;
    }

    Content* take() { return size_ > 0 ? kept_[--size_] : new Content; }
    void give_back(Content* content) {
        if (size_ == kept_.size() || content->text.capacity() > most_bytes) {
            delete content;
            return;
        }
        content->clear();
        kept_[size_++] = content;
    }

    static Pool& of_thread() {
        thread_local Pool pool;
        return pool;
    }
    // A message may outlive its thread's pool, where it is of static storage.
    static thread_local bool closed;

  private:
    static constexpr std::size_t most_kept = 64;
    static constexpr std::size_t most_bytes = 4096;
    std::array<Content*, most_kept> kept_{};
    std::size_t size_ = 0;
};

thread_local bool Message::Pool::closed = false;

Message::Content* Message::take_content() {
    return Pool::closed ? new Content : Pool::of_thread().take();
}

void Message::give_back(Content* content) {
    Pool::closed ? delete content : Pool::of_thread().give_back(content);
}

Message::Content& Message::make_own() {
    auto* const content = take_content();
    if (content_) *content = *content_;
    content_ = content;
    return *content_;
}

void Message::Content::clear() {
    text.clear();
    slots.clear();
    status = 0;
    start = method = words = body = {};
    found = {};
}

Message Message::excerpt(std::initializer_list<HeaderName> names) const {
    auto const& whole = content();
    auto const wanted = [&](Slot const& slot) {
        return std::find(names.begin(), names.end(), slot.known) != names.end();
    };
    auto size = std::size_t{whole.start.size};
    for (auto const& slot : whole.slots) {
        if (wanted(slot)) size += line_size(whole.name_of(slot), whole.value_of(slot));
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
        own.slots.push_back(own.append_line(slot.known, whole.name_of(slot), whole.value_of(slot)));
        own.take_findings(whole, slot, own.slots.back());
    }
    return part;
}

std::size_t Message::Content::find(HeaderName known) const {
    std::size_t place = 0;
    while (place < slots.size() && slots[place].known != known)
        ++place;
    return place;
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
        found.via_value = moved(known.via_value);
        found.via_host = moved(known.via_host);
        found.via_branch = moved(known.via_branch);
        found.via_received = moved(known.via_received);
        found.via_port = known.via_port;
        found.via_rport = known.via_rport;
        found.via_asks_rport = known.via_asks_rport;
        found.via_found = true;
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
