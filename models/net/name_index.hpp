#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace voiplab::net {

// Finds by its name what stands in a list, which has size() and name_of() a number, and whose names differ and stay
// where they are as long as the index. It is asked for most of a site's hosts in their order, by links and phones
// alike, and then from the beginning again: so it looks there first, and makes a table only once that does not help.
// Not thread-safe.
template <typename List>
class NameIndex {
  public:
    explicit NameIndex(List list) : list_(list) {}

    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
        // Behind what was found last, or that again.
        if (is_at(next_, name)) return next_++;
        if (next_ > 0 && is_at(next_ - 1, name)) return next_ - 1;
        if (is_at(0, name)) {
            next_ = 1;
            return 0;
        }
        // The list may have become longer.
        for (; in_table_ < list_.size(); ++in_table_) {
            table_.emplace(list_.name_of(in_table_), in_table_);
        }
        auto const found = table_.find(name);
        if (found == table_.end()) return std::nullopt;
        next_ = found->second + 1;
        return found->second;
    }

  private:
    [[nodiscard]] bool is_at(std::size_t number, std::string_view name) const {
        return number < list_.size() && list_.name_of(number) == name;
    }

    List list_;
    mutable std::size_t next_ = 0;
    mutable std::size_t in_table_ = 0;
    mutable std::unordered_map<std::string_view, std::size_t> table_;
};

}  // namespace voiplab::net
