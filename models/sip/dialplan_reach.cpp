#include "asterisk_text.hpp"
#include "dialplan_application.hpp"
#include "dialplan_expression.hpp"
#include "dialplan_match.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using asterisk::Application;

constexpr std::size_t most_places = 50'000;
// Of looking at one extension: every Goto may search through all of them.
constexpr std::size_t most_looks = 5'000'000;

// Each ${...} and $[...] becomes a lone '$': what is known only once a call is there.
std::string without_values(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        result += text.front();
        bool const is_value = text.starts_with("${") || text.starts_with("$[");
        text.remove_prefix(is_value ? 1 + asterisk::bracketed_length(text.substr(1)) : 1);
    }
    return result;
}

bool is_open(std::string_view text) {
    return text.find('$') != std::string_view::npos;
}

// Where a call may stand: the channel's context, a number that leads there, and the step.
struct Place {
    std::string context;
    std::string number;
    Extension const* extension;
    Priority const* priority;
};

class ReachSearch {
  public:
    ReachSearch(Dialplan const& dialplan, Diagnostics& diagnostics)
        : dialplan_(&dialplan), reporter_(dialplan.file, diagnostics) {
        for (auto const& context : dialplan.contexts) {
            for (auto const& extension : context.extensions)
                home_.emplace(&extension, context.name);
            has_hyphens_ =
                has_hyphens_ || std::any_of(context.extensions.begin(), context.extensions.end(), hyphenated);
        }
    }

    void search(std::string const& entry) {
        entry_ = entry;
        for (auto const* const extension : domain_of(entry).extensions) {
            if (!is_special(extension->pattern)) enter(entry, *extension, 1);
        }
        while (!open_.empty()) {
            auto const place = std::move(open_.back());
            open_.pop_back();
            follow(place);
        }
    }

  private:
    // Nobody dials these; `i` is entered by a Goto that misses, the others never.
    static bool is_special(std::string_view name) {
        return name == "h" || name == "i" || name == "t" || name == "T" || name == "e";
    }

    static bool hyphenated(Extension const& extension) { return extension.pattern.find('-') != std::string::npos; }

    // A context's extensions and those of its includes.
    struct Domain {
        std::vector<Extension const*> extensions;
        std::size_t looks = 0;  // what a search through it takes, with the way to each include
    };

    Domain const& domain_of(std::string const& context) {
        auto const [known, is_new] = domains_.try_emplace(context);
        auto& domain = known->second;
        if (!is_new) return domain;
        std::vector<std::string_view> names{context};
        std::set<std::string_view> seen{context};
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const* const found = dialplan_->context(names[i]);
            if (found == nullptr) continue;
            for (auto const& extension : found->extensions)
                domain.extensions.push_back(&extension);
            for (auto const& include : found->includes) {
                if (seen.insert(include).second) names.emplace_back(include);
            }
        }
        domain.looks = domain.extensions.size() + names.size() * dialplan_->contexts.size();
        return domain;
    }

    // False, and the search ends, where so many searches through a context have become too much.
    bool afford(std::string const& context, std::size_t searches) {
        looks_ += searches * domain_of(context).looks;
        if (looks_ > most_looks) cut("calls can go more ways than can be tried; not all of them are checked");
        return looks_ <= most_looks;
    }

    void cut(std::string const& text) {
        if (!cut_) reporter_.warn(0, text);
        cut_ = true;
    }

    void enter(std::string const& context, Extension const& extension, int number) {
        auto const* const priority = asterisk::find_priority(extension, number);
        if (priority == nullptr) return;
        auto const sample = asterisk::sample_number(extension.pattern);
        // A plain extension of an include may stand behind one of the context itself, and 2010 behind 20-10.
        bool const may_hide = !extension.pattern.starts_with('_') && (has_hyphens_ || home_.at(&extension) != context);
        if (may_hide && !afford(context, 1)) return;
        bool const hidden = may_hide &&
                            asterisk::extension_with_priority(*dialplan_, context, sample, number) != &extension &&
                            extension.pattern.find('/') == std::string::npos;
        if (!hidden) visit({context, sample, &extension, priority});
    }

    void visit(Place place) {
        if (seen_.size() == most_places) {
            cut(fmt::format("calls can reach more than {} steps; the rest is not checked", most_places));
            return;
        }
        if (seen_.emplace(place.context, place.priority).second) open_.push_back(std::move(place));
    }

    void follow(Place const& place) {
        auto const application = asterisk::find_application(place.priority->application);
        if (checked_.insert(place.priority).second) check(place, application);
        auto const arguments = without_values(place.priority->arguments);
        if (application == Application::go_to) {
            go_to(place, arguments);
        } else if (application == Application::go_to_if) {
            auto const branches = asterisk::parse_branches(arguments);
            go_to(place, branches.yes);
            go_to(place, branches.no);
        }
        bool const ends = application == Application::go_to || application == Application::hangup ||
                          application == Application::busy || application == Application::congestion;
        if (!ends) go_to_priority(place, place.priority->number + 1);
    }

    // Within the same extension; where that lacks the priority, in the next best match.
    void go_to_priority(Place const& place, int number) {
        auto const* extension = place.extension;
        if (asterisk::find_priority(*extension, number) == nullptr) {
            extension = asterisk::extension_with_priority(*dialplan_, place.context, place.number, number);
        }
        if (extension == nullptr) return;
        visit({place.context, place.number, extension, asterisk::find_priority(*extension, number)});
    }

    void go_to(Place const& from, std::string_view text) {
        if (text.empty()) return;
        auto const location = asterisk::parse_location(text);
        if (is_open(location.context)) {
            for (auto const& context : dialplan_->contexts)
                go_to(from, context.name, location);
        } else {
            go_to(from, location.context.empty() ? from.context : location.context, location);
        }
    }

    void go_to(Place const& from, std::string const& context, asterisk::Location const& location) {
        bool const stays = location.context.empty() && location.extension.empty();
        bool const by_pattern = from.extension->pattern.starts_with('_');
        if (is_open(location.extension) || (location.extension.empty() && !stays && by_pattern)) {
            go_to_any(from, context, location.priority);
            return;
        }
        if (!afford(context, 3)) return;
        auto const& number = location.extension.empty() ? from.number : location.extension;
        auto const* labelled = asterisk::extension_with_label(*dialplan_, context, number, location.priority);
        if (stays && asterisk::find_label(*from.extension, location.priority) != nullptr) labelled = from.extension;
        if (is_open(location.priority)) {
            for (auto const* const extension : domain_of(context).extensions) {
                if (asterisk::matches(extension->pattern, number)) enter_all(context, number, *extension);
            }
        } else if (auto const wanted = number_of(from, labelled, location.priority)) {
            auto const* extension = asterisk::extension_with_priority(*dialplan_, context, number, *wanted);
            if (stays && asterisk::find_priority(*from.extension, *wanted) != nullptr) extension = from.extension;
            if (extension != nullptr) {
                visit({context, number, extension, asterisk::find_priority(*extension, *wanted)});
            } else if (asterisk::extension_with_priority(*dialplan_, context, number, 1) == nullptr) {
                enter_invalid(context);
            }
        }
    }

    // Goto(${...},1): any extension may be meant, and one that does not exist.
    void go_to_any(Place const& from, std::string const& context, std::string const& priority) {
        auto const fixed = number_of(from, nullptr, priority);
        auto const said = is_open(priority) ? "$" : fixed ? std::to_string(*fixed) : priority;
        // To enter an extension is dearer than to look at it.
        if (!gone_to_.emplace(context, said).second || !afford(context, 10)) return;
        for (auto const* const extension : domain_of(context).extensions) {
            auto const wanted = fixed ? fixed : number_of(from, extension, priority);
            if (is_open(priority)) enter_all(context, asterisk::sample_number(extension->pattern), *extension);
            if (!is_open(priority) && wanted) enter(context, *extension, *wanted);
        }
        enter_invalid(context);
    }

    void enter_all(std::string const& context, std::string const& number, Extension const& extension) {
        for (auto const& priority : extension.priorities)
            visit({context, number, &extension, &priority});
    }

    void enter_invalid(std::string const& context) {
        for (auto const* const extension : domain_of(context).extensions) {
            if (extension->pattern == "i") enter(context, *extension, 1);
        }
    }

    static std::optional<int> number_of(Place const& from, Extension const* labelled, std::string_view priority) {
        auto const number = asterisk::leading_integer(priority);
        if (number && (priority.starts_with('+') || priority.starts_with('-'))) {
            return from.priority->number + std::clamp(*number, -1'000'000, 1'000'000);
        }
        if (number || labelled == nullptr) return number;
        auto const* const found = asterisk::find_label(*labelled, priority);
        return found == nullptr ? std::nullopt : std::optional(found->number);
    }

    void check(Place const& place, std::optional<Application> application) {
        auto const& priority = *place.priority;
        if (place.extension->pattern.find('/') != std::string::npos) {
            error(place, fmt::format("the caller match of extension {} is not modelled", place.extension->pattern));
        }
        if (!application) {
            check_unknown(place);
            return;
        }
        if (application == Application::dial) check_dial(place);
        check_values(place, priority.arguments);
        auto const target = priority.arguments.substr(0, priority.arguments.find_first_of("(="));
        bool const sets_function = application == Application::set && target.size() < priority.arguments.size() &&
                                   priority.arguments[target.size()] == '(';
        if (sets_function && target != "CALLERID") {
            warn(place, fmt::format("function {} is not modelled: Set changes nothing by it", target));
        }
    }

    void check_unknown(Place const& place) {
        auto const& name = place.priority->application;
        auto const stripped = asterisk::strip(name);
        if (stripped.empty()) {
            error(place, "no application stands here");
        } else if (stripped != name && asterisk::find_application(stripped)) {
            error(place, fmt::format("Asterisk knows no application '{}': the blank before '(' counts", name));
        } else {
            error(place, fmt::format("application {} is not modelled", name));
        }
    }

    void check_dial(Place const& place) {
        auto const parts = asterisk::split_arguments(without_values(place.priority->arguments));
        for (auto const& destination : asterisk::dial_destinations(parts.front())) {
            if (is_open(destination.technology) || asterisk::same_word(destination.technology, "SIP")) continue;
            error(place, fmt::format("Dial of technology {} is not modelled, expected SIP", destination.technology));
        }
    }

    void check_values(Place const& place, std::string_view text) {
        std::vector<std::size_t> ends;  // of the brackets around
        for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
            auto const rest = text.substr(at + 1);
            if (!rest.starts_with('[') && !rest.starts_with('{')) continue;
            while (!ends.empty() && ends.back() <= at)
                ends.pop_back();
            if (ends.size() == asterisk::deepest_substitution) continue;  // is not replaced
            auto const inner = rest.substr(0, asterisk::bracketed_length(rest));
            ends.push_back(at + 1 + inner.size());
            if (rest.starts_with('[') && asterisk::uses_unknown_operator(inner)) {
                warn(place, "the operators : =~ ~~ of $[...] are not modelled: what they give is empty");
            }
            if (!rest.starts_with('{')) continue;
            auto const name = rest.substr(1, std::min(rest.find_first_of("(:}$"), rest.size()) - 1);
            bool const is_function = rest.substr(1 + name.size()).starts_with('(');
            if (is_function && name != "CALLERID" && name != "GLOBAL" && name != "LEN") {
                warn(place, fmt::format("function {} is not modelled: what it gives is empty", name));
            }
        }
    }

    [[nodiscard]] std::string said_of(Place const& place, std::string_view text) const {
        return fmt::format("{},{},{}: {}; a call from context {} can reach it", home_.at(place.extension),
                           place.extension->pattern, place.priority->number, text, entry_);
    }
    void error(Place const& place, std::string_view text) {
        reporter_.error(place.priority->line, said_of(place, text));
    }
    void warn(Place const& place, std::string_view text) { reporter_.warn(place.priority->line, said_of(place, text)); }

    Dialplan const* dialplan_;
    asterisk::Reporter reporter_;
    std::string entry_;
    std::map<Extension const*, std::string> home_;
    std::vector<Place> open_;
    std::set<std::pair<std::string, Priority const*>> seen_;
    std::set<Priority const*> checked_;
    std::set<std::pair<std::string, std::string>> gone_to_;  // contexts and priorities of go_to_any
    std::map<std::string, Domain> domains_;
    bool has_hyphens_ = false;
    std::size_t looks_ = 0;
    bool cut_ = false;
};

}  // namespace

void check_reachable(Dialplan const& dialplan, std::vector<std::string> const& entry_contexts,
                     Diagnostics& diagnostics) {
    auto const first = static_cast<std::ptrdiff_t>(diagnostics.size());
    ReachSearch search(dialplan, diagnostics);
    for (auto const& entry : entry_contexts)
        search.search(entry);
    // In the file's order, however the search went.
    std::stable_sort(diagnostics.begin() + first, diagnostics.end(),
                     [](Diagnostic const& a, Diagnostic const& b) { return a.line < b.line; });
}

}  // namespace voiplab::sip
