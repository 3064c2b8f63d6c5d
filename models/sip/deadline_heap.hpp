#pragma once

#include "voiplab/models/sip/transaction_layer.hpp"
#include "voiplab/sim/time.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace voiplab::sip {

// When each transaction has something to do next: the earliest first, of several the oldest transaction. A deadline
// that has been moved leaves its old entry behind, which goes when it comes to the top; `is_live` of the entry's time
// and transaction tells. Most timers are cancelled long before they fire: that costs next to nothing here.
class DeadlineHeap {
  public:
    struct Entry {
        sim::Time at;
        TransactionId transaction;
    };

    void push(Entry entry) {
        entries_.push_back(entry);
        std::push_heap(entries_.begin(), entries_.end(), later);
    }
    // The earliest; nullptr where there is none.
    [[nodiscard]] Entry const* top() const { return entries_.empty() ? nullptr : &entries_.front(); }
    // Removes what is no deadline any more from the top, and from all of the heap where that is most of it. `live` is
    // how many deadlines there are.
    template <typename IsLive>
    void clean(std::size_t live, IsLive is_live) {
        if (entries_.size() > 2 * live + slack) {
            std::erase_if(entries_, [&](Entry const& entry) { return !is_live(entry); });
            std::make_heap(entries_.begin(), entries_.end(), later);
        }
        while (!entries_.empty() && !is_live(entries_.front())) {
            std::pop_heap(entries_.begin(), entries_.end(), later);
            entries_.pop_back();
        }
    }

  private:
    static bool later(Entry const& a, Entry const& b) {
        return a.at != b.at ? a.at > b.at : a.transaction > b.transaction;
    }
    static constexpr std::size_t slack = 64;
    std::vector<Entry> entries_;
};

}  // namespace voiplab::sip
