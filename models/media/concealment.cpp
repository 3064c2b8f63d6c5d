#include "voiplab/models/media/concealment.hpp"

#include <algorithm>

#include <spandsp.h>

namespace voiplab::media {

struct Concealer::State {
    plc_state_t plc{};
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
    if (kind_ == Concealment::plc) plc_rx(&state_->plc, samples.data(), static_cast<int>(samples.size()));
    if (kind_ == Concealment::repeat) last_.assign(samples.begin(), samples.end());
}

void Concealer::fill(std::span<std::int16_t> samples) {
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
    if (kind_ == Concealment::plc) plc_fillin(&state_->plc, samples.data(), static_cast<int>(samples.size()));
    if (kind_ == Concealment::repeat && !last_.empty()) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = last_[i % last_.size()];
    }
}

}  // namespace voiplab::media
