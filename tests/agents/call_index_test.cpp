#include "voiplab/models/agents/call_index.hpp"

#include "tests/catch.hpp"

#include <vector>

using namespace voiplab;
using agents::CallIndex;
using agents::CallIndexPlace;

namespace {

struct IndexedCall {
    int open = 0;
    CallIndexPlace<IndexedCall> place{};
    void transaction_opened() { ++open; }
    void transaction_closed() { --open; }
    CallIndexPlace<IndexedCall>& index_place() { return place; }
};

using Index = CallIndex<IndexedCall>;

// The calls of a Call-ID in the order in which they are asked.
std::vector<IndexedCall const*> asked(Index const& index, std::string_view call_id) {
    std::vector<IndexedCall const*> calls;
    index.find(call_id, [&](IndexedCall const& call) {
        calls.push_back(&call);
        return false;
    });
    return calls;
}

}  // namespace

TEST_CASE("calls of one Call-ID are asked from the latest on, and each can go") {
    Index index;
    std::vector<IndexedCall> calls(4);
    index.add("other", calls[3]);
    for (auto const place : {0, 1, 2})
        index.add("one", calls[static_cast<std::size_t>(place)]);
    CHECK(asked(index, "one") == std::vector<IndexedCall const*>{&calls[2], &calls[1], &calls[0]});
    CHECK(index.find("one", [&](IndexedCall const& call) { return &call == &calls[1]; }) == &calls[1]);

    index.remove(calls[1]);
    CHECK(asked(index, "one") == std::vector<IndexedCall const*>{&calls[2], &calls[0]});
    index.remove(calls[2]);
    CHECK(asked(index, "one") == std::vector<IndexedCall const*>{&calls[0]});
    index.remove(calls[0]);
    CHECK(asked(index, "one").empty());
    CHECK(asked(index, "other") == std::vector<IndexedCall const*>{&calls[3]});
    IndexedCall stranger;
    index.remove(stranger);
    CHECK(asked(index, "other").size() == 1);
}

TEST_CASE("a transaction that takes the slot of one that has ended ends that one for its call, once") {
    Index index;
    IndexedCall call;
    auto const ended = sip::TransactionId::of(1, 0);
    auto const next = sip::TransactionId::of(2, 0);
    index.open(ended, call);
    // Its time-out made the call open another, before anybody heard that it had ended.
    index.open(next, call);
    CHECK(call.open == 1);
    CHECK(index.close(ended) == nullptr);
    CHECK(index.of(next) == &call);
    CHECK(index.close(next) == &call);
    CHECK(call.open == 0);
}
