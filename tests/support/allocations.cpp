#include "tests/support/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

// Captures are written by a thread of their own.
std::atomic<std::size_t> taken{0};
std::atomic<std::size_t> given_back{0};

void* allocate_if_possible(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) noexcept {
    taken.fetch_add(1, std::memory_order_relaxed);
    // aligned_alloc asks for a multiple of the alignment.
    auto const rounded = (size + alignment - 1) / alignment * alignment;
    return std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
}

void* allocate(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) {
    if (auto* const memory = allocate_if_possible(size, alignment)) return memory;
    throw std::bad_alloc();
}

void release(void* memory) noexcept {
    if (memory != nullptr) given_back.fetch_add(1, std::memory_order_relaxed);
    std::free(memory);
}

}  // namespace

std::size_t voiplab::test::allocations() {
    return taken;
}

std::size_t voiplab::test::releases() {
    return given_back;
}

// [replacement.functions]: every form, as a sanitizer's own do not call one another as the standard library's do.
void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void* operator new(std::size_t size, std::nothrow_t const& /*tag*/) noexcept {
    return allocate_if_possible(size);
}
void* operator new[](std::size_t size, std::nothrow_t const& /*tag*/) noexcept {
    return allocate_if_possible(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment, std::nothrow_t const& /*tag*/) noexcept {
    return allocate_if_possible(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment, std::nothrow_t const& /*tag*/) noexcept {
    return allocate_if_possible(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    release(memory);
}
void operator delete[](void* memory) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
    release(memory);
}
void operator delete[](void* memory, std::size_t /*size*/) noexcept {
    release(memory);
}
void operator delete(void* memory, std::nothrow_t const& /*tag*/) noexcept {
    release(memory);
}
void operator delete[](void* memory, std::nothrow_t const& /*tag*/) noexcept {
    release(memory);
}
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
    release(memory);
}
void operator delete[](void* memory, std::align_val_t /*alignment*/) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
    release(memory);
}
void operator delete[](void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
    release(memory);
}
