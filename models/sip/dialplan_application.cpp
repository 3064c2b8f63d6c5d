#include "dialplan_application.hpp"

#include "asterisk_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace voiplab::sip::asterisk {
namespace {

struct ApplicationName {
    std::string_view name;
    Application application;
};

constexpr std::array applications = {ApplicationName{"Answer", Application::answer},
                                     ApplicationName{"Busy", Application::busy},
                                     ApplicationName{"Congestion", Application::congestion},
                                     ApplicationName{"Dial", Application::dial},
                                     ApplicationName{"Goto", Application::go_to},
                                     ApplicationName{"GotoIf", Application::go_to_if},
                                     ApplicationName{"Hangup", Application::hangup},
                                     ApplicationName{"NoOp", Application::no_op},
                                     ApplicationName{"Playback", Application::playback},
                                     ApplicationName{"Progress", Application::progress},
                                     ApplicationName{"Read", Application::read},
                                     ApplicationName{"Ringing", Application::ringing},
                                     ApplicationName{"Set", Application::set},
                                     ApplicationName{"Wait", Application::wait}};

struct CauseName {
    std::string_view name;
    int number;
};

// The causes of ITU-T Q.850 under Asterisk's names (include/asterisk/causes.h).
constexpr std::array causes = {CauseName{"UNALLOCATED", 1},
                               CauseName{"NO_ROUTE_TRANSIT_NET", 2},
                               CauseName{"NO_ROUTE_DESTINATION", 3},
                               CauseName{"CHANNEL_UNACCEPTABLE", 6},
                               CauseName{"NORMAL_CLEARING", 16},
                               CauseName{"NORMAL", 16},
                               CauseName{"USER_BUSY", 17},
                               CauseName{"BUSY", 17},
                               CauseName{"NO_USER_RESPONSE", 18},
                               CauseName{"NO_ANSWER", 19},
                               CauseName{"NOANSWER", 19},
                               CauseName{"SUBSCRIBER_ABSENT", 20},
                               CauseName{"UNREGISTERED", 20},
                               CauseName{"CALL_REJECTED", 21},
                               CauseName{"NUMBER_CHANGED", 22},
                               CauseName{"DESTINATION_OUT_OF_ORDER", 27},
                               CauseName{"INVALID_NUMBER_FORMAT", 28},
                               CauseName{"FACILITY_REJECTED", 29},
                               CauseName{"NORMAL_UNSPECIFIED", 31},
                               CauseName{"NORMAL_CIRCUIT_CONGESTION", 34},
                               CauseName{"CONGESTION", 34},
                               CauseName{"NETWORK_OUT_OF_ORDER", 38},
                               CauseName{"FAILURE", 38},
                               CauseName{"NORMAL_TEMPORARY_FAILURE", 41},
                               CauseName{"SWITCH_CONGESTION", 42},
                               CauseName{"REQUESTED_CHAN_UNAVAIL", 44},
                               CauseName{"FACILITY_NOT_SUBSCRIBED", 50},
                               CauseName{"OUTGOING_CALL_BARRED", 52},
                               CauseName{"INCOMING_CALL_BARRED", 54},
                               CauseName{"BEARERCAPABILITY_NOTAUTH", 57},
                               CauseName{"BEARERCAPABILITY_NOTAVAIL", 58},
                               CauseName{"BEARERCAPABILITY_NOTIMPL", 65},
                               CauseName{"FACILITY_NOT_IMPLEMENTED", 69},
                               CauseName{"INCOMPATIBLE_DESTINATION", 88},
                               CauseName{"RECOVERY_ON_TIMER_EXPIRE", 102},
                               CauseName{"PROTOCOL_ERROR", 111},
                               CauseName{"INTERWORKING", 127}};

constexpr double longest_duration_s = 366.0 * 86400;

DialDestination parse_destination(std::string_view text) {
    auto const slash = text.find('/');
    DialDestination destination;
    destination.technology = text.substr(0, slash);
    auto const resource = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    auto const at = resource.find('@');
    auto const second = resource.find('/');
    if (at != std::string_view::npos) {
        destination.number = resource.substr(0, at);
        destination.peer = resource.substr(at + 1);
    } else if (second != std::string_view::npos) {
        destination.peer = resource.substr(0, second);
        destination.number = resource.substr(second + 1);
    } else {
        destination.peer = resource;
    }
    return destination;
}

}  // namespace

std::optional<Application> find_application(std::string_view name) {
    auto const found = std::find_if(applications.begin(), applications.end(),
                                    [&](ApplicationName const& each) { return same_word(each.name, name); });
    return found == applications.end() ? std::nullopt : std::optional(found->application);
}

std::vector<std::string> split_arguments(std::string_view text) {
    std::vector<std::string> arguments(1);
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            arguments.back() += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && depth == 0 && !quoted) {
            arguments.emplace_back();
        } else {
            if (c == '(' || c == '[') ++depth;
            if ((c == ')' || c == ']') && depth > 0) --depth;
            arguments.back() += c;
        }
    }
    return arguments;
}

std::vector<DialDestination> dial_destinations(std::string_view list) {
    std::vector<DialDestination> destinations;
    for (auto const part : split(list, '&')) {
        if (!part.empty()) destinations.push_back(parse_destination(part));
    }
    return destinations;
}

DialStep dial_step(std::string_view arguments) {
    auto parts = split_arguments(arguments);
    parts.resize(3);
    DialStep step;
    for (auto& destination : dial_destinations(parts[0])) {
        if (!same_word(destination.technology, "SIP") || destination.peer.empty()) continue;
        step.peers.push_back(std::move(destination.peer));
        step.numbers.push_back(std::move(destination.number));
    }
    step.timeout = parse_duration(parts[1]);
    step.options = std::move(parts[2]);
    return step;
}

ReadStep read_step(std::string_view arguments) {
    auto parts = split_arguments(arguments);
    parts.resize(6);
    ReadStep step;
    step.variable = std::move(parts[0]);
    step.prompt = std::move(parts[1]);
    if (auto const most = leading_integer(parts[2]); most && *most > 0) {
        step.most = std::min<std::size_t>(static_cast<std::size_t>(*most), step.most);
    }
    step.timeout = parse_duration(parts[5]).value_or(step.timeout);
    return step;
}

Location parse_location(std::string_view text) {
    auto parts = split(text, ',');
    Location location;
    if (parts.size() >= 3) {
        location.context = parts[0];
        location.extension = parts[1];
        location.priority = parts[2];
    } else {
        if (parts.size() == 2) location.extension = parts[0];
        location.priority = parts.back();
    }
    return location;
}

Branches parse_branches(std::string_view text) {
    auto const question = text.find('?');
    Branches branches;
    branches.condition = strip(text.substr(0, question));
    if (question == std::string_view::npos) return branches;
    auto const rest = text.substr(question + 1);
    auto const colon = rest.find(':');
    branches.yes = strip(rest.substr(0, colon));
    if (colon != std::string_view::npos) branches.no = strip(rest.substr(colon + 1));
    return branches;
}

std::optional<sim::Duration> parse_duration(std::string_view text) {
    std::string_view unit;
    auto amount = leading_number(text, &unit);
    if (!amount) return std::nullopt;
    unit = strip(unit);
    if (same_word(unit, "ms")) *amount /= 1000;
    if (same_word(unit, "m")) *amount *= 60;
    if (same_word(unit, "h")) *amount *= 3600;
    auto const milliseconds = std::llround(std::clamp(*amount, 0.0, longest_duration_s) * 1000);  // Asterisk's grain
    if (milliseconds == 0) return std::nullopt;
    return std::chrono::milliseconds(milliseconds);
}

std::optional<int> parse_cause(std::string_view text) {
    text = strip(text);
    auto const found =
        std::find_if(causes.begin(), causes.end(), [&](CauseName const& each) { return same_word(each.name, text); });
    if (found != causes.end()) return found->number;
    return leading_integer(text);
}

}  // namespace voiplab::sip::asterisk
