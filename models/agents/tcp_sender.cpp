#include "voiplab/models/agents/tcp_sender.hpp"

#include <algorithm>
#include <limits>

namespace voiplab::agents {

namespace {

using namespace std::chrono_literals;

// RFC 6298 sections 2.1, 2.4 and 2.5. The clock's granularity G is a nanosecond here, so that max(G, ...) says nothing.
constexpr sim::Duration first_rto = 1s;
constexpr sim::Duration least_rto = 1s;
constexpr sim::Duration longest_rto = 60s;

// RFC 5681 section 3.1.
std::uint64_t initial_window(std::uint32_t smss) {
    if (smss > 2190) return std::uint64_t{2} * smss;
    return std::uint64_t{smss > 1095 ? 3U : 4U} * smss;
}

}  // namespace

TcpSender::TcpSender(std::uint32_t smss)
    : smss_(smss), cwnd_(initial_window(smss)), ssthresh_(std::numeric_limits<std::uint64_t>::max()), rto_(first_rto) {}

std::optional<std::uint64_t> TcpSender::next(sim::Time now) {
    std::uint64_t segment = unacknowledged_;
    if (sends_again_) {
        sends_again_ = false;
    } else {
        if (flight_size() + smss_ > std::min<std::uint64_t>(cwnd_, tcp_window * smss_)) return std::nullopt;
        segment = next_++;
    }
    // Karn's algorithm: one that was sent before is not timed (RFC 6298 section 3).
    if (segment >= highest_ && !timed_) timed_ = {segment, now};
    highest_ = std::max(highest_, next_);
    if (!expiry_) expiry_ = now + rto_;
    ++counters_.segments;
    return segment;
}

void TcpSender::acknowledge(std::uint64_t ack, sim::Time now) {
    if (ack > unacknowledged_ && ack <= highest_) {
        acknowledge_new(ack, now);
    } else if (ack == unacknowledged_ && next_ > unacknowledged_) {
        acknowledge_again();
    }
}

void TcpSender::acknowledge_new(std::uint64_t ack, sim::Time now) {
    auto const acknowledged = ack - unacknowledged_;
    unacknowledged_ = ack;
    next_ = std::max(next_, ack);  // behind a timeout, segments sent before it may still arrive
    duplicates_ = 0;
    has_timed_out_ = false;
    if (timed_ && timed_->segment < ack) {
        measure(now - timed_->sent);
        timed_.reset();
    }
    if (in_recovery_) {
        leave_recovery_or_send_again(acknowledged);
    } else {
        grow(acknowledged);
    }
    expiry_.reset();
    if (next_ > unacknowledged_) expiry_ = now + rto_;
}

// RFC 5681 section 3.1: in slow start by equation (2); behind it by a segment for each window that is acknowledged, as
// it recommends: its equation (3) falls short by what it rounds off.
void TcpSender::grow(std::uint64_t acknowledged) {
    if (cwnd_ < ssthresh_) {
        cwnd_ += smss_;
        acknowledged_ = 0;
        return;
    }
    acknowledged_ += acknowledged * smss_;
    if (acknowledged_ < cwnd_) return;
    acknowledged_ -= cwnd_;
    cwnd_ += smss_;
}

// RFC 6582 section 3.2, step 3.
void TcpSender::leave_recovery_or_send_again(std::uint64_t acknowledged) {
    if (unacknowledged_ >= recover_) {
        in_recovery_ = false;
        cwnd_ = std::min(ssthresh_, std::max<std::uint64_t>(flight_size(), smss_) + smss_);
        return;
    }
    sends_again_ = true;
    timed_.reset();
    cwnd_ -= std::min(cwnd_, acknowledged * smss_);
    cwnd_ += smss_;
}

// RFC 5681 section 3.2.
void TcpSender::acknowledge_again() {
    if (in_recovery_) {
        cwnd_ += smss_;
        return;
    }
    if (++duplicates_ != 3 || unacknowledged_ < recover_) return;
    ssthresh_ = half_of_flight();
    cwnd_ = ssthresh_ + std::uint64_t{3} * smss_;
    recover_ = highest_;
    in_recovery_ = true;
    acknowledged_ = 0;
    sends_again_ = true;
    timed_.reset();
    ++counters_.fast_retransmits;
}

// RFC 5681 section 3.1 and RFC 6298 section 5: the window is one segment, everything outstanding is sent again.
void TcpSender::time_out(sim::Time now) {
    ++counters_.timeouts;
    if (!has_timed_out_) ssthresh_ = half_of_flight();
    has_timed_out_ = true;
    cwnd_ = smss_;
    recover_ = highest_;
    in_recovery_ = false;
    sends_again_ = false;
    duplicates_ = 0;
    next_ = unacknowledged_;
    timed_.reset();
    rto_ = std::min(2 * rto_, longest_rto);
    expiry_ = now + rto_;
}

// RFC 6298 sections 2.2 and 2.3.
void TcpSender::measure(sim::Duration rtt) {
    if (srtt_) {
        rttvar_ = (3 * rttvar_ + std::chrono::abs(*srtt_ - rtt)) / 4;
        srtt_ = (7 * *srtt_ + rtt) / 8;
    } else {
        srtt_ = rtt;
        rttvar_ = rtt / 2;
    }
    rto_ = std::clamp(*srtt_ + 4 * rttvar_, least_rto, longest_rto);
}

// RFC 5681, equation (4).
std::uint64_t TcpSender::half_of_flight() const {
    return std::max<std::uint64_t>(flight_size() / 2, std::uint64_t{2} * smss_);
}

std::uint64_t TcpReceiver::receive(std::uint64_t segment) {
    if (segment < expected_ || segment - expected_ >= tcp_window) return expected_;
    early_.set(segment % tcp_window);
    while (early_.test(expected_ % tcp_window)) {
        early_.reset(expected_ % tcp_window);
        ++expected_;
    }
    return expected_;
}

}  // namespace voiplab::agents
