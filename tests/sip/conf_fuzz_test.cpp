#include "tests/catch.hpp"
#include "tests/sip/lab_conf.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace voiplab::sip;

namespace {

// SplitMix64 (Steele, Lea and Flood 2014): the same texts on every machine.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t bound) {
        state_ += 0x9E3779B97F4A7C15U;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
    }

  private:
    std::uint64_t state_;
};

constexpr char const* feature_rich = R"(
[general](!)
static=yes
[globals]
A=${B}x$[1 + ${A}]
[t](!)
exten => _[1-5]X.,1(go),GotoIf($["${EXTEN:1:-2}" = "${CALLERID(num)}"]?a,${EXTEN},1:go)
same => n+2,Set(X=$[(${LEN(${A})} * -3) % 7 | !"q" ? 1 :: 2])
[a](t)
exten => i,1,Dial(SIP/1&SIP/2@x/3,0.5,t\;T)
exten => _X!,n,Goto(+1)
include => a
include => b
[b](+)
[b]
;-- block --; switch => x
exten => s,hint,SIP/1
same => s(x),Hangup(USER_BUSY)
exten => 2010,2,Playback(a&b)
exten => 2010,1,Wait(1h)
)";

std::string mutated(std::string text, Dice& dice) {
    static constexpr std::string_view marks[] = {"[",  "]",   "(",  ")", "=",    "=>", ";", ";--", "--;",
                                                 "\\", ",",   "${", "}", "$[",   "\"", "&", "\n",  "!",
                                                 "_X", ".",   "+",  "-", "\xFF", "n",  "1", "0",   "/",
                                                 "@",  "\n[", "?",  ":", "::",   "|",  " ", "(!)", "999999999999"};
    for (auto changes = 1 + dice.below(12); changes > 0 && !text.empty(); --changes) {
        auto const at = dice.below(text.size());
        switch (dice.below(5)) {
            case 0:
                text.erase(at, 1 + dice.below(20));
                break;
            case 1:
                text[at] = static_cast<char>(dice.below(256));
                break;
            case 2:
                text.insert(at, text.substr(dice.below(text.size()), dice.below(80)));
                break;
            default:
                text.insert(at, marks[dice.below(std::size(marks))]);
                break;
        }
    }
    return text;
}

Dialplan read_all(std::string const& text) {
    Diagnostics diagnostics;
    auto const sip = read_sip_conf("sip.conf", text, diagnostics);
    auto const plan = read_extensions_conf("extensions.conf", text, diagnostics);
    std::vector<std::string> entries = {sip.context};
    for (auto const& context : plan.contexts)
        entries.push_back(context.name);
    check_reachable(plan, entries, diagnostics);
    auto const lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    for (auto const& each : diagnostics) {
        REQUIRE_FALSE(each.text.empty());
        REQUIRE(each.line <= lines);
    }
    return plan;
}

void call_everyone(Dialplan const& plan) {
    for (auto const& context : plan.contexts) {
        for (auto const* const number : {"2010", "s", "15"}) {
            DialplanChannel channel(plan, context.name, number, "2000", "Alice");
            bool ended = false;
            for (int step = 0; step < 20 && !ended; ++step) {
                ended = std::holds_alternative<HangupStep>(channel.next());
                channel.set_dial_status("BUSY");
            }
            // What ended stays so.
            if (ended) REQUIRE(std::holds_alternative<HangupStep>(channel.next()));
        }
    }
}

}  // namespace

TEST_CASE("no text makes the readers or the dialplan fail", "[fuzz]") {
    std::vector<std::string> const seeds = {feature_rich, lab::part1_sip_conf, lab::part2_extensions_conf,
                                            lab::part3_sip_conf, lab::part3_extensions_conf};
    Dice dice(2018);
    for (int round = 0; round < 200; ++round) {
        auto const text = mutated(seeds[dice.below(seeds.size())], dice);
        INFO(text);
        call_everyone(read_all(text));
    }
}

TEST_CASE("every beginning of a text is read", "[fuzz]") {
    std::string const text = feature_rich;
    for (std::size_t length = 0; length <= text.size(); ++length) {
        auto const plan = read_all(text.substr(0, length));
        // Calls may go in circles until their 10,000 steps are up.
        if (length % 37 == 0) call_everyone(plan);
    }
}
