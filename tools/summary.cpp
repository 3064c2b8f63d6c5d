#include "tools/summary.hpp"

#include "tools/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using scenarios::CallRecord;
using scenarios::RunResult;
using scenarios::StreamRecord;

constexpr std::array<std::string_view, 5> outcomes{"answered", "busy", "cancelled", "failed", "unanswered"};

// The status only where it tells more than the outcome: 200 is what an answer is.
std::string in_parentheses(int status) {
    return status == 0 ? " (no final response)" : fmt::format(" ({})", status);
}

std::string what_came(CallRecord const& call) {
    if (call.outcome == "answered") {
        auto text = fmt::format("{} answered", printable(call.answered_by.empty() ? call.to : call.answered_by));
        if (!call.transferred_to.empty()) text += fmt::format("; transferred to {}", printable(call.transferred_to));
        if (!call.ended) return text + "; the run ended before the call did";
        return call.ended_by.empty() ? text : fmt::format("{}; {} hung up", text, printable(call.ended_by));
    }
    auto const status = in_parentheses(call.status);
    if (call.outcome == "busy") return "busy" + status;
    if (call.outcome == "cancelled") return "the caller gave up" + status;
    if (call.outcome == "unanswered") return "nobody answered" + status;
    return printable(call.outcome) + status;
}

std::string figure(std::string_view name, sim::Duration value, std::string_view meaning) {
    return fmt::format("  {:<15}{:>10} s  {}\n", name, seconds(value), meaning);
}

std::string times(CallRecord const& call) {
    std::string text;
    if (call.ringing) text += figure("set-up time", *call.ringing - call.dialled, "INVITE to 180, at the caller");
    if (call.ringing && call.answered) text += figure("ringing time", *call.answered - *call.ringing, "180 to 200");
    if (!call.ringing && call.answered) {
        text += figure("answer delay", *call.answered - call.dialled, "INVITE to 200; no 180 came");
    }
    if (call.answered && call.ended) text += figure("talk time", *call.ended - *call.answered, "200 to BYE");
    return text;
}

std::string percentage(std::uint64_t part, std::uint64_t whole) {
    return fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// Of every leg: a packet that a server relays is sent twice.
std::string losses(std::vector<StreamRecord> const& streams) {
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    for (auto const& stream : streams) {
        sent += stream.sent;
        lost += stream.lost;
    }
    if (sent == 0) return {};
    auto text = fmt::format("  {:<15}{:>10}    of {} in {}\n", "packets lost", lost,
                            count_of(sent, "packet", "packets"), count_of(streams.size(), "RTP stream", "RTP streams"));
    for (auto const& stream : streams) {
        if (stream.lost == 0 || stream.sent == 0) continue;
        text += fmt::format("    {} to {}, {}: {} of {} lost ({})\n", printable(stream.from), printable(stream.to),
                            printable(stream.codec), stream.lost, stream.sent, percentage(stream.lost, stream.sent));
    }
    return text;
}

// Where the phones listened.
std::string quality(CallRecord const& call) {
    std::string text;
    for (auto const* phone : {&call.from, &call.answered_by}) {
        auto const mos = scenarios::mos_heard_by(*phone, call);
        if (!mos) continue;
        auto const is_wideband = std::any_of(call.streams.begin(), call.streams.end(), [&](auto const& stream) {
            return stream.to == *phone && stream.quality && stream.quality->wideband;
        });
        text += fmt::format("  {:<15}{:>10.2f}    at {}, by ITU-T G.107{}\n", "MOS", *mos, printable(*phone),
                            is_wideband ? ".1" : "");
        if (call.from == call.answered_by) break;
    }
    return text;
}

std::string one_call(CallRecord const& call) {
    return fmt::format("{} called {}: {}\n", printable(call.from), printable(call.to), what_came(call)) + times(call) +
           losses(call.streams) + quality(call);
}

// "1,000 calls: 990 answered, 10 busy"
std::string totals(std::vector<CallRecord> const& calls) {
    auto text = count_of(calls.size(), "call", "calls");
    std::string_view before = ": ";
    for (auto const outcome : outcomes) {
        auto const count =
            std::count_if(calls.begin(), calls.end(), [&](CallRecord const& call) { return call.outcome == outcome; });
        if (count == 0) continue;
        text += fmt::format("{}{}", before, count_of(static_cast<std::uint64_t>(count), outcome, outcome));
        before = ", ";
    }
    return text + "\n";
}

std::string media_calls(scenarios::MediaCallRecord const& record) {
    auto text = fmt::format("{} of site {} through {}\n", count_of(record.calls, "media call", "media calls"),
                            printable(record.site), printable(record.relay));
    if (record.sent == 0) return text;
    auto const lost = record.sent - std::min(record.sent, record.received);
    text += fmt::format("  {:<15}{:>10}    of {} ({})\n", "packets lost", lost,
                        count_of(record.sent, "packet", "packets"), percentage(lost, record.sent));
    return text + fmt::format("  {:<15}{:>10.3f} ms on average, {:.3f} ms at most\n", "jitter", record.mean_jitter_ms,
                              record.greatest_jitter_ms);
}

std::string background(scenarios::BackgroundRecord const& record) {
    auto text = fmt::format("background from {} to {}\n", printable(record.from), printable(record.to));
    auto const lost = record.sent - std::min(record.sent, record.received);
    return text + fmt::format("  {:<15}{:>10}    of {} ({})\n", "packets lost", lost,
                              count_of(record.sent, "packet", "packets"), percentage(lost, record.sent));
}

// Of each phone what its last REGISTER came to, where it came to nothing.
std::string registrations_that_failed(std::vector<scenarios::RegistrationRecord> const& registrations) {
    std::map<std::string, int> last;
    for (auto const& registration : registrations)
        last[registration.phone] = registration.status;
    std::string text;
    for (auto const& [phone, status] : last) {
        if (status >= 300) text += fmt::format("{} could not register ({})\n", printable(phone), status);
    }
    return text;
}

std::string indented_list(std::string const& heading, std::vector<std::string> const& items) {
    if (items.empty()) return {};
    auto text = heading + "\n";
    for (auto const& item : items)
        text += "  " + printable(item) + "\n";
    return text;
}

}  // namespace

std::string summary(RunResult const& result) {
    std::string text;
    auto const shown = std::min(result.calls.size(), summary_limit);
    for (std::size_t i = 0; i < shown; ++i)
        text += one_call(result.calls[i]);
    if (shown < result.calls.size()) text += count_of(result.calls.size() - shown, "more call", "more calls") + "\n";
    auto const has_other_traffic_alone =
        result.calls.empty() && !(result.media_calls.empty() && result.background.empty());
    if (result.calls.size() != 1 && !has_other_traffic_alone) text += totals(result.calls);
    for (auto const& record : result.media_calls)
        text += media_calls(record);
    for (auto const& record : result.background)
        text += background(record);

    text += registrations_that_failed(result.registrations);
    std::vector<std::string> files;
    for (auto const& file : result.files)
        files.push_back(file.string());
    text += indented_list("files written", files);
    auto const& failed = result.failed_expectations;
    text += indented_list(count_of(failed.size(), "expectation", "expectations") + " not met", failed);
    auto const& left = result.left_over;
    text += indented_list(count_of(left.size(), "thing", "things") + " left over", left);
    return text;
}

}  // namespace voiplab::tools
