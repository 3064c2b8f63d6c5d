#include "read_values.hpp"

#include "voiplab/models/net/dscp.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A scalar that one of the parsers of units.hpp takes.
template <class T, class Parser>
std::optional<T> read_quantity(YamlValue const& value, std::string_view expected, Parser parse) {
    auto const text = scalar(value, expected);
    if (!text) return std::nullopt;
    Parsed<T> parsed = parse(*text);
    if (parsed) return *std::move(parsed);
    value.mistake(std::move(parsed.error()));
    return std::nullopt;
}

std::optional<sim::Duration> read_duration(YamlValue const& value) {
    return read_quantity<sim::Duration>(value, "a duration such as 20ms", parse_duration);
}

// A scalar that a parser of models/net takes.
template <class T, class Parser>
void read_address(YamlValue const& value, T& into, std::string_view what, Parser parse) {
    auto const text = scalar(value, what);
    if (!text) return;
    if (auto const parsed = parse(*text)) {
        into = *parsed;
    } else {
        value.mistake(fmt::format("{} is not {}", shown(*text), what));
    }
}

// The user part of a SIP URI, without escapes.
bool is_user(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_alphanumeric(c) || std::string_view("-_.!~*'()&=+$,;?/").find(c) != std::string_view::npos;
    });
}

bool is_domain(std::string_view text) {
    auto const colon = std::min(text.find(':'), text.size());
    auto const port = colon == text.size() ? Parsed<std::uint64_t>{5060} : parse_integer(text.substr(colon + 1));
    return net::parse_ipv4(text.substr(0, colon)) && port && *port >= 1 && *port <= 65535;
}

}  // namespace

void read(YamlValue const& value, std::string& into) {
    auto const text = scalar(value, "a text");
    if (!text) return;
    if (text->size() > 1000) return value.mistake("a text of more than 1000 characters");
    if (std::any_of(text->begin(), text->end(), is_control))
        return value.mistake("a text of several lines; expected one");
    into = *text;
}

void read_paragraphs(YamlValue const& value, std::string& into) {
    auto const text = scalar(value, "a text");
    if (!text) return;
    if (text->size() > 10'000) return value.mistake("a text of more than 10000 characters");
    into = *text;
}

void read_name(YamlValue const& value, std::string& into) {
    std::string text;
    read(value, text);
    if (value.node().kind != YamlNode::Kind::scalar) return;
    if (text.empty()) return value.mistake("an empty text; expected a name");
    if (text.size() > 64) return value.mistake("a name of more than 64 characters");
    into = std::move(text);
}

void read_names(YamlValue const& value, std::vector<std::string>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list of names");
    if (value.node().items.size() > list_limit) return value.mistake("a list of more than 10000 items");
    for (auto const& item : value.items()) {
        read_name(item, into.emplace_back());
    }
}

void read_first_number(YamlValue const& value, std::string& into) {
    constexpr std::size_t most_digits = 15;
    std::string text;
    read_name(value, text);
    if (text.find_first_not_of("0123456789") == std::string::npos && text.size() <= most_digits) {
        into = std::move(text);
    } else {
        value.mistake(fmt::format("{} is not a number of up to {} digits", shown(text), most_digits));
    }
}

std::string number_after(std::string const& first, std::size_t steps) {
    std::uint64_t number = 0;
    std::from_chars(first.data(), first.data() + first.size(), number);
    return fmt::format("{:0{}}", number + steps, first.size());
}

void read_user(YamlValue const& value, std::string& into) {
    std::string text;
    read_name(value, text);
    if (is_user(text)) {
        into = std::move(text);
    } else {
        value.mistake(fmt::format(
            "{} is not the user part of a SIP URI; expected letters, digits and -_.!~*'()&=+$,;?/", shown(text)));
    }
}

void read_domain(YamlValue const& value, std::string& into) {
    std::string text;
    read_name(value, text);
    if (is_domain(text)) {
        into = std::move(text);
    } else {
        value.mistake(
            fmt::format("{} is not an address with an optional port, such as 192.168.6.133 or "
                        "192.168.6.133:5060",
                        shown(text)));
    }
}

void read_dialled(YamlValue const& value, std::string& into) {
    std::string text;
    read_name(value, text);
    auto const at = text.find('@');
    if (at == std::string::npos) return read_user(value, into);
    if (at > 0 && is_user(std::string_view(text).substr(0, at)) && is_domain(std::string_view(text).substr(at + 1))) {
        into = std::move(text);
    } else {
        value.mistake(fmt::format("{} is not a user at an address, such as 2010@192.168.6.133", shown(text)));
    }
}

void read_path(YamlValue const& value, std::filesystem::path& into) {
    std::string text;
    read(value, text);
    if (value.node().kind != YamlNode::Kind::scalar) return;
    if (text.empty()) return value.mistake("an empty text; expected a file");
    into = value.source().folder / text;
    value.source().session.files.insert(into);
}

std::optional<bool> truth_of(YamlNode const& node) {
    if (node.kind != YamlNode::Kind::scalar) return std::nullopt;
    auto const& text = node.text;
    // YAML 1.2 section 10.3.2 has true and false, in three spellings and without quotes; yes and no are words.
    auto const core = [&](auto... spellings) { return !node.quoted && ((text == spellings) || ...); };
    if (text == "yes" || core("true", "True", "TRUE")) return true;
    if (text == "no" || core("false", "False", "FALSE")) return false;
    return std::nullopt;
}

void read(YamlValue const& value, bool& into) {
    if (auto const truth = truth_of(value.node())) {
        into = *truth;
    } else {
        value.expected("yes or no");
    }
}

void read(YamlValue const& value, sim::Duration& into) {
    if (auto const duration = read_duration(value)) into = *duration;
}

void read_positive(YamlValue const& value, sim::Duration& into) {
    auto const duration = read_duration(value);
    if (!duration) return;
    if (*duration == sim::Duration::zero()) return value.expected("a duration above zero");
    into = *duration;
}

void read_interval(YamlValue const& value, sim::Duration& into) {
    auto const duration = read_duration(value);
    if (!duration) return;
    if (*duration < std::chrono::milliseconds(1)) return value.expected("a duration of at least 1ms");
    into = *duration;
}

void read_interval(YamlValue const& value, std::optional<sim::Duration>& into) {
    sim::Duration interval{};
    read_interval(value, interval);
    if (interval != sim::Duration::zero()) into = interval;
}

void read(YamlValue const& value, sim::Time& into) {
    if (auto const duration = read_duration(value)) into = sim::Time{*duration};
}

void read(YamlValue const& value, WallClock& into) {
    auto const time = read_quantity<WallClock>(value, "a time such as 2018-05-05T01:22:44Z", parse_wall_clock);
    if (time) into = *time;
}

void read(YamlValue const& value, net::BitRate& into) {
    auto const rate = read_quantity<net::BitRate>(value, "a bit rate such as 100Mbps", parse_bit_rate);
    if (rate) into = *rate;
}

void read(YamlValue const& value, net::ByteCount& into) {
    auto const size = read_quantity<net::ByteCount>(value, "a size such as 1500B", parse_byte_count);
    if (size) into = *size;
}

void read(YamlValue const& value, net::Probability& into) {
    auto const probability = read_quantity<double>(value, "a probability such as 1.5%", parse_probability);
    if (probability) into = {*probability};
}

void read(YamlValue const& value, net::MacAddress& into) {
    read_address(value, into, "a MAC address such as 00:0c:29:cd:de:c3", net::parse_mac);
}

void read(YamlValue const& value, net::Ipv4Address& into) {
    read_address(value, into, "an IPv4 address such as 192.168.6.133", net::parse_ipv4);
}

void read(YamlValue const& value, net::Ipv4Network& into) {
    read_address(value, into, "an IPv4 address with its network's prefix length, such as 192.168.6.133/24",
                 net::parse_ipv4_network);
}

void read(YamlValue const& value, agents::ThinkingTime& into) {
    if (value.node().kind != YamlNode::Kind::list) {
        if (auto const time = read_duration(value)) into = agents::ThinkingTime{*time};
        return;
    }
    std::vector<sim::Duration> times;
    read(value, times);
    if (times.empty()) return value.expected("a duration such as 20ms, or a list of them");
    into = agents::ThinkingTime(std::move(times));
}

void read_dscp(YamlValue const& value, std::uint8_t& into) {
    constexpr std::uint64_t highest = 63;
    auto const text = scalar(value, "a codepoint from 0 to 63, or a name such as ef");
    if (!text) return;
    if (!text->empty() && is_alphanumeric(text->front()) && (text->front() < '0' || text->front() > '9')) {
        if (auto const named = net::dscp_named(*text)) {
            into = *named;
        } else {
            value.mistake(fmt::format("{} is no codepoint; expected 0 to 63, or ef, va, le, cs0 to cs7, af11 to af43",
                                      shown(*text)));
        }
        return;
    }
    in_range<0, highest>(value, into);
}

std::optional<std::uint64_t> read_number(YamlValue const& value, std::uint64_t lowest, std::uint64_t highest) {
    auto const range = fmt::format("a number from {} to {}", lowest, highest);
    auto const text = scalar(value, range);
    if (!text) return std::nullopt;
    if (value.node().quoted) {
        value.mistake(fmt::format("\"{}\" is a text; expected {}, without quotes", *text, range));
        return std::nullopt;
    }
    auto const number = parse_integer(*text);
    if (!number) {
        value.mistake(fmt::format("{}; expected {}", number.error(), range));
        return std::nullopt;
    }
    if (*number < lowest || *number > highest) {
        value.mistake(fmt::format("{} is out of range; expected {}", *text, range));
        return std::nullopt;
    }
    return *number;
}

std::optional<std::size_t> read_word(YamlValue const& value, std::span<std::string_view const> words) {
    auto const text = scalar(value, "one of " + list_of(words));
    if (!text) return std::nullopt;
    auto const found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    value.mistake(fmt::format("{} is not one of {}{}", shown(*text), list_of(words), did_you_mean(*text, words)));
    return std::nullopt;
}

}  // namespace voiplab::scenarios
