#include "voiplab/models/sip/sdp.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>

#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using Read = tl::expected<void, ParseError>;

// token-char of RFC 4566 section 9; not the one of SIP.
constexpr grammar::CharacterSet sdp_token = grammar::alphanum.with("!#$%&'*+-.^_`{|}~");

// The order of the lines in RFC 4566 section 5.
constexpr std::string_view session_order = "vosiuepcbtrzka";
constexpr std::string_view session_mandatory = "vost";
constexpr std::string_view session_repeatable = "epbtra";
constexpr std::string_view media_order = "micbka";
constexpr std::string_view media_repeatable = "cba";
constexpr int rank_of_time = static_cast<int>(session_order.find('t'));

tl::unexpected<ParseError> failure(std::size_t offset, std::string reason) {
    return tl::unexpected(ParseError{offset, std::move(reason)});
}

// "x=value"; the offset is that of the value in the whole text.
struct Line {
    char type = 0;
    std::string_view value;
    std::size_t offset = 0;
};

// What most lines and descriptions have: room that is taken once.
constexpr std::size_t usual_words = 12;
using Words = boost::container::small_vector<std::string_view, usual_words>;
constexpr std::size_t usual_attributes = 8;

// Words between single spaces; two spaces in a row give an empty word, which no field accepts.
Words words(std::string_view text) {
    Words result;
    while (true) {
        auto const space = text.find(' ');
        result.push_back(text.substr(0, space));
        if (space == std::string_view::npos) return result;
        text.remove_prefix(space + 1);
    }
}

bool is_address(std::string_view text) {
    return grammar::is_host(text) && text.front() != '[';
}

class SdpParser {
  public:
    explicit SdpParser(std::string_view text) : text_(text) {}

    tl::expected<SessionDescription, ParseError> parse() {
        if (text_.size() > max_message_bytes) {
            return failure(max_message_bytes,
                           fmt::format("found {} bytes, expected at most {}", text_.size(), max_message_bytes));
        }
        for (std::size_t lines = 0; position_ < text_.size(); ++lines) {
            if (lines == max_sdp_lines) {
                return failure(position_, fmt::format("found more lines, expected at most {}", max_sdp_lines));
            }
            auto const line = next_line();
            if (!line) return tl::unexpected(line.error());
            if (auto const read = accept_type(*line); !read) return tl::unexpected(read.error());
            if (auto const read = read_value(*line); !read) return tl::unexpected(read.error());
        }
        if (auto const read = check_complete(); !read) return tl::unexpected(read.error());
        return std::move(description_);
    }

  private:
    tl::expected<Line, ParseError> next_line();
    [[nodiscard]] bool may_follow(char type) const;
    Read accept_type(Line const& line);
    Read read_value(Line const& line);
    Read read_origin(Line const& line);
    Read read_connection(Line const& line);
    Read read_attribute(Line const& line);
    Read read_media(Line const& line);
    [[nodiscard]] Read check_complete() const;

    std::string_view text_;
    std::size_t position_ = 0;
    int rank_ = -1;  // of the last line in the order of its part
    SessionDescription description_;
};

tl::expected<Line, ParseError> SdpParser::next_line() {
    auto const start = position_;
    auto const end = text_.find('\n', start);
    if (std::min(end, text_.size()) - start > max_line_bytes) {
        return failure(start + max_line_bytes,
                       fmt::format("found a longer line, expected at most {} bytes", max_line_bytes));
    }
    if (end == std::string_view::npos)
        return failure(text_.size(), "found the end, expected the end of the line first");
    position_ = end + 1;
    auto line = text_.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() < 2 || line[1] != '=') return failure(start, "found another line, expected a letter and \"=\"");
    if (line.size() == 2) return failure(start + 2, fmt::format("found an empty {}=, expected a value", line[0]));
    auto const bad = std::find_if(line.begin(), line.end(), [](char c) { return c == '\0' || c == '\r'; });
    if (bad != line.end()) {
        return failure(start + static_cast<std::size_t>(bad - line.begin()), "found a NUL or CR, expected text");
    }
    return Line{line[0], line.substr(2), start + 2};
}

bool SdpParser::may_follow(char type) const {
    bool const in_media = !description_.media.empty();
    if (type == 'm') return in_media || rank_ >= rank_of_time;
    auto const order = in_media ? media_order : session_order;
    auto const found = order.find(type);
    if (found == std::string_view::npos) return false;
    auto const rank = static_cast<int>(found);
    if (rank == rank_) return (in_media ? media_repeatable : session_repeatable).find(type) != std::string_view::npos;
    // Each time description is a t= with its own r= lines.
    if (rank < rank_) return !in_media && type == 't' && order[static_cast<std::size_t>(rank_)] == 'r';
    int const next = rank_ + 1;
    auto const skipped = order.substr(static_cast<std::size_t>(next), static_cast<std::size_t>(rank - next));
    return in_media || skipped.find_first_of(session_mandatory) == std::string_view::npos;
}

Read SdpParser::accept_type(Line const& line) {
    if (!may_follow(line.type)) {
        auto const shown = grammar::alphanum.contains(line.type) ? fmt::format("{}=", line.type) : "another line";
        return failure(line.offset - 2, fmt::format("found {}, which cannot stand here", shown));
    }
    // A new medium starts its own order, in which its m= is the first.
    bool const in_media = line.type == 'm' || !description_.media.empty();
    rank_ = static_cast<int>((in_media ? media_order : session_order).find(line.type));
    return {};
}

Read SdpParser::read_value(Line const& line) {
    switch (line.type) {
        case 'v':
            if (line.value != "0") return failure(line.offset, "found another version, expected v=0");
            return {};
        case 'o':
            return read_origin(line);
        case 's':
            description_.session_name = line.value;
            return {};
        case 'c':
            return read_connection(line);
        case 't': {
            auto const times = words(line.value);
            if (times.size() == 2 && grammar::consists_of(times[0], grammar::digit) &&
                grammar::consists_of(times[1], grammar::digit)) {
                return {};
            }
            return failure(line.offset, "found another t=, expected a start and a stop time such as 0 0");
        }
        case 'a':
            return read_attribute(line);
        case 'm':
            return read_media(line);
        default:
            return {};  // i u e p b r z k
    }
}

Read SdpParser::read_origin(Line const& line) {
    auto const parts = words(line.value);
    if (parts.size() != 6 || parts[0].empty() || !grammar::consists_of(parts[1], grammar::digit) ||
        !grammar::consists_of(parts[2], grammar::digit) || parts[3] != "IN" || parts[4] != "IP4" ||
        !is_address(parts[5])) {
        return failure(line.offset, "found another o=, expected user, id, version (numbers), IN IP4 and an address");
    }
    description_.origin = {std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), std::string(parts[5])};
    return {};
}

Read SdpParser::read_connection(Line const& line) {
    auto const parts = words(line.value);
    if (parts.size() != 3 || parts[0] != "IN" || parts[1] != "IP4" || !is_address(parts[2])) {
        return failure(line.offset, "found another c=, expected IN IP4 and an address");
    }
    auto& connection = description_.media.empty() ? description_.connection : description_.media.back().connection;
    if (!connection) connection = std::string(parts[2]);
    return {};
}

Read SdpParser::read_attribute(Line const& line) {
    grammar::Cursor cursor(line.value);
    auto const name = cursor.take_run(sdp_token);
    std::optional<std::string_view> value;
    if (name.empty()) return failure(line.offset, "found no attribute, expected its name");
    if (cursor.take(':')) {
        if (cursor.at_end()) return failure(line.offset + cursor.position(), "found the end, expected a value");
        value = cursor.rest();
    } else if (!cursor.at_end()) {
        cursor.fail("\":\" after the attribute");
        return tl::unexpected(grammar::moved(cursor.error(), line.offset));
    }
    auto& attributes = description_.media.empty() ? description_.attributes : description_.media.back().attributes;
    if (attributes.empty()) attributes.reserve(usual_attributes);
    auto& attribute = attributes.emplace_back();
    attribute.name = name;
    if (value) attribute.value.emplace(*value);
    return {};
}

bool is_protocol(std::string_view text) {
    while (true) {
        auto const slash = text.find('/');
        if (!grammar::consists_of(text.substr(0, slash), sdp_token)) return false;
        if (slash == std::string_view::npos) return true;
        text.remove_prefix(slash + 1);
    }
}

Read SdpParser::read_media(Line const& line) {
    auto const parts = words(line.value);
    auto const wrong = [&line](std::string_view expected) {
        return failure(line.offset, fmt::format("found another m=, expected {}", expected));
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
    SdpMedia media;
    media.type = parts[0];
    media.port = static_cast<std::uint16_t>(*port);
    media.protocol = parts[2];
    media.formats.reserve(parts.size() - 3);
    for (std::size_t i = 3; i < parts.size(); ++i) {
        if (!grammar::consists_of(parts[i], sdp_token)) return wrong("formats between single spaces");
        media.formats.emplace_back(parts[i]);
    }
    description_.media.push_back(std::move(media));
    return {};
}

Read SdpParser::check_complete() const {
    if (description_.media.empty() && rank_ < rank_of_time) {
        return failure(text_.size(), "found the end, expected the lines v=, o=, s= and t=");
    }
    // RFC 4566 section 5.7: the session has a c=, or every medium has its own.
    for (auto const& media : description_.media) {
        if (!description_.connection && !media.connection) {
            return failure(text_.size(), fmt::format("found no c= for m={}, expected one", media.type));
        }
    }
    return {};
}

void append_connection(std::string& text, std::optional<std::string> const& connection) {
    if (connection) text.append("c=IN IP4 ").append(*connection).append("\r\n");
}

void append_attributes(std::string& text, std::vector<SdpAttribute> const& attributes) {
    for (auto const& attribute : attributes) {
        text.append("a=").append(attribute.name);
        if (attribute.value) text.append(":").append(*attribute.value);
        text.append("\r\n");
    }
}

}  // namespace

tl::expected<SessionDescription, ParseError> parse_sdp(std::string_view text) {
    return SdpParser(text).parse();
}

std::string to_string(SessionDescription const& description) {
    auto const& origin = description.origin;
    auto text = fmt::format("v=0\r\no={} {} {} IN IP4 {}\r\ns={}\r\n", origin.username, origin.session_id,
                            origin.session_version, origin.address, description.session_name);
    append_connection(text, description.connection);
    text.append("t=0 0\r\n");
    append_attributes(text, description.attributes);
    for (auto const& media : description.media) {
        text.append(fmt::format("m={} {} {}", media.type, media.port, media.protocol));
        for (auto const& format : media.formats)
            text.append(" ").append(format);
        text.append("\r\n");
        append_connection(text, media.connection);
        append_attributes(text, media.attributes);
    }
    return text;
}

}  // namespace voiplab::sip
