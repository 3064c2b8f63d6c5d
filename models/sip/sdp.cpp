#include "voiplab/models/sip/sdp.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/text_scan.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

namespace voiplab::sip {
namespace {

// token-char of RFC 4566 section 9; not the one of SIP.
constexpr grammar::CharacterSet sdp_token = grammar::alphanum.with("!#$%&'*+-.^_`{|}~");

// The order of the lines in RFC 4566 section 5.
constexpr std::string_view session_order = "vosiuepcbtrzka";
constexpr std::string_view session_mandatory = "vost";
constexpr std::string_view session_repeatable = "epbtra";
constexpr std::string_view media_order = "micbka";
constexpr std::string_view media_repeatable = "cba";

// What is asked of each type of line, by its place in an order, its rank.
struct LineOrder {
    constexpr LineOrder(std::string_view order, std::string_view mandatory_types, std::string_view repeatable_types) {
        for (auto& rank : ranks)
            rank = -1;
        for (std::size_t i = 0; i < order.size(); ++i) {
            ranks[static_cast<unsigned char>(order[i])] = static_cast<std::int8_t>(i);
            mandatory[i] = mandatory_types.find(order[i]) != std::string_view::npos;
            repeatable[i] = repeatable_types.find(order[i]) != std::string_view::npos;
        }
    }
    [[nodiscard]] constexpr int rank_of(char type) const { return ranks[static_cast<unsigned char>(type)]; }

    std::array<std::int8_t, 256> ranks{};  // by the type; -1: it has no place
    std::array<bool, 16> mandatory{};
    std::array<bool, 16> repeatable{};
};
constexpr LineOrder session_lines(session_order, session_mandatory, session_repeatable);
constexpr LineOrder media_lines(media_order, "", media_repeatable);
constexpr int rank_of_time = session_lines.rank_of('t');

// "x=value"; the offset is that of the value in the whole text.
struct Line {
    char type = 0;
    std::string_view value;
    std::size_t offset = 0;
};

// What most lines and descriptions have: room that is taken once.
constexpr std::size_t usual_words = 12;
using Words = boost::container::small_vector<std::string_view, usual_words>;

// Words between single spaces; two spaces in a row give an empty word, which no field accepts.
Words words(std::string_view text) {
    Words result;
    while (true) {
        auto const space = find_byte(text, ' ');
        result.push_back(text.substr(0, space));
        if (space == text.size()) return result;
        text.remove_prefix(space + 1);
    }
}

bool is_address(std::string_view text) {
    return grammar::is_host(text) && text.front() != '[';
}

class SdpParser {
  public:
    SdpParser(std::string_view text, SdpView& description) : text_(text), description_(description) {}

    bool parse() {
        if (text_.size() > max_message_bytes) {
            return fail(max_message_bytes,
                        fmt::format("found {} bytes, expected at most {}", text_.size(), max_message_bytes));
        }
        for (std::size_t lines = 0; position_ < text_.size(); ++lines) {
            if (lines == max_sdp_lines) {
                return fail(position_, fmt::format("found more lines, expected at most {}", max_sdp_lines));
            }
            Line line;
            if (!take_line(line) || !accept_type(line) || !read_value(line)) return false;
        }
        return check_complete();
    }
    [[nodiscard]] ParseError const& error() const { return error_; }

  private:
    bool fail(std::size_t offset, std::string reason) {
        error_ = {offset, std::move(reason)};
        return false;
    }
    bool take_line(Line& line);
    [[nodiscard]] bool may_follow(char type) const;
    bool accept_type(Line const& line);
    bool read_value(Line const& line);
    bool read_origin(Line const& line);
    bool read_times(Line const& line);
    bool read_connection(Line const& line);
    bool read_attribute(Line const& line);
    bool read_media(Line const& line);
    bool check_complete();

    std::string_view text_;
    std::size_t position_ = 0;
    int rank_ = -1;  // of the last line in the order of its part
    SdpView& description_;
    ParseError error_;
};

bool SdpParser::take_line(Line& line) {
    auto const start = position_;
    // Mostly what ends the line.
    auto const unusual = find_unusual(text_, start);
    auto const end = text_.substr(unusual, 2) == "\r\n" ? unusual + 1 : text_.find('\n', unusual);
    if (std::min(end, text_.size()) - start > max_line_bytes) {
        return fail(start + max_line_bytes,
                    fmt::format("found a longer line, expected at most {} bytes", max_line_bytes));
    }
    if (end == std::string_view::npos) return fail(text_.size(), "found the end, expected the end of the line first");
    position_ = end + 1;
    auto whole = text_.substr(start, end - start);
    if (!whole.empty() && whole.back() == '\r') whole.remove_suffix(1);
    if (whole.size() < 2 || whole[1] != '=') return fail(start, "found another line, expected a letter and \"=\"");
    if (whole.size() == 2) return fail(start + 2, fmt::format("found an empty {}=, expected a value", whole[0]));
    for (auto at = unusual - start; at < whole.size(); at = find_unusual(whole, at + 1)) {
        if (whole[at] == '\0' || whole[at] == '\r') return fail(start + at, "found a NUL or CR, expected text");
    }
    line = {whole[0], whole.substr(2), start + 2};
    return true;
}

bool SdpParser::may_follow(char type) const {
    bool const in_media = !description_.media.empty();
    if (type == 'm') return in_media || rank_ >= rank_of_time;
    auto const& lines = in_media ? media_lines : session_lines;
    auto const rank = lines.rank_of(type);
    if (rank < 0) return false;
    if (rank == rank_) return lines.repeatable[static_cast<std::size_t>(rank)];
    // Each time description is a t= with its own r= lines.
    if (rank < rank_) return !in_media && type == 't' && rank_ == session_lines.rank_of('r');
    return std::none_of(lines.mandatory.begin() + rank_ + 1, lines.mandatory.begin() + rank,
                        [](bool mandatory) { return mandatory; });
}

bool SdpParser::accept_type(Line const& line) {
    if (!may_follow(line.type)) {
        auto const shown = grammar::alphanum.contains(line.type) ? fmt::format("{}=", line.type) : "another line";
        return fail(line.offset - 2, fmt::format("found {}, which cannot stand here", shown));
    }
    // A new medium starts its own order, in which its m= is the first.
    auto const& lines = line.type == 'm' || !description_.media.empty() ? media_lines : session_lines;
    rank_ = lines.rank_of(line.type);
    return true;
}

bool SdpParser::read_value(Line const& line) {
    switch (line.type) {
        case 'v':
            return line.value == "0" || fail(line.offset, "found another version, expected v=0");
        case 'o':
            return read_origin(line);
        case 's':
            description_.session_name = line.value;
            return true;
        case 'c':
            return read_connection(line);
        case 't':
            return read_times(line);
        case 'a':
            return read_attribute(line);
        case 'm':
            return read_media(line);
        default:
            return true;  // i u e p b r z k
    }
}

bool SdpParser::read_times(Line const& line) {
    auto const times = words(line.value);
    if (times.size() == 2 && grammar::consists_of(times[0], grammar::digit) &&
        grammar::consists_of(times[1], grammar::digit)) {
        return true;
    }
    return fail(line.offset, "found another t=, expected a start and a stop time such as 0 0");
}

bool SdpParser::read_origin(Line const& line) {
    auto const parts = words(line.value);
    if (parts.size() != 6 || parts[0].empty() || !grammar::consists_of(parts[1], grammar::digit) ||
        !grammar::consists_of(parts[2], grammar::digit) || parts[3] != "IN" || parts[4] != "IP4" ||
        !is_address(parts[5])) {
        return fail(line.offset, "found another o=, expected user, id, version (numbers), IN IP4 and an address");
    }
    description_.origin = {parts[0], parts[1], parts[2], parts[5]};
    return true;
}

bool SdpParser::read_connection(Line const& line) {
    auto const parts = words(line.value);
    if (parts.size() != 3 || parts[0] != "IN" || parts[1] != "IP4" || !is_address(parts[2])) {
        return fail(line.offset, "found another c=, expected IN IP4 and an address");
    }
    auto& connection = description_.media.empty() ? description_.connection : description_.media.back().connection;
    if (!connection) connection = parts[2];
    return true;
}

bool SdpParser::read_attribute(Line const& line) {
    grammar::Cursor cursor(line.value);
    SdpAttributeView attribute{cursor.take_run(sdp_token), std::nullopt};
    if (attribute.name.empty()) return fail(line.offset, "found no attribute, expected its name");
    if (cursor.take(':')) {
        if (cursor.at_end()) return fail(line.offset + cursor.position(), "found the end, expected a value");
        attribute.value = cursor.rest();
    } else if (!cursor.at_end()) {
        cursor.fail("\":\" after the attribute");
        return fail(line.offset + cursor.error().offset, cursor.error().reason);
    }
    auto& attributes = description_.media.empty() ? description_.attributes : description_.media.back().attributes;
    attributes.push_back(attribute);
    return true;
}

bool is_protocol(std::string_view text) {
    while (true) {
        auto const slash = text.find('/');
        if (!grammar::consists_of(text.substr(0, slash), sdp_token)) return false;
        if (slash == std::string_view::npos) return true;
        text.remove_prefix(slash + 1);
    }
}

bool SdpParser::read_media(Line const& line) {
    auto const parts = words(line.value);
    auto const wrong = [&](std::string_view expected) {
        return fail(line.offset, fmt::format("found another m=, expected {}", expected));
    };
    if (parts.size() < 4) return wrong("a type, a port, a protocol and formats");
    if (parts.size() - 3 > max_sdp_formats) return wrong(fmt::format("at most {} formats", max_sdp_formats));
    if (!grammar::consists_of(parts[0], sdp_token)) return wrong("a media type such as audio");
    // "port/count" is for hierarchical encodings over several ports, which SIP does not use.
    auto const slash = parts[1].find('/');
    auto const port = grammar::decimal(parts[1].substr(0, slash), 65535);
    if (!port || (slash != std::string_view::npos && !grammar::decimal(parts[1].substr(slash + 1), 65535))) {
        return wrong("a port of 0 to 65535");
    }
    if (!is_protocol(parts[2])) return wrong("a protocol such as RTP/AVP");
    for (std::size_t i = 3; i < parts.size(); ++i) {
        if (!grammar::consists_of(parts[i], sdp_token)) return wrong("formats between single spaces");
    }
    auto& media = description_.media.emplace_back();
    media.type = parts[0];
    media.port = static_cast<std::uint16_t>(*port);
    media.protocol = parts[2];
    media.formats.assign(parts.begin() + 3, parts.end());
    return true;
}

bool SdpParser::check_complete() {
    if (description_.media.empty() && rank_ < rank_of_time) {
        return fail(text_.size(), "found the end, expected the lines v=, o=, s= and t=");
    }
    // RFC 4566 section 5.7: the session has a c=, or every medium has its own.
    for (auto const& media : description_.media) {
        if (!description_.connection && !media.connection) {
            return fail(text_.size(), fmt::format("found no c= for m={}, expected one", media.type));
        }
    }
    return true;
}

}  // namespace

tl::expected<SdpView, ParseError> view_sdp(std::string_view text) {
    tl::expected<SdpView, ParseError> view;
    SdpParser parser(text, *view);
    if (!parser.parse()) view = tl::unexpected(parser.error());
    return view;
}

}  // namespace voiplab::sip
