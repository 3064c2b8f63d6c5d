#include "tests/fuzz/fuzz_target.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/registrar.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <string>

using namespace voiplab::sip;
using voiplab::fuzz::require;
using voiplab::sim::Time;

namespace {

void check_error(ParseError const& error, std::string_view text) {
    require(error.offset <= text.size(), "an error points into the text");
    require(!error.reason.empty(), "an error has a reason");
}

void check_round_trip(Message const& message, char const* what) {
    auto const again = parse_message(to_bytes(message));
    require(again && *again == message, what);
}

// What is read from a value is read again from its written form.
template <typename Parse>
void check_value(std::string_view text, Parse parse, char const* what) {
    auto const value = parse(text);
    if (!value) return check_error(value.error(), text);
    auto const written = to_string(*value);
    auto const again = parse(written);
    require(again && to_string(*again) == written, what);
}

void check_values(Message const& message) {
    for (auto const field : message.fields()) {
        for (auto const part : split_list(field.value)) {
            check_value(part, parse_via, "a Via can be written and read again");
            check_value(part, parse_name_address, "an address can be written and read again");
            check_value(part, parse_uri, "a URI can be written and read again");
        }
        if (auto const challenge = parse_challenge(field.value); !challenge)
            check_error(challenge.error(), field.value);
        if (auto const credentials = parse_credentials(field.value)) {
            verifies(*credentials, message.method(), "12");
        } else {
            check_error(credentials.error(), field.value);
        }
    }
    require(!top_via(message).host.empty(), "the top Via names a host");
    require(parse_name_address(*message.header("From")).has_value(), "From is an address");
    require(parse_name_address(*message.header("To")).has_value(), "To is an address");
    require(parse_cseq(*message.header("CSeq")).has_value(), "CSeq is well-formed");
    require(!message.method().empty(), "a message has a method");
}

// What an element answers to a request that it could read can be read too.
void answer(Message const& request) {
    check_round_trip(make_response(request, 200, "a1"), "a response made of a request can be read");
    if (request.method() == "INVITE") check_round_trip(make_cancel(request), "a CANCEL can be read");
    Registrar registrar;
    registrar.process("key", request, {"192.0.2.1", 5060}, Time{});
    auto dialog = Dialog::of_server(request, "a1");
    dialog.refresh_target(request);
    dialog.accept_sequence(request);
    dialog.request("BYE");
}

// The message comes in twice, is answered, and every timer fires.
void run_transaction(Message const& message) {
    TransactionLayer layer({}, 4);
    TransactionEffects effects;
    TransportAddress const source{"192.0.2.1", 5060};
    layer.receive(message, source, Time{}, effects);
    layer.receive(message, source, Time{}, effects);
    if (message.is_request()) {
        if (auto const transaction = layer.server_transaction_of(message, Time{})) {
            layer.respond(*transaction, make_response(message, 486, "a1"), Time{}, effects);
        }
    }
    int rounds = 0;
    while (auto const next = layer.deadline()) {
        require(++rounds < 1000, "the timers of a transaction end");
        layer.advance(*next, effects);
    }
    require(layer.size() == 0, "a transaction without news ends");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = voiplab::fuzz::text_of(data, size);
    auto const message = parse_message(text);
    if (!message) {
        check_error(message.error(), text);
        return 0;
    }
    check_round_trip(*message, "a message that parsed can be written and read again");
    check_values(*message);
    if (message->is_request()) answer(*message);
    run_transaction(*message);
    return 0;
}
