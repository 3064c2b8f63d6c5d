#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace voiplab::capture {

// The unit in which bytes go past the caches.
inline constexpr std::size_t uncached_unit = 16;

// Copies past the caches what another thread is to read: the copy neither pushes out what this thread needs, nor waits
// until the other one's cache has given the memory back. Whole units; `to` is aligned to one.
inline void copy_uncached(std::span<std::uint8_t const> from, std::uint8_t* to) {
#ifdef __SSE2__
    for (std::size_t at = 0; at < from.size(); at += uncached_unit) {
        auto const unit = _mm_load_si128(reinterpret_cast<__m128i const*>(from.data() + at));
        _mm_stream_si128(reinterpret_cast<__m128i*>(to + at), unit);
    }
#else
    std::copy(from.begin(), from.end(), to);
#endif
}

// What was copied so far is there before all that this thread writes from now on: a mutex alone does not see to that.
inline void finish_uncached_copies() {
#ifdef __SSE2__
    _mm_sfence();
#endif
}

}  // namespace voiplab::capture
