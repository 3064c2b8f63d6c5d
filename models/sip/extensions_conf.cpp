#include "asterisk_text.hpp"
#include "dialplan_expression.hpp"
#include "dialplan_match.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using asterisk::same_word;
using asterisk::strip;

constexpr int highest_priority = 1'000'000'000;

// The first part of a list, cut off with its comma; commas within "[...]" of a pattern do not count.
std::string_view cut_part(std::string_view& list) {
    std::size_t end = 0;
    for (bool in_set = false; end < list.size(); ++end) {
        if (list[end] == '[') in_set = true;
        if (list[end] == ']') in_set = false;
        if (list[end] == ',' && !in_set) break;
    }
    // An unclosed set would swallow the priority.
    if (end == list.size()) end = std::min(list.find(','), list.size());
    auto const part = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return part;
}

class DialplanReader {
  public:
    DialplanReader(std::string_view file, Diagnostics& diagnostics) : reporter_(file, diagnostics) {
        dialplan_.file = file;
    }

    Dialplan read(std::vector<ConfSection> const& sections) {
        for (auto const& section : sections) {
            if (!section.is_template && same_word(section.name, "globals")) read_globals(section);
        }
        for (auto const& section : sections) {
            if (section.is_template || same_word(section.name, "globals")) continue;
            same_word(section.name, "general") ? read_general(section) : read_context(section);
        }
        check_includes();
        for (auto& context : dialplan_.contexts)
            sort_priorities(context);
        return std::move(dialplan_);
    }

  private:
    void read_globals(ConfSection const& section) {
        for (auto const& entry : section.entries)
            dialplan_.globals[entry.name] = expand(entry.value);
    }

    void read_general(ConfSection const& section) {
        for (auto const& entry : section.entries) {
            if (same_word(entry.name, "autofallthrough") && !asterisk::is_true(entry.value)) {
                reporter_.warn(entry.line, fmt::format("autofallthrough={} is not modelled: a call ends where its "
                                                       "extension's priorities end",
                                                       entry.value));
            }
        }
    }

    [[nodiscard]] std::string expand(std::string_view text) const {
        return asterisk::substitute(text, [&](std::string_view name) {
            auto const found = dialplan_.globals.find(std::string(name));
            return found == dialplan_.globals.end() ? std::string() : found->second;
        });
    }

    // A context that stands twice goes on where it left off, but `n` and `same` start anew.
    void read_context(ConfSection const& section) {
        auto const [known, is_new] = context_of_name_.emplace(section.name, dialplan_.contexts.size());
        if (is_new) dialplan_.contexts.push_back({section.name, {}, {}});
        context_ = known->second;
        last_extension_.clear();
        last_priority_.reset();
        for (auto const& entry : section.entries)
            read_entry(entry);
    }

    void read_entry(ConfEntry const& entry) {
        if (same_word(std::string_view(entry.name).substr(0, 4), "same")) {
            if (last_extension_.empty()) {
                reporter_.warn(entry.line, fmt::format("No previous pattern in the first entry of context '{}' to "
                                                       "match '{}'",
                                                       context().name, entry.name));
                return;
            }
            read_step(entry.value, entry.line);
        } else if (same_word(entry.name, "exten")) {
            std::string_view rest = entry.value;
            last_extension_ = expand(cut_part(rest));
            check_name(entry.line);
            read_step(rest, entry.line);
        } else if (same_word(entry.name, "include")) {
            read_include(entry);
        } else if (same_word(entry.name, "switch") || same_word(entry.name, "lswitch") ||
                   same_word(entry.name, "eswitch")) {
            reporter_.warn(entry.line,
                           fmt::format("{} => {} is not modelled: the line is left out", entry.name, entry.value));
        } else if (!same_word(entry.name, "ignorepat")) {
            reporter_.warn(entry.line,
                           fmt::format("Unknown directive '{}': the line is left out; expected exten, same, "
                                       "include, ignorepat or switch",
                                       entry.name));
        }
    }

    void check_name(std::size_t line) {
        if (strip(last_extension_) != last_extension_) {
            reporter_.warn(line,
                           fmt::format("the extension '{}' ends in a blank, so no number matches it", last_extension_));
        }
        if (asterisk::is_malformed(last_extension_)) {
            reporter_.warn(
                line, fmt::format("Wrong usage of [] in the extension '{}'; expected a closing ']'", last_extension_));
        }
        if (last_extension_ == "_." || last_extension_ == "_!") {
            reporter_.warn(line, fmt::format("The use of '{}' for an extension is strongly discouraged and can have "
                                             "unexpected behavior; please use '_X{}' instead",
                                             last_extension_, last_extension_[1]));
        }
    }

    // "priority(label),application(arguments)" of the last extension.
    void read_step(std::string_view text, std::size_t line) {
        auto const comma = std::min(text.find(','), text.size());
        Priority step;
        step.line = line;
        auto place = strip(text.substr(0, comma));
        if (!cut_label(place, step)) return;
        if (place == "hint") return;  // phones' lamps: no call meets it
        auto const number = priority_number(place, line);
        if (!number) return;
        step.number = *number;
        last_priority_ = step.number;
        read_application(text.substr(std::min(comma + 1, text.size())), step);
        add(std::move(step));
    }

    bool cut_label(std::string_view& place, Priority& step) {
        auto const open = place.find('(');
        if (open == std::string_view::npos) return true;
        auto const close = place.find(')', open);
        if (close == std::string_view::npos) {
            reporter_.warn(step.line, fmt::format("Label missing trailing ')' in '{}'", place));
            return false;
        }
        step.label = place.substr(open + 1, close - open - 1);
        place = strip(place.substr(0, open));
        return true;
    }

    // "3", "n", "n+2", "s", or a label of the same extension.
    std::optional<int> priority_number(std::string_view place, std::size_t line) {
        auto const plus = place.find('+');
        auto const base = place.substr(0, plus);
        int const more =
            plus == std::string_view::npos ? 0 : asterisk::leading_integer(place.substr(plus + 1)).value_or(0);
        std::optional<int> number;
        bool const is_next = base == "n" || base == "next";
        if (is_next || base == "s" || base == "same") {
            if (!last_priority_) {
                reporter_.warn(line,
                               fmt::format("Can't use '{}' priority on the first entry", is_next ? "next" : "same"));
                return std::nullopt;
            }
            number = *last_priority_ + (is_next ? 1 : 0);
        } else {
            number = asterisk::leading_integer(base);
            if (!number) number = number_of_label(base);
        }
        if (number && *number >= 1 && *number <= highest_priority && more > -highest_priority &&
            more < highest_priority && *number + more >= 1 && *number + more <= highest_priority) {
            return *number + more;
        }
        reporter_.warn(line,
                       fmt::format("Invalid priority/label '{}' of extension '{}'; expected a number above 0, n, s "
                                   "or a label",
                                   place, last_extension_));
        return std::nullopt;
    }

    std::optional<int> number_of_label(std::string_view label) {
        auto const* const extension = asterisk::extension_with_label(dialplan_, context().name, last_extension_, label);
        if (extension == nullptr) return std::nullopt;
        return asterisk::find_label(*extension, label)->number;
    }

    void read_application(std::string_view text, Priority& step) {
        text = strip(text);
        auto const open = text.find('(');
        step.application = text.substr(0, open);
        if (open == std::string_view::npos) return;
        auto const arguments = text.substr(open + 1);
        auto const close = arguments.rfind(')');
        if (close == std::string_view::npos) {
            reporter_.warn(step.line, fmt::format("No closing parenthesis found in '{}'", text));
        }
        step.arguments = arguments.substr(0, close);
    }

    void add(Priority step) {
        if (!taken_.emplace(context_, last_extension_, step.number).second) {
            reporter_.warn(step.line,
                           fmt::format("Unable to register extension '{}', priority {} in '{}', already in use",
                                       last_extension_, step.number, context().name));
            return;
        }
        auto& extensions = context().extensions;
        auto const [known, is_new] =
            extension_of_name_.emplace(std::pair(context_, last_extension_), extensions.size());
        if (is_new) extensions.push_back({last_extension_, {}});
        extensions[known->second].priorities.push_back(std::move(step));
    }

    void read_include(ConfEntry const& entry) {
        auto const value = expand(entry.value);
        std::string_view rest = value;
        std::string name(strip(cut_part(rest)));
        if (!rest.empty()) {
            reporter_.warn(entry.line,
                           fmt::format("the times of 'include => {}' are not modelled: it always applies", value));
        }
        if (!included_.emplace(context_, name).second) {
            reporter_.warn(entry.line,
                           fmt::format("Context '{}' already included in '{}' context", name, context().name));
            return;
        }
        includes_.push_back({context_, name, entry.line});
        context().includes.push_back(std::move(name));
    }

    void check_includes() {
        for (auto const& include : includes_) {
            if (context_of_name_.contains(include.name)) continue;
            reporter_.warn(include.line, fmt::format("Context '{}' tries to include nonexistent context '{}'",
                                                     dialplan_.contexts[include.context].name, include.name));
        }
    }

    static void sort_priorities(DialplanContext& context) {
        for (auto& extension : context.extensions) {
            std::sort(extension.priorities.begin(), extension.priorities.end(),
                      [](Priority const& a, Priority const& b) { return a.number < b.number; });
        }
    }

    DialplanContext& context() { return dialplan_.contexts[context_]; }

    struct Include {
        std::size_t context;
        std::string name;
        std::size_t line;
    };

    asterisk::Reporter reporter_;
    Dialplan dialplan_;
    std::size_t context_ = 0;  // the one being read
    std::string last_extension_;
    std::optional<int> last_priority_;
    std::vector<Include> includes_;
    std::map<std::string, std::size_t, std::less<>> context_of_name_;
    std::map<std::pair<std::size_t, std::string>, std::size_t> extension_of_name_;
    std::set<std::tuple<std::size_t, std::string, int>> taken_;
    std::set<std::pair<std::size_t, std::string>> included_;
};

}  // namespace

Dialplan read_extensions_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics) {
    auto const sections = parse_conf(file, text, diagnostics);
    return DialplanReader(file, diagnostics).read(sections);
}

}  // namespace voiplab::sip
