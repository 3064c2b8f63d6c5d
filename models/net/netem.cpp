#include "voiplab/models/net/netem.hpp"

namespace voiplab::net {

void Netem::accept(SharedFrame frame) {
    queue_.accept(frame, scheduler_.now());
    send_due();
}

void Netem::send_due() {
    while (auto frame = queue_.next(scheduler_.now())) {
        far_end_->accept(std::move(frame));
    }
    auto const wake = queue_.wake();
    if (wake == sim::Time::max() || (timer_.armed() && timer_.expiry() == wake)) return;
    timer_.arm(wake);
}

}  // namespace voiplab::net
