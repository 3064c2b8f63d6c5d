#include "models/sip/usual_values.hpp"

#include "models/sip/grammar.hpp"

#include <cstdint>
#include <cstring>
#include <optional>

namespace voiplab::sip {
namespace {

constexpr auto name_characters = grammar::alphanum.with("-.");

// Reads a text from left to right, by sets of characters.
class Scan {
  public:
    explicit Scan(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    [[nodiscard]] bool at_end() const { return at_ == end_; }
    [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
    [[nodiscard]] bool is_at(char c) const { return at_ != end_ && *at_ == c; }
    bool take(char c) {
        if (!is_at(c)) return false;
        ++at_;
        return true;
    }
    // A literal, whose length the compiler knows.
    template <std::size_t size>
    bool take(char const (&literal)[size]) {
        constexpr auto length = size - 1;
        if (static_cast<std::size_t>(end_ - at_) < length || std::memcmp(at_, literal, length) != 0) return false;
        at_ += length;
        return true;
    }
    std::string_view take_run(grammar::CharacterSet const& set) { return take_first(grammar::run_of(set, rest())); }
    // A host that is no IPv6 address; empty where there is none.
    std::string_view take_host() {
        auto const quad = grammar::ipv4_address_of(rest());
        if (quad != 0 && (at_ + quad == end_ || !name_characters.contains(at_[quad]))) return take_first(quad);
        auto const host = take_run(name_characters);
        return grammar::is_host(host) ? host : std::string_view();
    }
    // A port behind its colon; nullopt where it is none. Without a colon 0.
    std::optional<std::uint16_t> take_port() {
        if (!take(':')) return std::uint16_t{0};
        return take_number();
    }
    // Written as it would be printed.
    std::optional<std::uint16_t> take_number() {
        constexpr unsigned largest = 65535;
        if (at_end() || *at_ < '1' || *at_ > '9') return std::nullopt;
        unsigned number = 0;
        for (; !at_end() && *at_ >= '0' && *at_ <= '9'; ++at_) {
            number = number * 10 + static_cast<unsigned>(*at_ - '0');
            if (number > largest) return std::nullopt;
        }
        return static_cast<std::uint16_t>(number);
    }

  private:
    std::string_view take_first(std::size_t count) {
        std::string_view const taken(at_, count);
        at_ += count;
        return taken;
    }

    char const* at_;
    char const* end_;
};

bool scan_via_parameter(Scan& scan, TopVia& via) {
    if (scan.take("branch=")) {
        auto const is_first = via.branch.empty();
        via.branch = scan.take_run(grammar::token);
        return is_first && !via.branch.empty();
    }
    if (scan.take("received=")) {
        auto const is_first = via.received.empty();
        via.received = scan.take_run(name_characters);
        return is_first && grammar::is_ipv4_address(via.received);
    }
    if (!scan.take("rport") || via.asks_rport || via.rport != 0) return false;
    if (!scan.take('=')) {
        via.asks_rport = true;
        return true;
    }
    via.rport = scan.take_number().value_or(0);
    return via.rport != 0;
}

// Up to the text's end, or a ">".
bool scan_uri(Scan& scan, UriView& uri) {
    auto const text = scan.rest();
    if (!scan.take("sip:")) return false;
    uri.user = scan.take_run(grammar::uri_user);
    if (scan.take('@')) {
        if (uri.user.empty()) return false;
    } else {
        // What has been read is the host, or more than it.
        uri.user = {};
        scan = Scan(text.substr(4));
    }
    uri.host = scan.take_host();
    if (uri.host.empty()) return false;
    auto const port = scan.take_port();
    if (!port) return false;
    if (*port != 0) uri.port = port;
    auto const parameters = scan.rest();
    if (scan.take(';')) {
        if (scan.take_run(grammar::uri_parameter).empty()) return false;
        if (scan.take('=') && scan.take_run(grammar::uri_parameter).empty()) return false;
        uri.parameters = ParameterViews(parameters.substr(0, parameters.size() - scan.rest().size()));
    }
    uri.scheme = text.substr(0, 3);
    return scan.at_end() || scan.is_at('>');
}

bool scan_via(std::string_view value, TopVia& found) {
    Scan scan(value);
    if (!scan.take("SIP/2.0/UDP ")) return false;
    found.value = value;
    found.host = scan.take_host();
    if (found.host.empty()) return false;
    auto const port = scan.take_port();
    if (!port) return false;
    if (*port != 0) found.port = *port;
    while (scan.take(';')) {
        if (!scan_via_parameter(scan, found)) return false;
    }
    return scan.at_end();
}

bool scan_address(std::string_view value, NameAddressView& found) {
    constexpr auto quotable = grammar::CharacterSet::all_but("\"\\");
    Scan scan(value);
    if (scan.take('"')) {
        scan.take_run(quotable);
        if (!scan.take('"')) return false;
        found.display_name = value.substr(0, value.size() - scan.rest().size());
        scan.take(' ');
    }
    if (!scan.take('<')) return false;
    auto const uri = scan.rest();
    if (!scan_uri(scan, found.uri)) return false;
    found.uri_text = uri.substr(0, uri.size() - scan.rest().size());
    if (!scan.take('>')) return false;
    auto const parameters = scan.rest();
    if (scan.take(";tag=")) {
        found.tag = scan.take_run(grammar::token);
        if (found.tag.empty()) return false;
    }
    if (!scan.at_end()) return false;
    found.parameters = ParameterViews(parameters);
    return true;
}

// Where it is not what was looked for, nothing was found.
template <typename Found>
bool found_whole(bool whole, Found& found) {
    if (!whole) found = {};
    return whole;
}

}  // namespace

bool scan_usual_via(std::string_view value, TopVia& via) {
    return found_whole(scan_via(value, via), via);
}

bool scan_usual_uri(std::string_view text, UriView& uri) {
    Scan scan(text);
    return found_whole(scan_uri(scan, uri) && scan.at_end(), uri);
}

bool scan_usual_address(std::string_view value, NameAddressView& address) {
    return found_whole(scan_address(value, address), address);
}

}  // namespace voiplab::sip
