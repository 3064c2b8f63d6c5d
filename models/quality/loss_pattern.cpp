#include "voiplab/models/quality/loss_pattern.hpp"

namespace voiplab::quality {

namespace {

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void LossPattern::add(bool lost) {
    ++packets_;
    if (!lost) {
        ++received_since_;
        last_lost_ = false;
        return;
    }
    ++lost_;
    if (!last_lost_) ++bursts_;
    last_lost_ = true;
    if (cluster_lost_ > 0 && received_since_ < gmin_) {
        cluster_packets_ += received_since_ + 1;
        ++cluster_lost_;
    } else {
        close_cluster(closed_);
        // What came since the last cluster is gap, and the new one begins.
        gap_packets_ = received_since_;
        cluster_packets_ = 1;
        cluster_lost_ = 1;
    }
    received_since_ = 0;
}

// A lone loss is part of the gap around it.
void LossPattern::close_cluster(GapsAndBursts& into) const {
    into.gap_packets += gap_packets_;
    if (cluster_lost_ == 0) return;
    if (cluster_lost_ == 1) {
        ++into.gap_packets;
        ++into.gap_lost;
        return;
    }
    into.burst_packets += cluster_packets_;
    into.burst_lost += cluster_lost_;
    ++into.bursts;
}

LossPattern::GapsAndBursts LossPattern::gaps_and_bursts() const {
    auto figures = closed_;
    close_cluster(figures);
    figures.gap_packets += received_since_;
    // Bursts stand between gaps.
    if (figures.gap_packets > 0) figures.gaps = figures.bursts + 1;
    return figures;
}

double LossPattern::GapsAndBursts::burst_density() const {
    return share(burst_lost, burst_packets);
}

double LossPattern::GapsAndBursts::gap_density() const {
    return share(gap_lost, gap_packets);
}

double LossPattern::GapsAndBursts::mean_burst() const {
    return share(burst_packets, bursts);
}

double LossPattern::GapsAndBursts::mean_gap() const {
    return share(gap_packets, gaps);
}

double LossPattern::loss() const {
    return share(lost_, packets_);
}

double LossPattern::mean_burst() const {
    return share(lost_, bursts_);
}

double LossPattern::burst_ratio() const {
    return lost_ == 0 || lost_ == packets_ ? 1 : mean_burst() * (1 - loss());
}

}  // namespace voiplab::quality
