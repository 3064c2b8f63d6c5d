#include "voiplab/models/sip/transaction_layer.hpp"

#include "models/sip/deadline_heap.hpp"
#include "models/sip/lingering_queue.hpp"
#include "models/sip/transaction_key.hpp"
#include "models/sip/transaction_table.hpp"
#include "voiplab/models/sip/invite_client_transaction.hpp"
#include "voiplab/models/sip/invite_server_transaction.hpp"
#include "voiplab/models/sip/non_invite_client_transaction.hpp"
#include "voiplab/models/sip/non_invite_server_transaction.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace voiplab::sip {

namespace {

using Machine = std::variant<InviteClientTransaction, NonInviteClientTransaction, InviteServerTransaction,
                             NonInviteServerTransaction>;

struct Transaction {
    TransactionId id;
    std::optional<Machine> machine;
    TransportAddress peer;              // where its messages go: a server's is known once its user responds
    std::optional<sim::Time> deadline;  // as the layer's heap or queue holds it
};

[[maybe_unused]] bool is_client(Machine const& machine) {
    return machine.index() < 2;
}

bool terminated(Machine const& machine) {
    return std::visit([](auto const& live) { return live.state() == std::decay_t<decltype(live)>::State::terminated; },
                      machine);
}

bool lingers(Machine const& machine) {
    return std::visit([](auto const& live) { return live.lingers(); }, machine);
}

TransactionActions receive_request(Machine& machine, bool is_ack, sim::Time now) {
    if (auto* const invite = std::get_if<InviteServerTransaction>(&machine)) {
        return is_ack ? invite->receive_ack(now) : invite->receive_invite();
    }
    return std::get<NonInviteServerTransaction>(machine).receive_request();
}

}  // namespace

struct TransactionLayer::State {
    TransactionTimers timers;
    std::size_t capacity;
    TransactionTable<Transaction> transactions;
    DeadlineHeap deadlines;    // an entry a transaction whose timers do more than end it
    LingeringQueue lingering;  // and one a transaction that a timer ends

    // The key may point into a message that the machine takes, and is kept first.
    template <typename Kind, typename... Arguments>
    TransactionId open(TransactionKey const& key, Arguments&&... arguments) {
        assert(transactions.find(key) == nullptr && "a client's request needs a branch of its own");
        auto& transaction = transactions.open(key);
        transaction.machine.emplace(std::in_place_type<Kind>, std::forward<Arguments>(arguments)...);
        index_deadline(transaction);
        return transaction.id;
    }

    // nullopt where there is none, or none any more at `now`.
    [[nodiscard]] std::optional<TransactionId> server(std::optional<TransactionKey> const& key, sim::Time now) {
        auto const* const transaction = key ? transactions.find(*key) : nullptr;
        if (transaction == nullptr) return std::nullopt;
        if (lingers(*transaction->machine) && *transaction->deadline <= now) return std::nullopt;
        return transaction->id;
    }

    void index_deadline(Transaction& transaction) {
        auto const deadline = std::visit([](auto const& live) { return live.deadline(); }, *transaction.machine);
        if (deadline == transaction.deadline) return;
        transaction.deadline = deadline;
        if (deadline && lingers(*transaction.machine)) {
            lingering.push({*deadline, transaction.id});
        } else if (deadline) {
            deadlines.push({*deadline, transaction.id});
        }
        clean_deadlines(transaction.id);
    }

    // After the deadline of that transaction was moved or has gone.
    void clean_deadlines(TransactionId id) {
        auto const* const top = deadlines.top();
        if (top == nullptr || top->transaction != id) return;
        auto const acting = transactions.size() - std::min(transactions.size(), lingering.size());
        deadlines.clean(acting, [this](DeadlineHeap::Entry const& entry) {
            auto const* const transaction = transactions.find(entry.transaction);
            return transaction != nullptr && transaction->deadline == entry.at;
        });
    }

    // What ends was looked at last half a minute of simulated time ago, and is far from the processor.
    void prefetch_next() const {
        if (auto const near = lingering.behind_first(2)) transactions.prefetch(near->transaction);
        if (auto const far = lingering.behind_first(4)) transactions.prefetch_place(far->transaction);
    }

    void end_lingering(sim::Time now, TransactionEffects& effects) {
        for (auto first = lingering.first(); first && first->end <= now; first = lingering.first()) {
            prefetch_next();
            lingering.pop_first();
            if (transactions.find(first->transaction) != nullptr) close(first->transaction, effects);
        }
    }

    void apply(Transaction& transaction, TransactionActions actions, TransactionEffects& effects) {
        auto const id = transaction.id;
        if (actions.send) effects.transmissions.push_back({std::move(*actions.send), transaction.peer});
        if (actions.trying_due) effects.events.emplace_back(TryingDue{id});
        if (actions.timed_out) effects.events.emplace_back(TransactionTimedOut{id, *actions.timed_out});
        if (terminated(*transaction.machine)) {
            close(id, effects);
        } else {
            std::visit([](auto& live) { live.shed(); }, *transaction.machine);
            index_deadline(transaction);
        }
    }

    void close(TransactionId id, TransactionEffects& effects) {
        transactions.close(id);
        clean_deadlines(id);
        effects.events.emplace_back(TransactionTerminated{id});
    }

    void receive_response(Message response, TransportAddress const& from, sim::Time now, TransactionEffects& effects) {
        auto const key = client_key(response);
        auto* const transaction = key ? transactions.find(*key) : nullptr;
        if (transaction == nullptr) {
            effects.events.emplace_back(StrayResponse{std::move(response), from});
            return;
        }
        auto* const invite = std::get_if<InviteClientTransaction>(&*transaction->machine);
        auto actions =
            invite != nullptr
                ? invite->receive_response(response, now)
                : std::get<NonInviteClientTransaction>(*transaction->machine).receive_response(response, now);
        if (actions.pass_up) {
            effects.events.emplace_back(ResponseArrived{transaction->id, std::move(response), from});
        }
        apply(*transaction, std::move(actions), effects);
    }

    void receive_request(Message request, TransportAddress const& from, sim::Time now, TransactionEffects& effects) {
        auto const key = server_key(request);
        if (!key) return;
        auto const is_ack = request.method() == "ACK";
        auto* const transaction = transactions.find(*key);
        if (transaction == nullptr) {
            if (is_ack) {
                effects.events.emplace_back(AckArrived{std::move(request), from});
            } else if (transactions.size() < capacity) {
                open_server(std::move(request), *key, from, now, effects);
            }
            return;
        }
        auto actions = sip::receive_request(*transaction->machine, is_ack, now);
        if (actions.pass_up) effects.events.emplace_back(AckArrived{std::move(request), from});
        apply(*transaction, std::move(actions), effects);
    }

    void open_server(Message request, TransactionKey const& key, TransportAddress const& from, sim::Time now,
                     TransactionEffects& effects) {
        auto const id = request.method() == "INVITE" ? open<InviteServerTransaction>(key, request, timers, now)
                                                     : open<NonInviteServerTransaction>(key, request, timers);
        effects.events.emplace_back(RequestArrived{id, std::move(request), from});
    }
};

TransactionLayer::TransactionLayer(TransactionTimers timers, std::size_t capacity)
    : state_(std::make_unique<State>(State{timers, capacity, {}, {}, {}})) {
    assert(timers.t1.count() > 0 && timers.t2.count() > 0 && timers.t4.count() > 0);
}

TransactionLayer::~TransactionLayer() = default;
TransactionLayer::TransactionLayer(TransactionLayer&&) noexcept = default;
TransactionLayer& TransactionLayer::operator=(TransactionLayer&&) noexcept = default;

TransactionId TransactionLayer::request(Message request, TransportAddress const& to, sim::Time now,
                                        TransactionEffects& effects) {
    assert(request.is_request() && request.method() != "ACK");
    auto const key = client_key(request);
    assert(key && !key->branch.empty());
    effects.transmissions.push_back({request, to});
    auto& state = *state_;
    auto const kept = key.value_or(TransactionKey{});
    auto const id = request.method() == "INVITE"
                        ? state.open<InviteClientTransaction>(kept, std::move(request), state.timers, now)
                        : state.open<NonInviteClientTransaction>(kept, std::move(request), state.timers, now);
    state.transactions.find(id)->peer = to;
    return id;
}

void TransactionLayer::respond(TransactionId id, Message response, sim::Time now, TransactionEffects& effects) {
    assert(response.is_response());
    auto* const transaction = state_->transactions.find(id);
    if (transaction == nullptr) return;
    assert(!is_client(*transaction->machine));
    auto destination = response_destination(response);
    auto* const invite = std::get_if<InviteServerTransaction>(&*transaction->machine);
    auto actions = invite != nullptr
                       ? invite->respond(std::move(response), now)
                       : std::get<NonInviteServerTransaction>(*transaction->machine).respond(std::move(response), now);
    if (actions.send) transaction->peer = std::move(destination);
    state_->apply(*transaction, std::move(actions), effects);
}

void TransactionLayer::receive(Message message, TransportAddress const& from, sim::Time now,
                               TransactionEffects& effects) {
    state_->end_lingering(now, effects);
    if (message.is_response()) {
        state_->receive_response(std::move(message), from, now, effects);
    } else {
        state_->receive_request(std::move(message), from, now, effects);
    }
}

void TransactionLayer::advance(sim::Time now, TransactionEffects& effects) {
    state_->end_lingering(now, effects);
    auto& deadlines = state_->deadlines;
    while (deadlines.top() != nullptr && deadlines.top()->at <= now) {
        auto* const transaction = state_->transactions.find(deadlines.top()->transaction);
        auto actions = std::visit([now](auto& live) { return live.advance(now); }, *transaction->machine);
        state_->apply(*transaction, std::move(actions), effects);
    }
}

std::optional<sim::Time> TransactionLayer::next_action() const {
    auto const* const top = state_->deadlines.top();
    if (top == nullptr) return std::nullopt;
    return top->at;
}

std::optional<sim::Time> TransactionLayer::deadline() const {
    auto const lingering = state_->lingering.first();
    return earliest({next_action(), lingering ? std::optional(lingering->end) : std::nullopt});
}

void TransactionLayer::abandon(TransactionId id, TransactionEffects& effects) {
    if (state_->transactions.find(id) != nullptr) state_->close(id, effects);
}

void TransactionLayer::set_trying_due(TransactionId id, sim::Time at) {
    auto* const transaction = state_->transactions.find(id);
    if (transaction == nullptr) return;
    if (auto* const invite = std::get_if<InviteServerTransaction>(&*transaction->machine)) {
        invite->set_trying_due(at);
        state_->index_deadline(*transaction);
    }
}

std::optional<TransactionId> TransactionLayer::cancelled(Message const& cancel, sim::Time now) const {
    return state_->server(cancelled_key(cancel), now);
}

std::optional<TransactionId> TransactionLayer::server_transaction_of(Message const& request, sim::Time now) const {
    return state_->server(server_key(request), now);
}

Message const* TransactionLayer::request_of(TransactionId id) const {
    auto const* const transaction = state_->transactions.find(id);
    if (transaction == nullptr) return nullptr;
    auto const& request =
        std::visit([](auto const& live) -> Message const& { return live.request(); }, *transaction->machine);
    return request.field_count() == 0 ? nullptr : &request;
}

std::size_t TransactionLayer::size() const {
    return state_->transactions.size();
}

}  // namespace voiplab::sip
