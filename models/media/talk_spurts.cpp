#include "voiplab/models/media/talk_spurts.hpp"

#include <cassert>
#include <cmath>

namespace voiplab::media {

namespace {

// Above zero, so that time goes on.
sim::Duration exponential(sim::Duration mean, sim::RandomStream& random) {
    return sim::Duration{std::llround(static_cast<double>(mean.count()) * random.exponential()) + 1};
}

double count(sim::Duration duration) {
    return static_cast<double>(duration.count());
}

}  // namespace

TalkSpurts::TalkSpurts(Options const& options, sim::RandomStream random)
    : options_(options),
      random_(random),
      talking_(random_.unit() * count(options.talk_spurt + options.pause) < count(options.talk_spurt)),
      ends_(draw()) {
    assert(options.talk_spurt > sim::Duration::zero() && options.pause > sim::Duration::zero());
}

bool TalkSpurts::talking(sim::Duration at) {
    while (ends_ <= at) {
        talking_ = !talking_;
        ends_ += draw();
    }
    return talking_;
}

sim::Duration TalkSpurts::draw() {
    return exponential(talking_ ? options_.talk_spurt : options_.pause, random_);
}

}  // namespace voiplab::media
