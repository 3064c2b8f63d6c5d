#pragma once

#include <cstddef>

namespace voiplab::test {

// How often the program that allocations.cpp is linked into has taken memory from operator new, in any form of it, and
// has given some back.
std::size_t allocations();
std::size_t releases();

// What an action allocates.
template <typename Action>
std::size_t allocations_of(Action action) {
    auto const before = allocations();
    action();
    return allocations() - before;
}

}  // namespace voiplab::test
