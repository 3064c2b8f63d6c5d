#include "tests/fuzz/conf_checks.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <algorithm>
#include <variant>

using namespace voiplab::sip;
using voiplab::fuzz::require;

namespace {

constexpr std::size_t most_calls = 4;
constexpr int most_steps = 20;
constexpr unsigned step_limit = 200;  // calls may go in circles

// A number that the pattern is likely to match: each set and wildcard gives a 2.
std::string number_for(std::string const& pattern) {
    if (!pattern.starts_with('_')) return pattern;
    std::string number;
    for (std::size_t i = 1; i < pattern.size(); ++i) {
        if (pattern[i] == '[') i = std::min(pattern.find(']', i), pattern.size());
        number += i < pattern.size() && pattern[i] >= '0' && pattern[i] <= '9' ? pattern[i] : '2';
    }
    return number;
}

void call(Dialplan const& plan, std::string const& context, std::string const& number) {
    DialplanChannel channel(plan, context, number, "2000", "Alice", step_limit);
    if (channel.exists()) require(plan.match(context, number) != nullptr, "an extension that exists is matched");
    bool ended = false;
    for (int step = 0; step < most_steps && !ended; ++step) {
        ended = std::holds_alternative<HangupStep>(channel.next());
        channel.set_dial_status(step % 2 == 0 ? "BUSY" : "CONGESTION");
        require(!channel.position().empty(), "a channel stands somewhere");
    }
    if (ended) require(std::holds_alternative<HangupStep>(channel.next()), "what ended stays so");
}

void call_some(Dialplan const& plan) {
    std::size_t calls = 0;
    for (auto const& context : plan.contexts) {
        for (auto const& extension : context.extensions) {
            if (++calls > most_calls) return;
            call(plan, context.name, number_for(extension.pattern));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = voiplab::fuzz::text_of(data, size);
    Diagnostics diagnostics;
    auto const plan = read_extensions_conf("extensions.conf", text, diagnostics);
    std::vector<std::string> entries{"from-sip"};
    for (auto const& context : plan.contexts) {
        entries.push_back(context.name);
    }
    check_reachable(plan, entries, diagnostics);
    voiplab::fuzz::check_diagnostics(diagnostics, text);
    call_some(plan);
    return 0;
}
