#include "voiplab/sim/callback.hpp"

#include "tests/catch.hpp"

#include <type_traits>

using voiplab::sim::Callback;

namespace {

int plain_calls = 0;
void plain_function() {
    ++plain_calls;
}

}  // namespace

// The queue moves callbacks as bytes and keeps them without a destructor.
static_assert(std::is_trivially_copyable_v<Callback>);
static_assert(std::is_trivially_destructible_v<Callback>);
static_assert(!std::is_constructible_v<Callback, int>, "only what can be called is a callback");
static_assert(!std::is_constructible_v<Callback, void (*)(int)>, "a callback is called without arguments");

TEST_CASE("A callback made from nothing is empty") {
    CHECK_FALSE(static_cast<bool>(Callback{}));
}

TEST_CASE("A callback runs the lambda it was made from") {
    int calls = 0;
    Callback callback = [&calls] { ++calls; };
    REQUIRE(static_cast<bool>(callback));
    callback();
    callback();
    CHECK(calls == 2);
}

TEST_CASE("A callback runs a plain function") {
    plain_calls = 0;
    Callback callback = &plain_function;
    callback();
    CHECK(plain_calls == 1);
}

TEST_CASE("A callback holds captures of three pointers") {
    int first = 1;
    int second = 2;
    int sum = 0;
    auto const add = [&first, &second, &sum] { sum = first + second; };
    static_assert(sizeof(add) == Callback::capacity);
    Callback callback = add;
    callback();
    CHECK(sum == 3);
}

TEST_CASE("A copy of a callback carries its own state") {
    int seen = 0;
    Callback original = [count = 0, &seen]() mutable { seen = ++count; };
    original();
    auto copy = original;
    original();
    CHECK(seen == 2);
    copy();
    CHECK(seen == 2);
    original();
    CHECK(seen == 3);
}

TEST_CASE("What a callback's callable returns is ignored") {
    int calls = 0;
    Callback callback = [&calls] { return ++calls; };
    callback();
    CHECK(calls == 1);
}
