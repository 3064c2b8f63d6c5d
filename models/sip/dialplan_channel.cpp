#include "asterisk_text.hpp"
#include "dialplan_application.hpp"
#include "dialplan_expression.hpp"
#include "dialplan_match.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using asterisk::same_word;
using asterisk::strip;

constexpr unsigned most_steps = 10'000;
constexpr auto fall_through_time = std::chrono::seconds(10);

std::string merged_caller(std::string const& name, std::string const& number) {
    if (name.empty()) return number;
    return number.empty() ? name : fmt::format("\"{}\" <{}>", name, number);
}

struct CallerId {
    std::string_view name;
    std::string_view number;
};

// "Name" <number>, or a number alone.
CallerId split_caller(std::string_view text) {
    auto const open = text.find('<');
    if (open == std::string_view::npos) return {{}, strip(text)};
    auto name = strip(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    auto const number = text.substr(open + 1);
    return {name, strip(number.substr(0, number.find('>')))};
}

}  // namespace

DialplanChannel::DialplanChannel(Dialplan const& dialplan, std::string context, std::string extension,
                                 std::string caller_number, std::string caller_name)
    : dialplan_(&dialplan), context_(std::move(context)), extension_(std::move(extension)) {
    variables_.emplace("CALLERID(num)", std::move(caller_number));
    variables_.emplace("CALLERID(name)", std::move(caller_name));
    variables_.emplace("CALLERID(dnid)", extension_);
}

bool DialplanChannel::exists() const {
    return asterisk::extension_with_priority(*dialplan_, context_, extension_, 1) != nullptr;
}

DialplanStep DialplanChannel::next() {
    while (pending_.empty()) {
        if (ended_ || ++steps_ > most_steps) {
            ended_ = true;
            return HangupStep{};
        }
        auto const* const extension =
            asterisk::extension_with_priority(*dialplan_, context_, extension_, priority_ + 1);
        if (extension != nullptr) {
            ++priority_;
            if (auto step = carry_out(*asterisk::find_priority(*extension, priority_))) return *std::move(step);
        } else if (!exists() && asterisk::extension_with_priority(*dialplan_, context_, "i", 1) != nullptr) {
            set_variable("INVALID_EXTEN", extension_);
            extension_ = "i";
            priority_ = 0;
        } else {
            return fall_through();
        }
    }
    auto step = std::move(pending_.front());
    pending_.erase(pending_.begin());
    return step;
}

// Asterisk's autofallthrough, which is on unless extensions.conf says otherwise.
DialplanStep DialplanChannel::fall_through() {
    ended_ = true;
    auto const status = variable("DIALSTATUS");
    if (status == "BUSY") return BusyStep{fall_through_time};
    if (status == "CONGESTION" || status == "CHANUNAVAIL") return CongestionStep{fall_through_time};
    return HangupStep{};
}

std::optional<DialplanStep> DialplanChannel::carry_out(Priority const& priority) {
    auto const application = asterisk::find_application(priority.application);
    auto const arguments = expand(priority.arguments);
    if (!application) {
        ended_ = true;
        return HangupStep{};
    }
    switch (*application) {
        case asterisk::Application::answer:
            // Answer(500) waits so many milliseconds afterwards.
            if (auto const delay = asterisk::leading_integer(arguments); delay && *delay > 0) {
                pending_.push_back(WaitStep{std::chrono::milliseconds(*delay)});
            }
            return AnswerStep{};
        case asterisk::Application::busy:
            ended_ = true;
            return BusyStep{asterisk::parse_duration(arguments)};
        case asterisk::Application::congestion:
            ended_ = true;
            return CongestionStep{asterisk::parse_duration(arguments)};
        case asterisk::Application::dial:
            return asterisk::dial_step(arguments);
        case asterisk::Application::go_to:
            go_to(arguments);
            return std::nullopt;
        case asterisk::Application::go_to_if: {
            auto const branches = asterisk::parse_branches(arguments);
            auto const taken = asterisk::is_condition_true(branches.condition) ? branches.yes : branches.no;
            if (!taken.empty()) go_to(taken);
            return std::nullopt;
        }
        case asterisk::Application::hangup:
            ended_ = true;
            return HangupStep{asterisk::parse_cause(arguments)};
        case asterisk::Application::no_op:
            return std::nullopt;
        case asterisk::Application::playback: {
            auto const parts = asterisk::split_arguments(arguments);
            auto const answer = parts.size() < 2 || parts[1].find("noanswer") == std::string::npos;
            for (auto const file : asterisk::split(parts.front(), '&')) {
                if (!file.empty()) pending_.push_back(PlaybackStep{std::string(file), answer});
            }
            return std::nullopt;
        }
        case asterisk::Application::progress:
            return ProgressStep{};
        case asterisk::Application::read:
            steps_ = 0;
            return asterisk::read_step(arguments);
        case asterisk::Application::ringing:
            return RingingStep{};
        case asterisk::Application::set:
            set(arguments);
            return std::nullopt;
        case asterisk::Application::wait:
            if (auto const duration = asterisk::parse_duration(arguments)) {
                steps_ = 0;
                return WaitStep{*duration};
            }
            return std::nullopt;
    }
    return std::nullopt;
}

// A place that cannot be found ends the call, as in Asterisk.
void DialplanChannel::go_to(std::string_view text) {
    auto location = asterisk::parse_location(text);
    if (location.context.empty()) location.context = context_;
    if (location.extension.empty()) location.extension = extension_;
    bool const is_relative = location.priority.starts_with('+') || location.priority.starts_with('-');
    auto number = asterisk::leading_integer(location.priority);
    if (number && is_relative) number = priority_ + std::clamp(*number, -1'000'000, 1'000'000);
    if (!number) {
        auto const* const extension =
            asterisk::extension_with_label(*dialplan_, location.context, location.extension, location.priority);
        if (extension != nullptr) number = asterisk::find_label(*extension, location.priority)->number;
    }
    if (!number || *number < 1) {
        ended_ = true;
        return;
    }
    context_ = std::move(location.context);
    extension_ = std::move(location.extension);
    priority_ = *number - 1;
}

void DialplanChannel::set(std::string_view assignment) {
    auto const equals = assignment.find('=');
    if (equals == std::string_view::npos) return;
    set_variable(assignment.substr(0, equals), assignment.substr(equals + 1));
}

void DialplanChannel::set_dial_status(std::string_view status) {
    set_variable("DIALSTATUS", status);
    // The others may come at once: a loop around them is a loop that takes no time.
    if (status == "ANSWER" || status == "NOANSWER" || status == "CANCEL") steps_ = 0;
}

std::string DialplanChannel::variable(std::string_view name) const {
    if (name == "EXTEN") return extension_;
    if (name == "CONTEXT") return context_;
    if (name == "PRIORITY") return std::to_string(priority_);
    if (auto const open = name.find('('); open != std::string_view::npos && name.ends_with(')')) {
        return function(name.substr(0, open), name.substr(open + 1, name.size() - open - 2));
    }
    if (auto const own = variables_.find(name); own != variables_.end()) return own->second;
    auto const global = dialplan_->globals.find(std::string(name));
    if (global != dialplan_->globals.end()) return global->second;
    return name == "HANGUPCAUSE" ? "0" : "";
}

std::string DialplanChannel::function(std::string_view name, std::string_view argument) const {
    if (name == "LEN") return std::to_string(argument.size());
    if (name == "GLOBAL") {
        auto const global = dialplan_->globals.find(std::string(argument));
        return global == dialplan_->globals.end() ? std::string() : global->second;
    }
    if (name != "CALLERID") return {};
    auto const part = [&](std::string_view key) {
        auto const found = variables_.find(key);
        return found == variables_.end() ? std::string() : found->second;
    };
    auto const number = part("CALLERID(num)");
    if (same_word(argument, "all")) return merged_caller(part("CALLERID(name)"), number);
    if (same_word(argument, "name")) return part("CALLERID(name)");
    if (same_word(argument, "dnid")) return part("CALLERID(dnid)");
    // chan_sip gives both the same number.
    bool const is_number = same_word(argument, "num") || same_word(argument, "number") || same_word(argument, "ani");
    return is_number ? number : std::string();
}

void DialplanChannel::set_variable(std::string_view name, std::string_view value) {
    for (int underscores = 0; underscores < 2 && name.starts_with('_'); ++underscores)
        name.remove_prefix(1);
    if (same_word(name, "CALLERID(all)")) {
        auto const caller = split_caller(value);
        set_variable("CALLERID(num)", caller.number);
        set_variable("CALLERID(name)", caller.name);
        return;
    }
    auto key = name.starts_with("CALLERID(") ? "CALLERID" + asterisk::to_lower(name.substr(8)) : std::string(name);
    if (key == "CALLERID(number)") key = "CALLERID(num)";
    if (value.empty()) {
        variables_.erase(key);
    } else {
        variables_.insert_or_assign(std::move(key), std::string(value));
    }
}

std::string DialplanChannel::expand(std::string_view text) const {
    return asterisk::substitute(text, [this](std::string_view name) { return variable(name); });
}

std::string DialplanChannel::position() const {
    return fmt::format("{},{},{}", context_, extension_, priority_);
}

}  // namespace voiplab::sip
