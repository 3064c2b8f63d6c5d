#pragma once

#include "voiplab/models/sip/transaction_layer.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/time.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace voiplab::sip {

// The transactions that only wait for the timer that ends them (D, I to M), the earliest first. There are few lengths
// of these waits, and time never runs back: one line a length, each in order by itself, needs no heap. A transaction
// that ended before its time leaves its entry behind.
class LingeringQueue {
  public:
    struct Entry {
        sim::Time end;
        TransactionId transaction;
    };

    void push(Entry entry) {
        auto const fits = [&](Line const& line) { return line.empty() || line[line.size() - 1].end <= entry.end; };
        auto line = std::find_if(lines_.begin(), lines_.end(), fits);
        if (line == lines_.end()) line = lines_.emplace(lines_.end());
        line->push_back(entry);
    }
    // nullopt where nothing waits.
    [[nodiscard]] std::optional<Entry> first() const { return behind_first(0); }
    // Who stands so many places behind the first, of those that wait as long as he.
    [[nodiscard]] std::optional<Entry> behind_first(std::size_t places) const {
        if (lines_.empty()) return std::nullopt;
        auto const& line = lines_[earliest()];
        if (line.size() <= places) return std::nullopt;
        return line[places];
    }
    // Only where there is one.
    void pop_first() { lines_[earliest()].pop_front(); }

    [[nodiscard]] std::size_t size() const {
        std::size_t size = 0;
        for (auto const& line : lines_)
            size += line.size();
        return size;
    }

  private:
    using Line = sim::RingBuffer<Entry>;

    // The line whose first entry ends first; only where there is a line.
    [[nodiscard]] std::size_t earliest() const {
        auto const earlier = [](Line const& a, Line const& b) {
            return !a.empty() && (b.empty() || a.front().end < b.front().end);
        };
        return static_cast<std::size_t>(std::min_element(lines_.begin(), lines_.end(), earlier) - lines_.begin());
    }

    std::vector<Line> lines_;
};

}  // namespace voiplab::sip
