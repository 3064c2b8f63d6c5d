#include "voiplab/sim/event_queue.hpp"

namespace voiplab::sim {

namespace {

// Which of the four children from `first` on is least. Computed, not branched to, because the answer is as good as
// random and a wrong guess costs more than all comparisons; and each comparison needs only what was loaded, none waits
// for another.
std::size_t least_of_four(EventKey const* keys, std::size_t first) {
    auto const* const child = keys + first;
    auto const less = [child](std::size_t a, std::size_t b) {
        return static_cast<std::size_t>(before(child[a], child[b]));
    };
    auto const in_right = (less(2, 0) & less(2, 1)) | (less(3, 0) & less(3, 1));
    return first + 2 * in_right + ((less(1, 0) & (in_right ^ 1)) | (less(3, 2) & in_right));
}

// Asks for the lines of the four families from `first` on, one of which is compared next. They may lie beyond the heap:
// asking for nothing is harmless.
void prefetch_families_of(EventKey const* keys, std::size_t first) {
    for (std::size_t family = 0; family < 4; ++family) {
        __builtin_prefetch(keys + first + 4 * family);
    }
}

}  // namespace

void EventQueue::push(EventKey key) {
    auto hole = keys_.size();
    keys_.emplace_back();
    while (hole > root && before(key, keys_[parent_of(hole)])) {
        keys_[hole] = keys_[parent_of(hole)];
        hole = parent_of(hole);
    }
    keys_[hole] = key;
}

void EventQueue::pop() {
    auto const last = keys_.back();
    keys_.pop_back();
    if (!empty()) sift_down(root, last);
}

void EventQueue::sift_down(std::size_t hole, EventKey key) {
    auto* const keys = keys_.data();
    auto const end = keys_.size();
    auto child = first_child_of(hole);
    for (; child + arity <= end; child = first_child_of(hole)) {
        prefetch_families_of(keys, first_child_of(child));
        auto const least = least_of_four(keys, child);
        if (!before(keys[least], key)) {
            keys[hole] = key;
            return;
        }
        keys[hole] = keys[least];
        hole = least;
    }
    // Only the last family can be short, and it has no children.
    auto least = child;
    for (auto sibling = child + 1; sibling < end; ++sibling) {
        if (before(keys[sibling], keys[least])) least = sibling;
    }
    if (child < end && before(keys[least], key)) {
        keys[hole] = keys[least];
        hole = least;
    }
    keys[hole] = key;
}

void EventQueue::order_all() {
    if (size() < 2) return;
    for (auto parent = parent_of(keys_.size() - 1) + 1; parent-- > root;) {
        sift_down(parent, keys_[parent]);
    }
}

}  // namespace voiplab::sim
