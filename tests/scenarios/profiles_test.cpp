#include "scenarios/loader/load_profile.hpp"
#include "scenarios/loader/profile_fields.hpp"
#include "tests/catch.hpp"
#include "written_scenario.hpp"

#include <algorithm>

#include <fmt/format.h>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;
using agents::MessageKind;

namespace {

agents::Profile bundled(std::string_view name) {
    Session session;
    auto profile = bundled_profile(name, session);
    for (auto const& mistake : session.mistakes.in_file_order()) {
        UNSCOPED_INFO(to_string(mistake));
    }
    CHECK(session.mistakes.empty());
    return profile;
}

std::string layout(agents::Profile const& profile, MessageKind kind) {
    std::vector<std::string_view> names;
    for (auto const& field : profile.layouts[static_cast<std::size_t>(kind)])
        names.push_back(field.name);
    return fmt::format("{}", fmt::join(names, " "));
}

// The first phone's profile, out of a file of its own.
LoadResult load_with_profile(std::string_view folder, std::string_view yaml) {
    write_file(folder, "sip.conf", "[2000]\ntype=friend\n");
    write_file(folder, "extensions.conf", "[default]\nexten => 1,1,Hangup()\n");
    write_file(folder, "own.yaml", yaml);
    return load_scenario(write_file(folder, "scenario.yaml", two_phones), {{"phones[0].profile", "own.yaml"}});
}

}  // namespace

TEST_CASE("Every bundled profile is free of mistakes and lays every message out") {
    auto const names = bundled_profile_names();
    CHECK(names == std::vector<std::string_view>{"generic", "x-lite", "asterisk"});
    for (auto const name : names) {
        auto const profile = bundled(name);
        CHECK(profile.name == name);
        for (std::size_t kind = 0; kind < agents::message_kind_count; ++kind) {
            auto const& fields = profile.layouts[kind];
            INFO(name << ": " << agents::message_kind_names[kind]);
            REQUIRE_FALSE(fields.empty());
            CHECK(fields.front() == "Via");
            CHECK(fields.back() == "Content-Length");
            // RFC 3261 section 8.1.1 and 8.2.6.2: what every request and response has.
            for (auto const* const due : {"From", "To", "Call-ID", "CSeq"}) {
                CHECK(std::count(fields.begin(), fields.end(), std::string_view(due)) == 1);
            }
        }
    }
}

// The orders are those of traces of X-Lite 4.9 to 5.7; with them the lengths of the lab's packets come out.
TEST_CASE("X-Lite's messages have reSIProcate's order") {
    auto const profile = bundled("x-lite");
    CHECK(
        layout(profile, MessageKind::invite) ==
        "Via Max-Forwards Contact To From Call-ID CSeq Allow Content-Type Authorization Proxy-Authorization Supported "
        "User-Agent Content-Length");
    CHECK(layout(profile, MessageKind::ack_failure) == "Via Max-Forwards To From Call-ID CSeq Content-Length");
    CHECK(layout(profile, MessageKind::ack_success) ==
          "Via Max-Forwards Contact To From Call-ID CSeq User-Agent Content-Length");
    CHECK(layout(profile, MessageKind::trying) == "Via To From Call-ID CSeq Content-Length");
    CHECK(layout(profile, MessageKind::provisional) ==
          "Via Contact To From Call-ID CSeq User-Agent Allow-Events Content-Length");
    CHECK(layout(profile, MessageKind::invite_success) ==
          "Via Contact To From Call-ID CSeq Allow Content-Type Supported User-Agent Content-Length");
    CHECK(layout(profile, MessageKind::success) == "Via Contact To From Call-ID CSeq User-Agent Content-Length");
    CHECK(layout(profile, MessageKind::failure) == "Via To From Call-ID CSeq User-Agent Content-Length");
    CHECK(profile.via_received == agents::ViaReceived::rport_only);
    CHECK(profile.directive_separator == ",");
    CHECK_FALSE(profile.display_name_space);
    CHECK(profile.provisional_contact_display_name);
    // Length in the lab's packets: "User-Agent: " and 32 characters.
    CHECK(profile.product.size() == 32);
    CHECK(profile.sdp.session_name == profile.product);
}

TEST_CASE("X-Lite offers what the lab's first INVITE offers") {
    auto const sdp = bundled("x-lite").sdp;
    std::string formats;
    for (auto const& format : sdp.formats) {
        formats += fmt::format("{} {}/{}/{} {}; ", format.payload_type, format.encoding, format.clock_rate,
                               format.channels, format.fmtp);
    }
    CHECK(formats ==
          "9 G722/8000/1 ; 8 PCMA/8000/1 ; 120 opus/48000/2 useinbandfec=1; usedtx=1; maxaveragebitrate=64000; "
          "0 PCMU/8000/1 ; 84 speex/16000/1 ; 101 telephone-event/8000/1 0-15; ");
    CHECK_FALSE(sdp.rtpmap_for_static);
    CHECK(sdp.offer_version == 1);
    CHECK(sdp.answer_version == 3);
}

// The orders are chan_sip's, as traces of Asterisk 13 show it; with them the lengths of the lab's packets come out.
TEST_CASE("Asterisk's messages have chan_sip's order") {
    auto const profile = bundled("asterisk");
    CHECK(layout(profile, MessageKind::provisional) ==
          "Via From To Call-ID CSeq Server Allow Supported Contact Content-Type Content-Length");
    CHECK(layout(profile, MessageKind::register_success) ==
          "Via From To Call-ID CSeq Server Allow Supported Expires Contact Date Content-Length");
    CHECK(layout(profile, MessageKind::cancel) == "Via Max-Forwards From To Call-ID CSeq User-Agent Content-Length");
    CHECK(layout(profile, MessageKind::bye) ==
          "Via Max-Forwards From To Call-ID CSeq User-Agent Proxy-Authorization X-Asterisk-HangupCause "
          "X-Asterisk-HangupCauseCode Content-Length");
    // Row 46 of the lab's second capture has 507 bytes: with Contact, without it 467.
    CHECK(layout(profile, MessageKind::ack_failure) ==
          "Via Max-Forwards From To Contact Call-ID CSeq User-Agent Content-Length");
    CHECK(profile.product.size() == 34);
    CHECK(profile.first_cseq == 102);
    CHECK(profile.via_received == agents::ViaReceived::received_first);
    REQUIRE(profile.sdp.attributes.size() == 1);
    CHECK(profile.sdp.attributes[0] == sip::SdpAttribute{"maxptime", "150"});
}

TEST_CASE("A profile may change a few things of another") {
    auto const result = load_with_profile("changed", R"(based_on: x-lite
product: X-Lite release 5.7.1 stamp 99140
layouts:
  "100": [Via, From, To, Call-ID, CSeq, Content-Length]
identifiers: {tag: "{hex:10}"}
keep_alive: no
phone_timing: {trying: 90ms}
)");
    for (auto const& mistake : printed(result)) {
        UNSCOPED_INFO(mistake);
    }
    REQUIRE(result.scenario);
    auto const& profile = *result.scenario->phones[0].profile;
    CHECK(profile.name == "own");
    CHECK(profile.product == "X-Lite release 5.7.1 stamp 99140");
    CHECK(layout(profile, MessageKind::trying) == "Via From To Call-ID CSeq Content-Length");
    CHECK(layout(profile, MessageKind::failure) == "Via To From Call-ID CSeq User-Agent Content-Length");
    CHECK(profile.identifiers.tag == "{hex:10}");
    CHECK(profile.identifiers.branch == "z9hG4bK-524287-1---{hex:16}");
    CHECK_FALSE(profile.keep_alive);
    CHECK(profile.phone_timing.trying.times() == std::vector<sim::Duration>{90ms});
    CHECK(result.scenario->phones[1].profile->name == "generic");
}

TEST_CASE("A profile that names no base is based on the generic one") {
    auto const result = load_with_profile("baseless", "product: Own phone 1.0\n");
    REQUIRE(result.scenario);
    CHECK(layout(*result.scenario->phones[0].profile, MessageKind::invite) ==
          layout(bundled("generic"), MessageKind::invite));
}

TEST_CASE("Mistakes in a profile name the profile's file, line and column") {
    struct Row {
        char const* yaml;
        char const* mistake;
    };
    auto const row = GENERATE(values<Row>({
        {"prodct: X\n",
         "own.yaml:1:1: prodct: unknown key; did you mean product? The keys here are based_on, name, product, layouts, "
         "values, identifiers, sdp, via_received, display_name_space, provisional_contact_display_name, first_cseq, "
         "first_callee_cseq, credentials, challenge, directive_separator, keep_alive, phone_timing, server_timing"},
        {"layouts:\n  INVIT: [Via]\n",
         "own.yaml:2:3: layouts.INVIT: unknown key; did you mean INVITE? The keys here are INVITE, re-INVITE, ACK 2xx, "
         "ACK failure, CANCEL, BYE, REGISTER, other request, 100, 1xx, 2xx INVITE, 2xx REGISTER, 2xx, 401, failure"},
        {"layouts:\n  BYE: [Via, Max Forwards]\n",
         "own.yaml:2:14: layouts.BYE[1]: \"Max Forwards\" is not a token (RFC 3261 section 25.1)"},
        {"identifiers: {tag: \"{hexa:8}\"}\n",
         "own.yaml:1:20: identifiers.tag: {hexa:8} is not known here; expected {hex:N}, {decimal:N}, {base64:N}, "
         "{random31}, {filetime}, {address} or {port}, N from 1 to 64 (18 for decimal)"},
        {"via_received: rport\n",
         "own.yaml:1:15: via_received: rport is not one of rfc3581, rport_only, received_first"},
        {"sdp: {formats: [{payload_type: 0}]}\n",
         "own.yaml:1:17: sdp.formats[0].encoding: missing; this key is required"},
        {"first_cseq: 2147483648\n",
         "own.yaml:1:13: first_cseq: 2147483648 is out of range; expected a number from 0 to 2147483647"},
        {"based_on: own.yaml\n", "own.yaml:1:11: based_on: this profile is based on itself"},
        {"based_on: xlite\n",
         "own.yaml:1:11: based_on: no profile is named xlite; expected one of generic, x-lite, asterisk, or a file "
         "that "
         "ends in .yaml; did you mean x-lite?"},
        {"product: [\n", "own.yaml:2:1: not YAML: a list begins with [ and does not end with ]"},
    }));
    auto const result = load_with_profile(fmt::format("wrong{}", std::hash<std::string_view>{}(row.yaml)), row.yaml);
    INFO(row.yaml);
    CHECK(printed(result) == std::vector<std::string>{row.mistake});
}

TEST_CASE("A profile's keys are those of the struct, in its order") {
    auto const lists = profile_field_keys();
    REQUIRE(lists.size() == 5);
    CHECK(lists[0].keys.front() == "based_on");
    CHECK(lists[1].keys.size() == agents::message_kind_count);
}
