#include "voiplab/models/media/concealment.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <spandsp.h>

namespace voiplab::media {

// The history is kept here, too, and given to spandsp whole at the first gap: history that it has put together from
// packets of less than PLC_HISTORY_LEN samples it moves with a memcpy between ranges that overlap (normalise_history in
// its plc.c).
struct Concealer::State {
    plc_state_t plc{};
    std::array<std::int16_t, PLC_HISTORY_LEN> history{};
    bool concealing = false;

    void remember(std::span<std::int16_t const> samples) {
        std::size_t const kept = std::min(samples.size(), history.size());
        std::shift_left(history.begin(), history.end(), static_cast<std::ptrdiff_t>(kept));
        std::copy(samples.end() - static_cast<std::ptrdiff_t>(kept), samples.end(),
                  history.end() - static_cast<std::ptrdiff_t>(kept));
    }

    // The first packet after a gap goes through spandsp, which fades what it made up into it.
    void pass(std::span<std::int16_t> samples) {
        if (concealing) plc_rx(&plc, samples.data(), static_cast<int>(samples.size()));
        concealing = false;
        remember(samples);
    }

    void fill(std::span<std::int16_t> samples) {
        if (!concealing) {
            auto whole = history;
            plc_rx(&plc, whole.data(), static_cast<int>(whole.size()));
        }
        concealing = true;
        plc_fillin(&plc, samples.data(), static_cast<int>(samples.size()));
        remember(samples);
    }
};

Concealer::Concealer(Concealment kind) : kind_(kind) {
    if (kind != Concealment::plc) return;
    state_ = std::make_unique<State>();
    plc_init(&state_->plc);
}

Concealer::Concealer(Concealer const& other)
    : kind_(other.kind_), state_(other.state_ ? std::make_unique<State>(*other.state_) : nullptr), last_(other.last_) {}

Concealer& Concealer::operator=(Concealer const& other) {
    return *this = Concealer(other);
}

Concealer::~Concealer() = default;
Concealer::Concealer(Concealer&&) noexcept = default;
Concealer& Concealer::operator=(Concealer&&) noexcept = default;

void Concealer::pass(std::span<std::int16_t> samples) {
    if (kind_ == Concealment::plc) state_->pass(samples);
    if (kind_ == Concealment::repeat) last_.assign(samples.begin(), samples.end());
}

void Concealer::fill(std::span<std::int16_t> samples) {
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
    if (kind_ == Concealment::plc) state_->fill(samples);
    if (kind_ == Concealment::repeat && !last_.empty()) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = last_[i % last_.size()];
    }
}

}  // namespace voiplab::media
