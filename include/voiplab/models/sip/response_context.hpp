#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace voiplab::sip {

// Chooses among the final responses of a request's branches (RFC 3261 section 16.7, steps 6 and 7): a 6xx, else one of
// the lowest class; of several 4xx one that tells the caller how to ask again. Challenges are gathered from all of
// them; a 503 becomes a 500, for it speaks of another server than the one that passes it on. `responses` is not empty.
Message best_response(std::vector<Message> const& responses);

// Which responses to a forked request go upstream, and when (section 16.7).
class ResponseContext {
  public:
    explicit ResponseContext(bool is_invite) : is_invite_(is_invite) {}

    using Branch = std::size_t;
    // Every branch is added before the first response is taken.
    Branch add_branch();

    struct Verdict {
        std::optional<Message> upstream;  // goes to the caller now
        bool cancel_others = false;       // the branches that are still pending need not answer any more
    };
    // Takes a response, its Via removed, or the 408 that stands for a branch's silence.
    Verdict take(Branch branch, Message response);

    // True until the branch has had its final response.
    [[nodiscard]] bool pending(Branch branch) const { return !finals_[branch]; }
    // Every branch has had its final response.
    [[nodiscard]] bool done() const;

  private:
    bool is_invite_;
    bool answered_ = false;  // a final response has gone upstream
    std::vector<std::optional<Message>> finals_;
};

}  // namespace voiplab::sip
