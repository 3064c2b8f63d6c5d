#pragma once

#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace voiplab::agents {

// Whose each open transaction is, so that nobody needs to be asked whether an event is about him.
template <typename Owner>
class TransactionOwners {
  public:
    void open(sip::TransactionId transaction, Owner& owner) {
        if (transaction.slot() >= owners_.size()) owners_.resize(transaction.slot() + 1);
        owners_[transaction.slot()] = {transaction, &owner};
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

template <typename Call>
class CallIndex {
  public:
    // What a Call-ID comes down to. Two of one key do no harm: each call looks at the message itself.
    using Key = std::size_t;

    Key add(std::string_view call_id, Call& call) { return by_call_id_.emplace(key_of(call_id), &call)->first; }
    // Nothing where the call is not there under that key.
    void remove(Key key, Call& call) {
        auto const [first, last] = by_call_id_.equal_range(key);
        auto const found = std::find_if(first, last, [&](auto const& entry) { return entry.second == &call; });
        if (found != last) by_call_id_.erase(found);
    }
    // The first call under that Call-ID that passes the test; nullptr where none does. Several may have it, both ends
    // of a dialog with oneself for one: the test is to look at the message, and at its tags.
    template <typename Test>
    Call* find(std::string_view call_id, Test const& test) const {
        auto const [first, last] = by_call_id_.equal_range(key_of(call_id));
        for (auto entry = first; entry != last; ++entry) {
            auto* const call = entry->second;
            // It may add to the index; then it is the one.
            if (test(*call)) return call;
        }
        return nullptr;
    }

    void open(sip::TransactionId transaction, Call& call) {
        transactions_.open(transaction, call);
        call.transaction_opened();
    }
    // Whose the transaction was that is over; nullptr where it was nobody's.
    Call* close(sip::TransactionId transaction) {
        auto* const call = transactions_.close(transaction);
        if (call != nullptr) call->transaction_closed();
        return call;
    }
    [[nodiscard]] Call* of(sip::TransactionId transaction) const { return transactions_.of(transaction); }

  private:
    static Key key_of(std::string_view call_id) { return std::hash<std::string_view>{}(call_id); }

    std::unordered_multimap<Key, Call*> by_call_id_;
    TransactionOwners<Call> transactions_;
};

}  // namespace voiplab::agents
