#include "voiplab/models/sip/registrar.hpp"

#include "tests/catch.hpp"

using namespace voiplab::sip;
using namespace std::chrono_literals;
using voiplab::sim::Time;

namespace {

TransportAddress const phone{"192.168.6.136", 52148};
Time const start{100s};

// A REGISTER with these Contact values (each a field of its own) and the value of Expires, empty for none.
Message register_request(std::vector<std::string_view> const& contacts, std::string_view expires,
                         std::uint32_t sequence = 1, std::string_view call_id = "one") {
    Message message(RequestLine{"REGISTER", "sip:192.168.6.133"});
    message.add("To", "<sip:2010@192.168.6.133>");
    message.add("Call-ID", call_id);
    message.add("CSeq", std::to_string(sequence) + " REGISTER");
    for (auto const contact : contacts) {
        message.add("Contact", contact);
    }
    if (!expires.empty()) message.add("Expires", expires);
    return message;
}

RegistrarLimits roomy() {
    RegistrarLimits limits;
    limits.bindings = 3;
    return limits;
}

std::vector<std::string> contacts_of(std::vector<Binding> const& bindings) {
    std::vector<std::string> contacts;
    for (auto const& binding : bindings)
        contacts.push_back(binding.contact);
    return contacts;
}

using Contacts = std::vector<std::string>;

// A registrar at which 2010 has registered a and b under Call-ID "one" with CSeq 5.
Registrar with_two() {
    Registrar registrar(roomy());
    registrar.process("2010", register_request({"<sip:a@h1>", "<sip:b@h2>"}, "600", 5), phone, start);
    return registrar;
}

}  // namespace

TEST_CASE("a REGISTER binds its Contact as spelled, with its source, until it expires") {
    Registrar registrar;
    auto const contact = "\"2010\" <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>";
    auto const outcome = registrar.process("2010", register_request({contact}, "3600", 7), phone, start);
    CHECK(outcome.status == 200);
    REQUIRE(outcome.bindings.size() == 1);
    auto const& binding = outcome.bindings.front();
    CHECK(binding.contact == "sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616");
    CHECK(binding.source == phone);
    CHECK(binding.expires == start + 3600s);
    CHECK(binding.call_id == "one");
    CHECK(binding.sequence == 7);
    CHECK(registrar.lookup("2010", start + 3599s).size() == 1);
    CHECK(registrar.lookup("2010", start + 3600s).empty());
    CHECK(registrar.lookup("2020", start).empty());
}

TEST_CASE("the lifetime of a binding is what RFC 3261 section 10.3 step 7 says, within the limits") {
    struct Row {
        std::string_view contact;
        std::string_view expires;
        int status;
        voiplab::sim::Duration lifetime;
    };
    std::vector<Row> const rows{
        {"<sip:a@h>;expires=300", "600", 200, 300s},  // the parameter goes before the header field
        {"<sip:a@h>", "600", 200, 600s},
        {"<sip:a@h>", "", 200, 120s},
        {"<sip:a@h>", "7200", 200, 3600s},
        {"<sip:a@h>", "99999999999999999999", 200, 3600s},
        {"<sip:a@h>", "soon", 200, 3600s},  // section 10.2.1.1: malformed counts as 3600
        {"<sip:a@h>;expires=soon", "600", 200, 3600s},
        {"<sip:a@h;expires=300>", "600", 200, 600s},  // the URI's, not the field's
        {"sip:a@h;expires=300", "600", 200, 300s},    // without brackets it is the field's
        {"<sip:a@h>", "60", 200, 60s},
        {"<sip:a@h>", "59", 423, 0s},
        {"<sip:a@h>;expires=1", "", 423, 0s},
    };
    for (auto const& row : rows) {
        CAPTURE(row.contact, row.expires);
        Registrar registrar;
        auto const outcome = registrar.process("a", register_request({row.contact}, row.expires), phone, start);
        CHECK(outcome.status == row.status);
        REQUIRE(outcome.bindings.size() == (row.status == 200 ? 1 : 0));
        if (row.status == 200) CHECK(outcome.bindings.front().expires == start + row.lifetime);
    }
}

TEST_CASE("an hour is never too brief") {
    // RFC 3261 section 10.3 step 7: 423 only below one hour.
    RegistrarLimits limits;
    limits.minimum = 2h;
    limits.maximum = 24h;
    Registrar registrar(limits);
    CHECK(registrar.process("a", register_request({"<sip:a@h>"}, "3599"), phone, start).status == 423);
    CHECK(registrar.process("a", register_request({"<sip:a@h>"}, "3600"), phone, start).status == 200);
}

TEST_CASE("a REGISTER without Contact asks for the bindings and changes none") {
    auto registrar = with_two();
    auto const outcome = registrar.process("2010", register_request({}, "", 1, "other"), phone, start + 1s);
    CHECK(outcome.status == 200);
    CHECK(contacts_of(outcome.bindings) == Contacts{"sip:a@h1", "sip:b@h2"});
    CHECK(outcome.bindings.front().expires == start + 600s);
}

TEST_CASE("a Contact that equals a binding by the rules of URIs renews it") {
    // RFC 3261 section 10.3 step 7 and section 19.1.4 (host without case).
    auto registrar = with_two();
    TransportAddress const moved{"192.168.6.136", 40000};
    auto const outcome = registrar.process("2010", register_request({"<sip:a@H1>"}, "300", 6), moved, start + 10s);
    REQUIRE(contacts_of(outcome.bindings) == Contacts{"sip:b@h2", "sip:a@H1"});
    CHECK(outcome.bindings.back().expires == start + 310s);
    CHECK(outcome.bindings.back().source == moved);
    CHECK(outcome.bindings.back().sequence == 6);
}

TEST_CASE("within one Call-ID only a higher CSeq changes a binding, and another Call-ID always does") {
    // RFC 3261 section 10.3 step 7.
    struct Row {
        std::string_view call_id;
        std::uint32_t sequence;
        int status;
    };
    for (auto const& row : std::vector<Row>{{"one", 4, 500}, {"one", 5, 500}, {"one", 6, 200}, {"two", 1, 200}}) {
        CAPTURE(row.call_id, row.sequence);
        auto registrar = with_two();
        auto const again = register_request({"<sip:a@h1>"}, "300", row.sequence, row.call_id);
        CHECK(registrar.process("2010", again, phone, start).status == row.status);
        auto const gone = register_request({"<sip:b@h2>;expires=0"}, "", row.sequence, row.call_id);
        auto const outcome = registrar.process("2010", gone, phone, start);
        CHECK(outcome.status == row.status);
        CHECK(outcome.bindings.size() == (row.status == 200 ? 1 : 2));
    }
}

TEST_CASE("an expires of zero removes that binding alone") {
    auto registrar = with_two();
    auto const outcome =
        registrar.process("2010", register_request({"<sip:a@h1>;expires=0"}, "600", 6), phone, start + 1s);
    CHECK(outcome.status == 200);
    CHECK(contacts_of(outcome.bindings) == Contacts{"sip:b@h2"});
    auto const unknown = registrar.process("2010", register_request({"<sip:c@h3>"}, "0", 7), phone, start + 1s);
    CHECK(unknown.status == 200);
    CHECK(contacts_of(unknown.bindings) == Contacts{"sip:b@h2"});
}

TEST_CASE("a star removes every binding, and only alone and with an Expires of zero") {
    // RFC 3261 section 10.3 step 6.
    struct Row {
        std::vector<std::string_view> contacts;
        std::string_view expires;
        std::uint32_t sequence;
        int status;
    };
    std::vector<Row> const rows{{{"*"}, "0", 6, 200},  {{"*"}, "", 6, 400},
                                {{"*"}, "60", 6, 400}, {{"*", "<sip:a@h1>"}, "0", 6, 400},
                                {{"*"}, "0", 5, 500},  {{"<sip:a@h1>, *"}, "0", 6, 400}};
    for (auto const& row : rows) {
        CAPTURE(row.contacts.size(), row.expires, row.sequence);
        auto registrar = with_two();
        auto const request = register_request(row.contacts, row.expires, row.sequence);
        auto const outcome = registrar.process("2010", request, phone, start);
        CHECK(outcome.status == row.status);
        CHECK(outcome.bindings.size() == (row.status == 200 ? 0 : 2));
        CHECK(registrar.lookup("2010", start).size() == (row.status == 200 ? 0 : 2));
    }
}

TEST_CASE("a request of which one Contact fails changes nothing") {
    // RFC 3261 section 10.3: the changes are atomic.
    for (auto const* const bad : {"<sip:", "<sip:c@h3>;expires=1"}) {
        CAPTURE(bad);
        auto registrar = with_two();
        auto const request = register_request({"<sip:a@h1>;expires=0", bad}, "600", 6);
        auto const outcome = registrar.process("2010", request, phone, start);
        CHECK(outcome.status != 200);
        CHECK(contacts_of(outcome.bindings) == Contacts{"sip:a@h1", "sip:b@h2"});
        CHECK(contacts_of(registrar.lookup("2010", start)) == Contacts{"sip:a@h1", "sip:b@h2"});
    }
}

TEST_CASE("beyond the limit a new binding takes the place of the one longest not renewed") {
    RegistrarLimits limits;
    limits.bindings = 2;
    Registrar registrar(limits);
    std::uint32_t sequence = 0;
    for (auto const* const contact : {"<sip:a@h>", "<sip:b@h>", "<sip:a@h>", "<sip:c@h>"}) {
        registrar.process("x", register_request({contact}, "600", ++sequence), phone, start);
    }
    CHECK(contacts_of(registrar.lookup("x", start)) == Contacts{"sip:a@h", "sip:c@h"});
}

TEST_CASE("an expired binding is forgotten, its CSeq too") {
    auto registrar = with_two();
    auto const request = register_request({"<sip:a@h1>"}, "600", 1);
    auto const outcome = registrar.process("2010", request, phone, start + 600s);
    CHECK(outcome.status == 200);
    CHECK(contacts_of(outcome.bindings) == Contacts{"sip:a@h1"});
}

TEST_CASE("addresses of record are kept apart") {
    auto registrar = with_two();
    registrar.process("2020", register_request({"<sip:a@h1>"}, "600", 1), phone, start);
    CHECK(registrar.lookup("2020", start).size() == 1);
    CHECK(registrar.lookup("2010", start).size() == 2);
}
