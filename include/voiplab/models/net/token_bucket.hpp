#pragma once

#include "voiplab/models/net/queue_options.hpp"

#include <algorithm>

namespace voiplab::net {

// A bucket of tokens, told as time: a frame costs the time in which its tokens come, and what the bucket holds is how
// long it has not been drawn upon. Never lets more than burst + rate * time through in any span of time.
class TokenBucket {
  public:
    explicit TokenBucket(TokenBucketOptions const& options)
        : rate_(options.rate), depth_(transmission_time(options.burst, options.rate)), spent_until_(-depth_) {}

    // When the tokens for a frame of that size will be there, `now` at the earliest; never for one beyond the burst.
    [[nodiscard]] sim::Time ready(ByteCount size, sim::Time now) const {
        auto const cost = transmission_time(size, rate_);
        if (cost > depth_) return sim::Time::max();
        return std::max(now, spent_until_ + cost);
    }
    // Draws that frame's tokens, which must be there.
    void take(ByteCount size, sim::Time now) {
        spent_until_ = std::max(spent_until_, now - depth_) + transmission_time(size, rate_);
    }

  private:
    BitRate rate_;
    sim::Duration depth_;
    sim::Time spent_until_;  // the bucket is empty until then, had it been empty before
};

}  // namespace voiplab::net
