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

Conversation::Conversation(Options const& options, sim::RandomStream random)
    : options_(options), random_(random), state_(first()), ends_(draw()) {
    assert(options.single_talk > sim::Duration::zero() && options.double_talk > sim::Duration::zero() &&
           options.mutual_silence > sim::Duration::zero());
    assert(options.interruption >= 0 && options.interruption <= 1);
}

// Each single talk is followed by one of the two others, and they by single talk.
Conversation::State Conversation::first() {
    auto const single = count(options_.single_talk);
    auto const both = options_.interruption * count(options_.double_talk);
    auto const neither = (1 - options_.interruption) * count(options_.mutual_silence);
    auto const drawn = random_.unit() * (single + both + neither);
    if (drawn < single / 2) return State::first_talks;
    if (drawn < single) return State::second_talks;
    return drawn < single + both ? State::double_talk : State::mutual_silence;
}

Conversation::State Conversation::state(sim::Duration at) {
    while (ends_ <= at) {
        state_ = next();
        ends_ += draw();
    }
    return state_;
}

Conversation::State Conversation::next() {
    auto const drawn = random_.unit();
    if (state_ == State::first_talks || state_ == State::second_talks) {
        return drawn < options_.interruption ? State::double_talk : State::mutual_silence;
    }
    return drawn < 0.5 ? State::first_talks : State::second_talks;
}

sim::Duration Conversation::draw() {
    switch (state_) {
        case State::mutual_silence:
            return exponential(options_.mutual_silence, random_);
        case State::double_talk:
            return exponential(options_.double_talk, random_);
        default:
            return exponential(options_.single_talk, random_);
    }
}

}  // namespace voiplab::media
