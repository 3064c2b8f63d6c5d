#include "asterisk_text.hpp"
#include "dialplan_application.hpp"
#include "dialplan_match.hpp"
#include "dialplan_unmodelled.hpp"
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
        if (checked_.insert(place.priority).second) report(place);
        auto const arguments = asterisk::without_values(place.priority->arguments);
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
        if (asterisk::is_open(location.context)) {
            for (auto const& context : dialplan_->contexts)
                go_to(from, context.name, location);
        } else {
            go_to(from, location.context.empty() ? from.context : location.context, location);
        }
    }

    void go_to(Place const& from, std::string const& context, asterisk::Location const& location) {
        bool const stays = location.context.empty() && location.extension.empty();
        bool const by_pattern = from.extension->pattern.starts_with('_');
        if (asterisk::is_open(location.extension) || (location.extension.empty() && !stays && by_pattern)) {
            go_to_any(from, context, location.priority);
            return;
        }
        if (!afford(context, 3)) return;
        auto const& number = location.extension.empty() ? from.number : location.extension;
        auto const* labelled = asterisk::extension_with_label(*dialplan_, context, number, location.priority);
        if (stays && asterisk::find_label(*from.extension, location.priority) != nullptr) labelled = from.extension;
        if (asterisk::is_open(location.priority)) {
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
        auto const said = asterisk::is_open(priority) ? "$" : fixed ? std::to_string(*fixed) : priority;
        // To enter an extension is dearer than to look at it.
        if (!gone_to_.emplace(context, said).second || !afford(context, 10)) return;
        for (auto const* const extension : domain_of(context).extensions) {
            auto const wanted = fixed ? fixed : number_of(from, extension, priority);
            if (asterisk::is_open(priority))
                enter_all(context, asterisk::sample_number(extension->pattern), *extension);
            if (!asterisk::is_open(priority) && wanted) enter(context, *extension, *wanted);
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

    void report(Place const& place) {
        for (auto const& finding : asterisk::unmodelled(*place.extension, *place.priority)) {
            auto const said = said_of(place, finding.text);
            finding.is_error ? reporter_.error(place.priority->line, said) : reporter_.warn(place.priority->line, said);
        }
    }
    [[nodiscard]] std::string said_of(Place const& place, std::string_view text) const {
        return fmt::format("{},{},{}: {}; a call from context {} can reach it", home_.at(place.extension),
                           place.extension->pattern, place.priority->number, text, entry_);
    }
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
