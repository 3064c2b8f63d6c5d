#pragma once

#include "voiplab/sim/time.hpp"

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace voiplab::net {

template <typename T>
struct Change {
    sim::Time at;
    T value;
};

// A value that may change at given times of the run.
template <typename T>
class Varying {
  public:
    Varying() = default;
    Varying(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): most never change
    // `value` until the first change; the changes are in the order of time.
    Varying(T value, std::vector<Change<T>> changes) : value_(std::move(value)), changes_(std::move(changes)) {
        if (!changes_.empty()) next_at_ = changes_.front().at;
    }

    // What it is at `now`, which never goes back from one call to the next. Costs one comparison until it changes.
    T const& at(sim::Time now) {
        while (now >= next_at_) {
            advance();
        }
        return value_;
    }
    // What it begins with.
    [[nodiscard]] T const& first() const { return value_; }
    [[nodiscard]] std::vector<Change<T>> const& changes() const { return changes_; }
    // Whether `test` holds for any value that it has.
    template <typename Test>
    [[nodiscard]] bool any(Test test) const {
        if (test(value_)) return true;
        for (auto const& change : changes_) {
            if (test(change.value)) return true;
        }
        return false;
    }

  private:
    void advance() {
        value_ = changes_[next_].value;
        ++next_;
        next_at_ = next_ < changes_.size() ? changes_[next_].at : sim::Time::max();
    }

    T value_{};
    std::vector<Change<T>> changes_;
    std::size_t next_ = 0;
    sim::Time next_at_ = sim::Time::max();
};

}  // namespace voiplab::net
