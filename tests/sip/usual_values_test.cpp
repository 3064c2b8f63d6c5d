#include "models/sip/usual_values.hpp"

#include "tests/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace voiplab::sip;

namespace {

// Characters at which the grammars change state, letters, digits and what begins a word of theirs.
constexpr std::string_view alphabet = " \t\"\\<>;,:=?@%/[]*.-ab19+&$!\x80";

// SplitMix64: the same changes on every platform.
std::size_t below(std::uint64_t& state, std::size_t bound) {
    state += 0x9e3779b97f4a7c15ULL;
    auto z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<std::size_t>((z ^ (z >> 31U)) % bound);
}

// Each of the values, and many times with a character or two changed, put in or taken out.
template <typename Check>
void for_each_near(std::vector<std::string> const& values, Check check) {
    std::uint64_t state = 1;
    for (auto const& value : values) {
        check(value);
        for (int round = 0; round < 4000; ++round) {
            auto changed = value;
            for (auto count = 1 + below(state, 2); count > 0 && !changed.empty(); --count) {
                auto const at = below(state, changed.size());
                auto const c = alphabet[below(state, alphabet.size())];
                switch (below(state, 3)) {
                    case 0:
                        changed[at] = c;
                        break;
                    case 1:
                        changed.insert(at, 1, c);
                        break;
                    default:
                        changed.erase(at, 1);
                }
            }
            check(changed);
        }
    }
}

std::vector<std::pair<std::string_view, std::optional<std::string_view>>> listed(ParameterViews const& parameters) {
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> list;
    for (auto const& parameter : parameters)
        list.emplace_back(parameter.name, parameter.value);
    return list;
}

void check_same(UriView const& one, UriView const& other) {
    CHECK(one.user == other.user);
    CHECK(one.password == other.password);
    CHECK(one.host == other.host);
    CHECK(one.port == other.port);
    CHECK(one.headers == other.headers);
    CHECK(listed(one.parameters) == listed(other.parameters));
}

}  // namespace

TEST_CASE("a Via that is read in one go is one that the grammar accepts, and the same is read of it") {
    std::size_t usual = 0;
    for_each_near({"SIP/2.0/UDP 10.1.0.7;branch=z9hG4bK0123456789abcdef;rport",
                   "SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK-524287-1---1d5df5a4b8f47cb3;rport",
                   "SIP/2.0/UDP proxy.example.com:5070;rport=1024;received=192.0.2.1;branch=z9hG4bK1",
                   "SIP/2.0/UDP a.b;branch=1;received=1.1.1.1;rport=9"},
                  [&](std::string const& value) {
                      TopVia via;
                      if (!scan_usual_via(value, via)) return;
                      ++usual;
                      CAPTURE(value);
                      auto const view = view_via(value);
                      REQUIRE(view);
                      CHECK(via.value == value);
                      CHECK(via.host == view->host);
                      CHECK(via.port == view->port.value_or(5060));
                      CHECK(via.branch == view->branch);
                      CHECK(via.received == view->parameters.value_of("received"));
                      auto const rport = view->parameters.find("rport");
                      CHECK(via.asks_rport == (rport && !rport->value));
                      CHECK(via.rport == (rport && rport->value ? std::stoi(std::string(*rport->value)) : 0));
                  });
    CHECK(usual > 1000);
}

// A scheme in capitals is left to the grammar, and means the same.
TEST_CASE("a URI that is read in one go is one that the grammar accepts, and the same is read of it") {
    std::size_t usual = 0;
    for_each_near({"sip:2010@192.168.6.1", "sip:2000@192.168.6.133:5060;rinstance=4f0d3f2e0c4a1b7d", "sip:192.168.6.1",
                   "sip:proxy.example.com;lr", "sip:a+b&c@host.example:1"},
                  [&](std::string const& text) {
                      UriView uri;
                      if (!scan_usual_uri(text, uri)) return;
                      ++usual;
                      CAPTURE(text);
                      CHECK(uri.scheme == "sip");
                      auto const other = "SIP" + text.substr(3);
                      auto const view = view_uri(other);
                      REQUIRE(view);
                      check_same(uri, *view);
                  });
    CHECK(usual > 1000);
}

// White space in front is left to the grammar, and means nothing.
TEST_CASE("an address that is read in one go is one that the grammar accepts, and the same is read of it") {
    std::size_t usual = 0;
    for_each_near(
        {"\"2000\"<sip:2000@192.168.6.1>;tag=b1d8de37", "\"Some, one\" <sip:2000@192.168.6.1>;tag=as5a3c7b9e",
         "<sip:2010@192.168.6.1>", "<sip:2000@192.168.6.133:5060;rinstance=4f0d3f2e>", "<sip:proxy.example.com;lr>"},
        [&](std::string const& value) {
            NameAddressView address;
            if (!scan_usual_address(value, address)) return;
            ++usual;
            CAPTURE(value);
            auto const other = " " + value;
            auto const view = view_name_address(other);
            REQUIRE(view);
            CHECK(address.display_name == view->display_name);
            CHECK(address.uri_text == view->uri_text);
            CHECK(address.tag == view->tag);
            CHECK(listed(address.parameters) == listed(view->parameters));
            check_same(address.uri, view->uri);
        });
    CHECK(usual > 1000);
}
