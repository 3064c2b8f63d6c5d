#pragma once

#include "voiplab/models/sip/transaction_layer.hpp"
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
        auto const fits = [&](Line const& line) { return line.entries.back().end <= entry.end; };
        auto line = std::find_if(lines_.begin(), lines_.end(), fits);
        if (line == lines_.end()) line = lines_.emplace(lines_.end());
        line->entries.push_back(entry);
    }
    // nullopt where nothing waits.
    [[nodiscard]] std::optional<Entry> first() const {
        if (lines_.empty()) return std::nullopt;
        return earliest()->entries[earliest()->taken];
    }
    // Only where there is one.
    void pop_first() {
        auto const line = lines_.begin() + (earliest() - lines_.begin());
        if (++line->taken == line->entries.size()) {
            lines_.erase(line);
        } else if (2 * line->taken >= line->entries.size()) {
            line->entries.erase(line->entries.begin(), line->entries.begin() + static_cast<std::ptrdiff_t>(line->taken));
            line->taken = 0;
        }
    }
    [[nodiscard]] std::size_t size() const {
        std::size_t size = 0;
        for (auto const& line : lines_)
            size += line.entries.size() - line.taken;
        return size;
    }
    // All those that end at `now` or before.
    template <typename Take>
    void for_each_ended(sim::Time now, Take take) const {
        for (auto const& line : lines_) {
            for (auto place = line.taken; place < line.entries.size() && line.entries[place].end <= now; ++place)
                take(line.entries[place].transaction);
        }
    }

  private:
    struct Line {
        std::vector<Entry> entries;
        std::size_t taken = 0;  // entries at its head that are gone
    };

    [[nodiscard]] std::vector<Line>::const_iterator earliest() const {
        return std::min_element(lines_.begin(), lines_.end(), [](Line const& a, Line const& b) {
            return a.entries[a.taken].end < b.entries[b.taken].end;
        });
    }

    std::vector<Line> lines_;  // none is empty
};

}  // namespace voiplab::sip
