#include "voiplab/models/agents/peer_qualifier.hpp"

#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {
// DEFAULT_FREQ_OK and DEFAULT_FREQ_NOTOK of chan_sip.
constexpr sim::Duration while_reachable = std::chrono::seconds(60);
constexpr sim::Duration while_unreachable = std::chrono::seconds(10);
}  // namespace

PeerQualifier::PeerQualifier(SipEndpoint& endpoint, TransactionOwners<PeerQualifier>& owners, sim::Duration patience,
                             Where where)
    : endpoint_(endpoint),
      owners_(owners),
      patience_(patience),
      where_(std::move(where)),
      ask_timer_(endpoint.context().scheduler, [this] { ask(); }),
      patience_timer_(endpoint.context().scheduler, [this] { give_up(); }) {}

PeerQualifier::~PeerQualifier() {
    forget_transaction();
}

void PeerQualifier::registered() {
    if (!transaction_ && !ask_timer_.armed()) ask_timer_.arm_in({});
}

void PeerQualifier::ask() {
    auto const where = where_();
    if (!where) return;
    auto& identifiers = endpoint_.identifiers();
    auto const& formats = endpoint_.profile().identifiers;
    auto const now = endpoint_.now();
    auto const own = uri_host(endpoint_.address());
    sip::Message options{sip::RequestLine{"OPTIONS", where->first}};
    options.add(sip::HeaderName::from,
                fmt::format("\"asterisk\" <sip:asterisk@{}>;tag={}", own, identifiers.draw(formats.tag, now)));
    options.add(sip::HeaderName::to, fmt::format("<{}>", where->first));
    options.add(sip::HeaderName::contact, fmt::format("<sip:asterisk@{}>", net::to_string(endpoint_.address())));
    options.add(sip::HeaderName::call_id, identifiers.draw(formats.call_id, now));
    options.add(sip::HeaderName::cseq, fmt::format("{} OPTIONS", endpoint_.profile().first_cseq));
    options.add(sip::HeaderName::date, sip_date(endpoint_.context().start + now.time_since_epoch()));
    transaction_ = endpoint_.request(std::move(options), where->second, false);
    owners_.open(*transaction_, *this);
    patience_timer_.arm_in(patience_);
}

// Any final response says that somebody is there.
void PeerQualifier::handle(sip::ResponseArrived const& event) {
    if (event.response.status() < 200) return;
    patience_timer_.cancel();
    forget_transaction();
    reachable_ = true;
    ask_timer_.arm_in(while_reachable);
}

void PeerQualifier::forget_transaction() {
    if (auto const transaction = std::exchange(transaction_, std::nullopt)) owners_.close(*transaction);
}

void PeerQualifier::give_up() {
    endpoint_.abandon(*transaction_);
    forget_transaction();
    reachable_ = false;
    ask_timer_.arm_in(while_unreachable);
}

}  // namespace voiplab::agents
