#pragma once

#include "models/sip/transaction_key.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace voiplab::sip {

// Transactions, each in a slot that another takes over once it is gone. An id says which slot, and a key leads there by
// one hash table whose chains run through the slots.
template <typename Transaction>
class TransactionTable {
  public:
    // Ids grow with time: behind them stands the slot.
    static constexpr unsigned slot_bits = 24;

    Transaction& open(Transaction transaction, KeptKey key) {
        auto const place = take_place();
        auto& slot = *slots_[place];
        slot.transaction = std::move(transaction);
        slot.transaction.id = {++last_serial_ << slot_bits | place};
        slot.key = std::move(key);
        if (++size_ > heads_.size()) {
            grow();
        } else {
            link(place);
        }
        return slot.transaction;
    }

    // nullptr where it is gone.
    [[nodiscard]] Transaction* find(TransactionId id) {
        auto const place = place_of(id);
        if (place >= slots_.size() || slots_[place]->transaction.id != id) return nullptr;
        return &slots_[place]->transaction;
    }
    // nullptr where there is none.
    [[nodiscard]] Transaction* find(TransactionKey const& key) {
        if (heads_.empty()) return nullptr;
        for (auto place = head_of(key.hash); place != none; place = slots_[place]->next) {
            if (slots_[place]->key == key) return &slots_[place]->transaction;
        }
        return nullptr;
    }

    void close(TransactionId id) {
        auto const place = place_of(id);
        auto& slot = *slots_[place];
        assert(slot.transaction.id == id);
        auto* link = &head_of(slot.key.hash());
        while (*link != place)
            link = &slots_[*link]->next;
        *link = slot.next;
        slot.transaction = {};
        free_.push_back(place);
        --size_;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    static constexpr std::uint32_t none = 0xffffffff;

    struct Slot {
        Transaction transaction;
        KeptKey key;
        std::uint32_t next = none;
    };

    static std::uint32_t place_of(TransactionId id) {
        return static_cast<std::uint32_t>(id.value & ((1U << slot_bits) - 1));
    }
    [[nodiscard]] std::uint32_t& head_of(std::size_t hash) { return heads_[hash & (heads_.size() - 1)]; }

    std::uint32_t take_place() {
        if (free_.empty()) {
            assert(slots_.size() < 1U << slot_bits);
            slots_.push_back(std::make_unique<Slot>());
            return static_cast<std::uint32_t>(slots_.size() - 1);
        }
        auto const place = free_.back();
        free_.pop_back();
        return place;
    }

    void link(std::uint32_t place) {
        auto& head = head_of(slots_[place]->key.hash());
        slots_[place]->next = head;
        head = place;
    }

    void grow() {
        constexpr std::size_t least = 8;
        heads_.assign(std::max(least, 2 * heads_.size()), none);
        for (std::uint32_t place = 0; place < slots_.size(); ++place) {
            if (slots_[place]->transaction.id != TransactionId{}) link(place);
        }
    }

    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<std::uint32_t> free_;   // places of slots that nobody has
    std::vector<std::uint32_t> heads_;  // of the chains; a power of two
    std::uint64_t last_serial_ = 0;
    std::size_t size_ = 0;
};

}  // namespace voiplab::sip
