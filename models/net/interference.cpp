#include "voiplab/models/net/interference.hpp"

#include <utility>

namespace voiplab::net {

Interference::Interference(sim::Scheduler& scheduler, FrameJudge& judge, FrameSink& wire)
    : scheduler_(scheduler), judge_(judge), wire_(wire), timer_(scheduler, [this] { release(); }) {}

void Interference::accept(SharedFrame frame) {
    auto const fate = judge_.judge(*frame);
    switch (fate.kind) {
        case FrameFate::Kind::lose:
            return;
        case FrameFate::Kind::late:
            late_.emplace(scheduler_.now() + fate.by, std::move(frame));
            timer_.arm(late_.begin()->first);
            return;
        case FrameFate::Kind::twice:
            wire_.accept(frame);
            break;
        case FrameFate::Kind::pass:
            break;
    }
    wire_.accept(std::move(frame));
}

void Interference::release() {
    auto next = late_.extract(late_.begin());
    if (!late_.empty()) timer_.arm(late_.begin()->first);
    wire_.accept(std::move(next.mapped()));
}

}  // namespace voiplab::net
