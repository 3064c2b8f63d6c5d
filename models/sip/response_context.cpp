#include "voiplab/models/sip/response_context.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace voiplab::sip {

namespace {

int class_of(Message const& response) {
    return response.status() / 100;
}

// Lower is better. Where the RFC leaves the choice, one who said no tells more than one who said nothing or was told to
// stop.
int rank(Message const& response) {
    constexpr std::array<int, 5> tells_how{401, 407, 415, 420, 484};
    constexpr std::array<int, 2> tells_nothing{408, 487};
    auto const is_among = [status = response.status()](auto const& codes) {
        return std::find(codes.begin(), codes.end(), status) != codes.end();
    };
    if (class_of(response) == 6) return 0;
    return 3 * class_of(response) + (is_among(tells_how) ? 0 : is_among(tells_nothing) ? 2 : 1);
}

bool is_challenge(Message const& response) {
    return response.status() == 401 || response.status() == 407;
}

bool is_challenge_field(HeaderName name) {
    return name == HeaderName::www_authenticate || name == HeaderName::proxy_authenticate;
}

void add_challenges(Message const& from, Message& to) {
    for (auto const name : {HeaderName::www_authenticate, HeaderName::proxy_authenticate}) {
        for (auto const value : from.all(name)) {
            auto place = to.field_count();
            while (place > 0 && !is_challenge_field(to.name_at(place - 1)))
                --place;
            to.insert(place, to_string(name), value);
        }
    }
}

}  // namespace

Message best_response(std::vector<Message> const& responses) {
    assert(!responses.empty());
    auto const chosen = std::min_element(responses.begin(), responses.end(),
                                         [](Message const& a, Message const& b) { return rank(a) < rank(b); });
    auto best = *chosen;
    if (is_challenge(best)) {
        for (auto other = responses.begin(); other != responses.end(); ++other) {
            if (other != chosen && is_challenge(*other)) add_challenges(*other, best);
        }
    }
    if (best.status() == 503) best.set_start(StatusLine{500, reason_phrase(500)});
    return best;
}

ResponseContext::Branch ResponseContext::add_branch() {
    finals_.emplace_back();
    return finals_.size() - 1;
}

ResponseContext::Verdict ResponseContext::take(Branch branch, Message response) {
    auto const status = response.status();
    auto const success = class_of(response) == 2;
    if (status == 100) return {};  // it was for this hop
    if (status < 200) {
        if (answered_ || !pending(branch)) return {};
        return {std::move(response), false};
    }
    // Each 2xx to an INVITE is a dialog of its own, and each repeated one wants its ACK (RFC 6026): they all pass.
    if (!pending(branch) && !(success && is_invite_)) return {};
    finals_[branch] = response;
    if (success) {
        if (answered_ && !is_invite_) return {};
        answered_ = true;
        return {std::move(response), is_invite_};
    }
    // A 6xx says that nobody will answer; it still waits for those who are being told so.
    Verdict verdict{std::nullopt, is_invite_ && class_of(response) == 6};
    if (answered_ || !done()) return verdict;
    std::vector<Message> finals;
    for (auto const& final : finals_) {
        finals.push_back(*final);
    }
    answered_ = true;
    verdict.upstream = best_response(finals);
    return verdict;
}

bool ResponseContext::done() const {
    return std::all_of(finals_.begin(), finals_.end(), [](auto const& final) { return final.has_value(); });
}

}  // namespace voiplab::sip
