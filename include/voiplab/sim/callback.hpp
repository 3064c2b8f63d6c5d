#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace voiplab::sim {

// What an event runs: a callable of at most three pointers, kept in place so that scheduling never allocates.
// It must be trivially copyable (captures of pointers, references and small numbers), which lets the queue move it as
// bytes.
class Callback {
  public:
    static constexpr std::size_t capacity = 3 * sizeof(void*);

    Callback() = default;

    template <typename F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Callback> && std::is_invocable_r_v<void, F&>)
        Callback(F callable)  // NOLINT(google-explicit-constructor): a lambda is a callback
        : invoke_([](void* storage) { (*std::launder(reinterpret_cast<F*>(storage)))(); }) {
        static_assert(sizeof(F) <= capacity, "an event's callable holds at most three pointers");
        static_assert(alignof(F) <= alignof(void*), "an event's callable is aligned as a pointer");
        static_assert(std::is_trivially_copyable_v<F>, "an event's callable is moved as bytes");
        ::new (static_cast<void*>(storage_)) F(callable);
    }

    void operator()() { invoke_(storage_); }
    explicit operator bool() const { return invoke_ != nullptr; }

  private:
    alignas(void*) std::byte storage_[capacity]{};
    void (*invoke_)(void*) = nullptr;
};

}  // namespace voiplab::sim
