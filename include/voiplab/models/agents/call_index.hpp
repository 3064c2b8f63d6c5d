#pragma once

#include "voiplab/models/net/flat_map.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace voiplab::agents {

// Whose each open transaction is, so that nobody needs to be asked whether an event is about him.
template <typename Owner>
class TransactionOwners {
  public:
    // Whose the transaction was that had the slot before, where that has ended and close() was not called yet.
    Owner* open(sip::TransactionId transaction, Owner& owner) {
        if (transaction.slot() >= owners_.size()) owners_.resize(transaction.slot() + 1);
        return std::exchange(owners_[transaction.slot()], {transaction, &owner}).owner;
    }
    Owner* close(sip::TransactionId transaction) {
        auto* const owner = of(transaction);
        if (owner != nullptr) owners_[transaction.slot()] = {};
        return owner;
    }
    [[nodiscard]] Owner* of(sip::TransactionId transaction) const {
        auto const place = transaction.slot();
        return place < owners_.size() && owners_[place].transaction == transaction ? owners_[place].owner : nullptr;
    }

  private:
    struct Entry {
        sip::TransactionId transaction;
        Owner* owner = nullptr;
    };
    std::vector<Entry> owners_;  // by the transactions' slots
};

// A call's place in the index, which the call keeps.
template <typename Call>
struct CallIndexPlace {
    // What a Call-ID comes down to. Two of one key do no harm: each call looks at the message itself.
    std::size_t key = 0;
    Call* next = nullptr;  // of the same key
};

template <typename Call>
class CallIndex {
  public:
    // Once a call.
    void add(std::string_view call_id, Call& call) {
        auto& place = call.index_place();
        place.key = key_of(call_id);
        if (auto* const first = calls_.find(place.key)) {
            place.next = std::exchange(*first, &call);
        } else {
            calls_.insert(place.key, &call);
        }
    }
    // Nothing where the call is not there.
    void remove(Call& call) {
        auto const& place = call.index_place();
        auto* const first = calls_.find(place.key);
        if (first == nullptr) return;
        auto** link = first;
        while (*link != nullptr && *link != &call)
            link = &(*link)->index_place().next;
        if (*link == &call) *link = place.next;
        if (*first == nullptr) calls_.erase(place.key);
    }
    // The latest call under that Call-ID that passes the test; nullptr where none does. Several may have it, both ends
    // of a dialog with oneself for one: the test is to look at the message, and at its tags.
    template <typename Test>
    Call* find(std::string_view call_id, Test const& test) const {
        auto* const* const first = calls_.find(key_of(call_id));
        for (auto* call = first == nullptr ? nullptr : *first; call != nullptr; call = call->index_place().next) {
            // It may add to the index; then it is the one.
            if (test(*call)) return call;
        }
        return nullptr;
    }

    void open(sip::TransactionId transaction, Call& call) {
        auto* const before = transactions_.open(transaction, call);
        call.transaction_opened();
        if (before != nullptr) before->transaction_closed();
    }
    // Whose the transaction was that is over; nullptr where it was nobody's.
    Call* close(sip::TransactionId transaction) {
        auto* const call = transactions_.close(transaction);
        if (call != nullptr) call->transaction_closed();
        return call;
    }
    [[nodiscard]] Call* of(sip::TransactionId transaction) const { return transactions_.of(transaction); }

  private:
    static std::size_t key_of(std::string_view call_id) { return std::hash<std::string_view>{}(call_id); }

    net::FlatMap<std::size_t, Call*> calls_;  // the latest of each key
    TransactionOwners<Call> transactions_;
};

}  // namespace voiplab::agents
