#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace voiplab::media {

// What is heard in place of a packet that did not come.
enum class Concealment : std::uint8_t {
    plc,      // spandsp's pitch repetition, which fades out within 50 ms, as appendix I of G.711 does
    silence,  // a lesson
    repeat,   // the last packet again
};

// Fills the holes of a stream of 8 kHz speech.
class Concealer {
  public:
    explicit Concealer(Concealment kind);
    ~Concealer();
    Concealer(Concealer const& other);
    Concealer& operator=(Concealer const& other);
    Concealer(Concealer&&) noexcept;
    Concealer& operator=(Concealer&&) noexcept;

    // Takes samples that came. After a hole their beginning is blended with what filled it.
    void pass(std::span<std::int16_t> samples);
    // Fills a hole.
    void fill(std::span<std::int16_t> samples);

  private:
    struct State;
    Concealment kind_;
    std::unique_ptr<State> state_;
    std::vector<std::int16_t> last_;
};

}  // namespace voiplab::media
