#pragma once

#include "voiplab/models/sip/header_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace voiplab::sip {

// For each header name whether a message has a field of it, where the first one stands, and whether there are more: a
// message is asked for its fields some twenty times on its way.
class FieldPlaces {
  public:
    // Places from this one on are told as this one: a message of so many fields is looked through.
    static constexpr std::size_t far = 254;

    // A field of that name stands there, behind all that were noted before.
    void note(HeaderName name, std::size_t place) {
        auto& first = first_[index_of(name)];
        if (first == 0) {
            first = static_cast<std::uint8_t>(std::min(place, far) + 1);
        } else {
            repeated_ |= bit(name);
        }
    }
    [[nodiscard]] bool has(HeaderName name) const { return first_[index_of(name)] != 0; }
    // The first one's place; only of a name that there is.
    [[nodiscard]] std::size_t first(HeaderName name) const { return first_[index_of(name)] - std::size_t{1}; }
    [[nodiscard]] bool repeats(HeaderName name) const { return (repeated_ & bit(name)) != 0; }

  private:
    static constexpr std::size_t index_of(HeaderName name) { return static_cast<std::size_t>(name); }
    static constexpr std::uint64_t bit(HeaderName name) { return std::uint64_t{1} << index_of(name); }
    static_assert(header_name_count <= 64, "a bit a name");

    std::array<std::uint8_t, header_name_count> first_{};  // counted from 1; 0: none
    std::uint64_t repeated_ = 0;
};

}  // namespace voiplab::sip
