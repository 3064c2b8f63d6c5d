#include "voiplab/models/sip/asterisk_conf.hpp"

#include "asterisk_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using asterisk::strip;

constexpr std::size_t longest_line = 8190;  // Asterisk reads a line into 8192 bytes
constexpr std::size_t deepest_comment = 128;
// Templates that inherit templates twice grow like powers of two.
constexpr std::size_t most_bytes = 32'000'000;

// Cuts comments from one line after the other; ";--" blocks "--;" reach over lines and nest.
class CommentStripper {
  public:
    std::string visible(std::string_view line, std::size_t number) {
        std::string text;
        std::size_t copied = 0;  // everything before it is in `text` or in a comment
        std::size_t floor = 0;   // what an earlier mark used up does not count for a later one
        for (auto at = line.find(';'); at != std::string_view::npos; at = line.find(';', floor)) {
            if (at > floor && line[at - 1] == '\\') {
                if (depth() == 0) text += line.substr(copied, at - 1 - copied);
                copied = at;
                floor = at + 1;
            } else if (opens_block(line, at)) {
                if (depth() == 0) text += line.substr(copied, at - copied);
                if (depth() < deepest_comment) opened_.push_back(number);
                floor = at + 3;
            } else if (depth() == 0) {
                return text.append(line.substr(copied, at - copied));
            } else {
                if (at >= floor + 2 && line.substr(at - 2, 2) == "--") opened_.pop_back();
                floor = copied = at + 1;
            }
        }
        if (depth() == 0) text += line.substr(copied);
        return text;
    }
    // The line at which the block opened that is still open.
    [[nodiscard]] std::optional<std::size_t> unterminated() const {
        return opened_.empty() ? std::nullopt : std::optional(opened_.back());
    }

  private:
    // A rule of dashes (";-----") is a plain comment.
    static bool opens_block(std::string_view line, std::size_t at) {
        return line.substr(at, 3) == ";--" && line.substr(at + 3, 1) != "-";
    }
    [[nodiscard]] std::size_t depth() const { return opened_.size(); }

    std::vector<std::size_t> opened_;
};

class ConfReader {
  public:
    ConfReader(std::string_view file, Diagnostics& diagnostics) : reporter_(file, diagnostics) {}

    std::vector<ConfSection> read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        CommentStripper comments;
        for (std::size_t number = 1; !text.empty() && bytes_ <= most_bytes; ++number) {
            auto const end = text.find('\n');
            auto line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            line = line.substr(0, line.find('\0'));  // where Asterisk's C strings end
            if (line.size() > longest_line) {
                reporter_.warn(number,
                               fmt::format("Line too long, skipping. It begins with: {}...", line.substr(0, 32)));
                continue;
            }
            auto const visible = comments.visible(line, number);
            if (auto const statement = strip(visible); !statement.empty()) read_statement(statement, number);
        }
        if (auto const line = comments.unterminated()) reporter_.warn(*line, "Unterminated comment begins here");
        report_orphans();
        return std::move(sections_);
    }

  private:
    void read_statement(std::string_view statement, std::size_t line) {
        if (statement.front() == '[') {
            read_header(statement, line);
        } else if (statement.front() == '#' && (!before_first_ || is_directive(statement))) {
            read_directive(statement, line);
        } else if (before_first_) {
            if (first_orphan_ == 0) first_orphan_ = line;
            last_orphan_ = line;
        } else if (current_) {
            read_entry(statement, line);
        }
    }

    static bool is_directive(std::string_view statement) {
        return statement.starts_with("#include") || statement.starts_with("#tryinclude") ||
               statement.starts_with("#exec");
    }

    void read_header(std::string_view statement, std::size_t line) {
        before_first_ = false;
        current_.reset();  // after a header that cannot be read, its entries have no place
        auto const close = statement.find(']');
        if (close == std::string_view::npos) {
            reporter_.error(line, fmt::format("no closing ']' in the section header '{}'", statement));
            return;
        }
        ConfSection section;
        section.name = statement.substr(1, close - 1);
        section.line = line;
        auto options = statement.substr(close + 1);
        bool adds = false;
        if (options.starts_with('(')) {
            auto const end = options.find(')');
            if (end == std::string_view::npos) {
                reporter_.error(line, fmt::format("no closing ')' in the section header '{}'", statement));
                return;
            }
            if (!read_options(options.substr(1, end - 1), section, adds)) return;
        }
        adds ? add_to_earlier(std::move(section)) : append(std::move(section));
    }

    // "!", "+" and the names of the sections to inherit from.
    bool read_options(std::string_view options, ConfSection& section, bool& adds) {
        for (auto const option : asterisk::split(options, ',')) {
            if (option == "!") {
                section.is_template = true;
            } else if (option.starts_with('+')) {
                adds = true;
            } else if (!inherit(section, option)) {
                return false;
            }
        }
        return true;
    }

    bool inherit(ConfSection& section, std::string_view name) {
        auto const* const base = find(name);
        if (base == nullptr) {
            reporter_.error(section.line, fmt::format("Inheritance requested, but category '{}' does not exist", name));
            return false;
        }
        for (auto const& entry : base->entries) {
            if (!count(entry, section.line)) return false;
        }
        section.inherits.emplace_back(name);
        section.entries.insert(section.entries.end(), base->entries.begin(), base->entries.end());
        return true;
    }

    void add_to_earlier(ConfSection section) {
        auto* const earlier = find(section.name);
        if (earlier == nullptr) {
            reporter_.error(section.line,
                            fmt::format("Category addition requested, but category '{}' does not exist", section.name));
            return;
        }
        earlier->is_template = earlier->is_template || section.is_template;
        earlier->inherits.insert(earlier->inherits.end(), section.inherits.begin(), section.inherits.end());
        earlier->entries.insert(earlier->entries.end(), section.entries.begin(), section.entries.end());
        current_ = static_cast<std::size_t>(earlier - sections_.data());
    }

    void append(ConfSection section) {
        first_of_name_.emplace(asterisk::to_lower(section.name), sections_.size());
        sections_.push_back(std::move(section));
        current_ = sections_.size() - 1;
    }

    void read_directive(std::string_view statement, std::size_t line) {
        auto const word = statement.substr(0, statement.find_first_of(" \t"));
        if (asterisk::same_word(word, "#include")) {
            reporter_.error(
                line,
                fmt::format("'{}' reads another file, which is not modelled; expected its content here", statement));
        } else if (asterisk::same_word(word, "#tryinclude")) {
            reporter_.warn(line, fmt::format("'{}' is left out", statement));
        } else if (asterisk::same_word(word, "#exec")) {
            reporter_.warn(line, "Cannot perform #exec unless execincludes option is enabled in asterisk.conf");
        } else {
            reporter_.warn(line, fmt::format("Unknown directive '{}'", word));
        }
    }

    void read_entry(std::string_view statement, std::size_t line) {
        // A leading backslash takes the meaning from the character after it: "\#name = value".
        bool const escaped = statement.front() == '\\';
        if (escaped) statement.remove_prefix(1);
        auto const equals = statement.find('=', escaped ? 1 : 0);
        if (equals == std::string_view::npos) {
            reporter_.warn(line, fmt::format("No '=' (equal sign) in '{}'", statement));
            return;
        }
        bool const appends = equals > 0 && statement[equals - 1] == '+';
        ConfEntry entry;
        entry.line = line;
        entry.name = strip(statement.substr(0, appends ? equals - 1 : equals));
        auto value = statement.substr(equals + 1);
        entry.arrow = !appends && value.starts_with('>');
        if (entry.arrow) value.remove_prefix(1);
        if (entry.name.empty()) {
            reporter_.warn(line, "No variable name before '='");
            return;
        }
        if (appends && append_to_earlier(entry.name, value)) return;
        entry.value = strip(value);
        if (count(entry, line)) sections_[*current_].entries.push_back(std::move(entry));
    }

    // "name += more" lengthens the last entry of that name.
    bool append_to_earlier(std::string_view name, std::string_view more) {
        auto& entries = sections_[*current_].entries;
        auto const found =
            std::find_if(entries.rbegin(), entries.rend(), [&](ConfEntry const& entry) { return entry.name == name; });
        if (found == entries.rend()) return false;
        auto const whole = found->value + std::string(more);
        found->value = strip(whole);
        return true;
    }

    // False, and reading ends, where the settings (inherited ones counted) have grown beyond the limit.
    bool count(ConfEntry const& entry, std::size_t line) {
        if (bytes_ > most_bytes) return false;
        bytes_ += sizeof entry + entry.name.size() + entry.value.size();
        if (bytes_ <= most_bytes) return true;
        reporter_.error(line, fmt::format("the settings, inherited ones counted, take more than {} MB; expected fewer; "
                                          "the rest is not read",
                                          most_bytes / 1'000'000));
        return false;
    }

    // Asterisk refuses a whole file for one such line. Reports print excerpts that start in the middle of a section,
    // under the title of an editor's window, so one warning names them all.
    void report_orphans() {
        if (first_orphan_ == 0) return;
        auto const which = first_orphan_ == last_orphan_
                               ? "this line stands"
                               : fmt::format("lines {} to {} stand", first_orphan_, last_orphan_);
        reporter_.warn(first_orphan_, which +
                                          " before the first [section]: left out (Asterisk refuses such a file with "
                                          "\"No category context\")");
    }

    // The first section of that name.
    ConfSection* find(std::string_view name) {
        auto const found = first_of_name_.find(asterisk::to_lower(name));
        return found == first_of_name_.end() ? nullptr : &sections_[found->second];
    }

    asterisk::Reporter reporter_;
    std::vector<ConfSection> sections_;
    std::map<std::string, std::size_t> first_of_name_;  // in lower case
    std::optional<std::size_t> current_;
    bool before_first_ = true;
    std::size_t first_orphan_ = 0;
    std::size_t last_orphan_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

std::vector<ConfSection> parse_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics) {
    return ConfReader(file, diagnostics).read(text);
}

}  // namespace voiplab::sip
