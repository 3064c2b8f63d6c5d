#include "voiplab/models/agents/identifiers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

// What may stand between braces in a format.
struct Field {
    std::string_view name;
    std::uint32_t most_digits;  // of {name:N}; 0: without N
    bool decimal;               // it gives decimal digits alone
};

constexpr std::array<Field, 7> known_fields{{{"hex", 64, false},
                                             {"decimal", 18, true},
                                             {"base64", 64, false},
                                             {"random31", 0, true},
                                             {"filetime", 0, true},
                                             {"address", 0, false},
                                             {"port", 0, true}}};

std::optional<std::uint32_t> number_of(std::string_view digits) {
    std::uint32_t number = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

bool is_field(std::string_view inside, bool only_decimal) {
    auto const colon = std::min(inside.find(':'), inside.size());
    auto const* const field = std::find_if(known_fields.begin(), known_fields.end(), [&](Field const& candidate) {
        return candidate.name == inside.substr(0, colon);
    });
    if (field == known_fields.end() || (only_decimal && !field->decimal)) return false;
    if (field->most_digits == 0) return colon == inside.size();
    auto const digits = number_of(inside.substr(std::min(colon + 1, inside.size())));
    return digits && *digits >= 1 && *digits <= field->most_digits;
}

std::string_view expected_fields(bool only_decimal) {
    return only_decimal
               ? "{decimal:N}, {random31}, {filetime} or {port}"
               : "{hex:N}, {decimal:N}, {base64:N}, {random31}, {filetime}, {address} or {port}, N from 1 to 64 "
                 "(18 for decimal)";
}

void append_base64_without_padding(std::string_view bytes, std::string& text) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned buffer = 0;
    unsigned bits = 0;
    for (auto const byte : bytes) {
        buffer = buffer << 8 | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 6; bits -= 6) {
            text += alphabet[buffer >> (bits - 6) & 0x3f];
        }
    }
    if (bits > 0) text += alphabet[buffer << (6 - bits) & 0x3f];
}

// How far the text goes before that character.
std::size_t before(std::string_view text, char end) {
    std::size_t size = 0;
    while (size < text.size() && text[size] != end)
        ++size;
    return size;
}

}  // namespace

IdentifierSource::IdentifierSource(sim::RandomStream random, WallClock start, net::UdpEndpoint own)
    : random_(random), start_(start), own_(own) {}

std::string IdentifierSource::draw(std::string_view format, sim::Time now) {
    std::string identifier;
    draw(format, now, identifier);
    return identifier;
}

void IdentifierSource::draw(std::string_view format, sim::Time now, std::string& out) {
    while (!format.empty()) {
        auto const open = before(format, '{');
        out.append(format.substr(0, open));
        if (open == format.size()) return;
        auto const inside = format.substr(open + 1, before(format.substr(open + 1), '}'));
        auto const colon = before(inside, ':');
        draw_field(inside.substr(0, colon), inside.substr(std::min(colon + 1, inside.size())), now, out);
        format.remove_prefix(open + inside.size() + 2);
    }
}

void IdentifierSource::draw_field(std::string_view name, std::string_view argument, sim::Time now, std::string& out) {
    auto const digits = number_of(argument).value_or(0);
    auto const append_number = [&out](auto number) {
        fmt::format_int const text(number);
        out.append(text.data(), text.size());
    };
    if (name == "hex") {
        random_.append_hex(digits, out);
    } else if (name == "decimal") {
        out += random_.decimal(digits);
    } else if (name == "base64") {
        append_base64_without_padding(random_.hex(digits), out);
    } else if (name == "random31") {
        append_number(random_.integer(1, 0x7fffffff));
    } else if (name == "address") {
        out += net::to_string(own_.address);
    } else if (name == "port") {
        append_number(own_.port);
    } else {
        append_number(file_time(now).count());
    }
}

// A FILETIME counts from 1601 in steps of 100 ns; X-Lite prints it in microseconds.
std::chrono::microseconds IdentifierSource::file_time(sim::Time now) const {
    using std::chrono::January;
    constexpr auto epoch = std::chrono::sys_days{std::chrono::year{1601} / January / 1};
    auto const since_unix_epoch =
        std::chrono::floor<std::chrono::microseconds>((start_ + now.time_since_epoch()).time_since_epoch());
    return since_unix_epoch - std::chrono::microseconds(epoch.time_since_epoch());
}

std::string check_identifier_format(std::string_view format, bool only_decimal) {
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto rest = format; !rest.empty();) {
        auto const open = std::min(rest.find_first_of("{}"), rest.size());
        auto const text = rest.substr(0, open);
        if (only_decimal && !std::all_of(text.begin(), text.end(), is_digit)) {
            return fmt::format("{} is not a format of digits; expected digits and {}", format, expected_fields(true));
        }
        if (open == rest.size()) break;
        auto const close = rest.find('}', open);
        if (rest[open] == '}' || close == std::string_view::npos) {
            return fmt::format("{} has a brace without its other one", format);
        }
        auto const inside = rest.substr(open + 1, close - open - 1);
        if (!is_field(inside, only_decimal)) {
            return fmt::format("{{{}}} is not known here; expected {}", inside, expected_fields(only_decimal));
        }
        rest.remove_prefix(close + 1);
    }
    return {};
}

std::string sip_date(WallClock time) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

}  // namespace voiplab::agents
