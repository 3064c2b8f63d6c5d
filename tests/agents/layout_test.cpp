#include "voiplab/models/agents/layout.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <string>
#include <vector>

using namespace voiplab;
using agents::MessageKind;
using agents::ViaReceived;

namespace {

agents::Profile product() {
    agents::Profile profile;
    profile.product = "Phone 1.0";
    profile.values["Allow"] = "INVITE, ACK";
    for (auto const* const name : {"Via", "To", "FROM", "Allow", "User-Agent", "Content-Type", "Content-Length"})
        profile.layouts[static_cast<std::size_t>(MessageKind::invite)].emplace_back(name);
    return profile;
}

sip::Message invite(std::string const& to = "<sip:b@example.com>") {
    sip::Message message(sip::RequestLine{"INVITE", "sip:b@example.com"}, "v=0\r\n");
    message.add("Via", "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;rport");
    message.add("From", "<sip:a@example.com>;tag=1");
    message.add("To", to);
    message.add("Call-ID", "1");
    message.add("CSeq", "1 INVITE");
    message.add("Contact", "<sip:a@10.0.0.1>");
    message.add("Content-Type", "application/sdp");
    return message;
}

std::vector<std::string> names(sip::Message const& message) {
    std::vector<std::string> all;
    for (auto const field : message.fields()) {
        all.emplace_back(field.name);
    }
    return all;
}

}  // namespace

TEST_CASE("a message is laid out in the product's order and spelling, with the product's own values") {
    auto message = invite();
    agents::lay_out(message, MessageKind::invite, product());
    // Call-ID and CSeq are not in the layout but say what the protocol needs; Contact is not, and may be left out.
    CHECK(names(message) == std::vector<std::string>{"Via", "To", "FROM", "Allow", "User-Agent", "Call-ID", "CSeq",
                                                     "Content-Type", "Content-Length"});
    CHECK(message.header("Allow") == "INVITE, ACK");
    CHECK(message.header("User-Agent") == "Phone 1.0");
    CHECK(message.header("Content-Length") == "5");
}

TEST_CASE("a message's kind follows from its method, its status and its To tag") {
    CHECK(agents::kind_of(invite()) == MessageKind::invite);
    CHECK(agents::kind_of(invite("<sip:b@example.com>;tag=2")) == MessageKind::reinvite);
    struct Row {
        int status;
        MessageKind kind;
    };
    for (auto const& [status, kind] :
         {Row{100, MessageKind::trying}, Row{180, MessageKind::provisional}, Row{200, MessageKind::invite_success},
          Row{401, MessageKind::challenge}, Row{407, MessageKind::challenge}, Row{486, MessageKind::failure},
          Row{302, MessageKind::failure}}) {
        INFO(status);
        CHECK(agents::kind_of(sip::make_response(invite(), status, "2")) == kind);
    }
    for (auto const& [method, kind] :
         std::vector<std::pair<std::string, MessageKind>>{{"BYE", MessageKind::bye},
                                                          {"CANCEL", MessageKind::cancel},
                                                          {"ACK", MessageKind::ack_success},
                                                          {"REGISTER", MessageKind::register_request},
                                                          {"OPTIONS", MessageKind::other_request}}) {
        INFO(method);
        auto message = invite();
        message.set_start(sip::RequestLine{method, "sip:b@example.com"});
        CHECK(agents::kind_of(message) == kind);
    }
}

TEST_CASE("the top Via says where a request came from, in each product's manner") {
    struct Row {
        ViaReceived manner;
        std::string came;
        std::string became;
    };
    // RFC 3581 section 4 for the first three; the lab's anatomy (sections 3 and 4) for X-Lite's and Asterisk's ways.
    std::vector<Row> const rows{
        {ViaReceived::rfc3581, "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;rport",
         "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;rport=5062;received=10.0.0.1"},
        {ViaReceived::rfc3581, "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1",
         "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1"},
        {ViaReceived::rfc3581, "SIP/2.0/UDP phone.example:5062;branch=z9hG4bK1",
         "SIP/2.0/UDP phone.example:5062;branch=z9hG4bK1;received=10.0.0.1"},
        {ViaReceived::rport_only, "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;rport",
         "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;rport=5062"},
        {ViaReceived::rport_only, "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1",
         "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1"},
        {ViaReceived::received_first, "SIP/2.0/UDP 10.0.0.1:5062;rport;branch=z9hG4bK1",
         "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1;received=10.0.0.1;rport=5062"},
    };
    for (auto const& row : rows) {
        INFO(row.came);
        auto message = invite();
        message.set("Via", row.came + ", SIP/2.0/UDP 10.9.9.9;branch=z9hG4bK0");
        agents::mark_received(message, "10.0.0.1", 5062, row.manner);
        CHECK(message.header("Via") == row.became + ", SIP/2.0/UDP 10.9.9.9;branch=z9hG4bK0");
    }
}

TEST_CASE("a display name stands as close to its URI as the product puts it") {
    agents::Profile profile;
    CHECK(agents::name_address("2000", "sip:2000@h", profile) == "\"2000\" <sip:2000@h>");
    profile.display_name_space = false;
    CHECK(agents::name_address("2000", "sip:2000@h", profile) == "\"2000\"<sip:2000@h>");
    CHECK(agents::name_address("", "sip:2000@h", profile) == "<sip:2000@h>");
}
