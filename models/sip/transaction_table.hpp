#pragma once

#include "models/sip/transaction_key.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace voiplab::sip {

// Transactions, each in a slot that another takes over once it is gone. An id says which slot, and a key leads there by
// one hash table. What a search looks at stands apart from the transactions, close together: most of them only wait for
// their last timer, and are not to be fetched from memory for another's sake.
template <typename Transaction>
class TransactionTable {
  public:
    // One that has nothing but its id yet.
    Transaction& open(TransactionKey const& key) {
        auto const place = take_place();
        auto& slot = *slots_[place];
        slot.transaction.id = TransactionId::of(++last_serial_, place);
        slot.key.keep(key);
        links_[place] = {slot.transaction.id, slot.key.hash(), none};
        if (++size_ > heads_.size()) {
            grow();
        } else {
            link(place);
        }
        return slot.transaction;
    }

    // nullptr where it is gone.
    [[nodiscard]] Transaction* find(TransactionId id) {
        auto const place = id.slot();
        if (place >= links_.size() || links_[place].id != id) return nullptr;
        return &slots_[place]->transaction;
    }
    // nullptr where there is none.
    [[nodiscard]] Transaction* find(TransactionKey const& key) {
        if (heads_.empty()) return nullptr;
        for (auto place = head_of(key.hash); place != none; place = links_[place].next) {
            if (links_[place].hash == key.hash && slots_[place]->key == key) return &slots_[place]->transaction;
        }
        return nullptr;
    }

    void close(TransactionId id) {
        auto const place = id.slot();
        assert(links_[place].id == id);
        auto* link = &head_of(links_[place].hash);
        while (*link != place)
            link = &links_[*link].next;
        *link = links_[place].next;
        links_[place] = {};
        slots_[place]->transaction = {};
        free_.push_back(place);
        --size_;
    }

    // Fetches from memory what close() touches, once prefetch_place() has had the time to fetch where that is.
    void prefetch(TransactionId id) const {
        constexpr auto lines = sizeof(Slot) / 64 + 1;
        sim::prefetch(slots_[id.slot()].get(), lines);
    }
    void prefetch_place(TransactionId id) const {
        sim::prefetch(&slots_[id.slot()]);
        sim::prefetch(&links_[id.slot()]);
    }

    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    static constexpr std::uint32_t none = 0xffffffff;

    struct Slot {
        Transaction transaction;
        KeptKey key;
    };
    struct Link {
        TransactionId id;  // 0: the slot is free
        std::size_t hash = 0;
        std::uint32_t next = none;
    };

    [[nodiscard]] std::uint32_t& head_of(std::size_t hash) { return heads_[hash & (heads_.size() - 1)]; }

    std::uint32_t take_place() {
        if (free_.empty()) {
            slots_.push_back(std::make_unique<Slot>());
            links_.emplace_back();
            return static_cast<std::uint32_t>(slots_.size() - 1);
        }
        auto const place = free_.back();
        free_.pop_back();
        return place;
    }

    void link(std::uint32_t place) {
        auto& head = head_of(links_[place].hash);
        links_[place].next = head;
        head = place;
    }

    void grow() {
        constexpr std::size_t least = 8;
        heads_.assign(std::max(least, 2 * heads_.size()), none);
        for (std::uint32_t place = 0; place < links_.size(); ++place) {
            if (links_[place].id != TransactionId{}) link(place);
        }
    }

    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<Link> links_;           // of the slots
    std::vector<std::uint32_t> free_;   // places of slots that nobody has
    std::vector<std::uint32_t> heads_;  // of the chains; a power of two
    std::uint64_t last_serial_ = 0;
    std::size_t size_ = 0;
};

}  // namespace voiplab::sip
