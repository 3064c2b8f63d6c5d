#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace voiplab::capture {

// The unit in which bytes go past the caches: a line of theirs, which goes to memory whole.
inline constexpr std::size_t uncached_unit = 64;

constexpr std::size_t in_whole_units(std::size_t size) {
    return (size + uncached_unit - 1) / uncached_unit * uncached_unit;
}

#ifdef __SSE2__
inline void copy_uncached_by_16(std::span<std::uint8_t const> from, std::uint8_t* to) {
    for (std::size_t at = 0; at < from.size(); at += sizeof(__m128i)) {
        auto const part = _mm_load_si128(reinterpret_cast<__m128i const*>(from.data() + at));
        _mm_stream_si128(reinterpret_cast<__m128i*>(to + at), part);
    }
}

// For processors with AVX: in half the time.
[[gnu::target("avx")]] inline void copy_uncached_by_32(std::span<std::uint8_t const> from, std::uint8_t* to) {
    for (std::size_t at = 0; at < from.size(); at += sizeof(__m256i)) {
        auto const part = _mm256_load_si256(reinterpret_cast<__m256i const*>(from.data() + at));
        _mm256_stream_si256(reinterpret_cast<__m256i*>(to + at), part);
    }
}
#endif

// Copies past the caches what another thread is to read: the copy neither pushes out what this thread needs, nor waits
// until the other one's cache has given the memory back. Whole units; both sides are aligned to one.
inline void copy_uncached(std::span<std::uint8_t const> from, std::uint8_t* to) {
#ifdef __SSE2__
    __builtin_cpu_supports("avx") ? copy_uncached_by_32(from, to) : copy_uncached_by_16(from, to);
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
