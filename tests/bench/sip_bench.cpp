#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/sdp.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

using namespace voiplab;

namespace {

std::string const description =
    "v=0\r\no=- 13170138120000000 1 IN IP4 192.168.6.133\r\ns=CounterPath X-Lite 5.2.0\r\n"
    "c=IN IP4 192.168.6.133\r\nt=0 0\r\nm=audio 61234 RTP/AVP 0 8 3 101\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
    "a=sendrecv\r\n";

// 15 header fields, credentials among them, as a phone sends it after its challenge.
std::string invite() {
    return "INVITE sip:2010@192.168.6.1 SIP/2.0\r\n"
           "Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK-524287-1---1d5df5a4b8f47cb3;rport\r\n"
           "Max-Forwards: 70\r\n"
           "Contact: <sip:2000@192.168.6.133:5060;rinstance=4f0d3f2e0c4a1b7d>\r\n"
           "To: <sip:2010@192.168.6.1>\r\n"
           "From: \"2000\"<sip:2000@192.168.6.1>;tag=b1d8de37\r\n"
           "Call-ID: 85093YjEzMzFiZTg5Y2JlYzA5MTk1NmM4ZTlmYjdkYjM3OGY\r\n"
           "CSeq: 2 INVITE\r\n"
           "Allow: OPTIONS, SUBSCRIBE, NOTIFY, INVITE, ACK, CANCEL, BYE, REFER, INFO\r\n"
           "Content-Type: application/sdp\r\n"
           "Supported: replaces\r\n"
           "User-Agent: X-Lite release 5.2.0 stamp 91123\r\n"
           "Authorization: Digest username=\"2000\",realm=\"asterisk\",nonce=\"3b1e7d5a\",uri=\"sip:2010@192.168.6.1\","
           "response=\"8fd0fd5a0e3ad2c7b0c7a4a4d1c55cf6\",algorithm=MD5\r\n"
           "Content-Length: " +
           std::to_string(description.size()) + "\r\n\r\n" + description;
}

std::string ok() {
    return "SIP/2.0 200 OK\r\n"
           "Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK-524287-1---1d5df5a4b8f47cb3;received=192.168.6.133;"
           "rport=5060\r\n"
           "From: \"2000\"<sip:2000@192.168.6.1>;tag=b1d8de37\r\n"
           "To: <sip:2010@192.168.6.1>;tag=as5a3c7b9e\r\n"
           "Call-ID: 85093YjEzMzFiZTg5Y2JlYzA5MTk1NmM4ZTlmYjdkYjM3OGY\r\n"
           "CSeq: 2 INVITE\r\n"
           "Server: Asterisk PBX 13.18.3\r\n"
           "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE\r\n"
           "Supported: replaces, timer\r\n"
           "Contact: <sip:2010@192.168.6.1:5060>\r\n"
           "Content-Type: application/sdp\r\n"
           "Content-Length: " +
           std::to_string(description.size()) + "\r\n\r\n" + description;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void parse_invite(benchmark::State& state) {
    auto const text = invite();
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::parse_message(text));
    count_bytes(state, text.size());
}
BENCHMARK(parse_invite);

void parse_ok(benchmark::State& state) {
    auto const text = ok();
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::parse_message(text));
    count_bytes(state, text.size());
}
BENCHMARK(parse_ok);

void copy_message(benchmark::State& state) {
    auto const message = sip::parse_message(invite()).value();
    for (auto _ : state) {
        auto copy = message;
        benchmark::DoNotOptimize(copy);
    }
}
BENCHMARK(copy_message);

// What an endpoint does: the size is asked for first, then the bytes go into the datagram's own buffer.
void write_message(benchmark::State& state) {
    auto const message = sip::parse_message(invite()).value();
    std::vector<char> buffer(65536);
    for (auto _ : state) {
        benchmark::DoNotOptimize(message.size());
        benchmark::DoNotOptimize(message.write(buffer.data()));
    }
    count_bytes(state, message.size());
}
BENCHMARK(write_message);

// The same of a message whose fields stand anywhere in its text.
void write_message_that_was_changed(benchmark::State& state) {
    auto message = sip::parse_message(invite()).value();
    for (auto const name :
         {sip::HeaderName::via, sip::HeaderName::contact, sip::HeaderName::from, sip::HeaderName::cseq})
        message.set(name, std::string(*message.header(name)) + ' ');
    std::vector<char> buffer(65536);
    for (auto _ : state) {
        benchmark::DoNotOptimize(message.size());
        benchmark::DoNotOptimize(message.write(buffer.data()));
    }
    count_bytes(state, message.size());
}
BENCHMARK(write_message_that_was_changed);

void make_response(benchmark::State& state) {
    auto const request = sip::parse_message(invite()).value();
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::make_response(request, 180, "as5a3c7b9e"));
}
BENCHMARK(make_response);

// Where a response goes, which every one is asked that is sent.
void answer_destination(benchmark::State& state) {
    auto const request = sip::parse_message(invite()).value();
    auto const response = sip::make_response(request, 180, "as5a3c7b9e");
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::response_destination(response));
}
BENCHMARK(answer_destination);

void read_address(benchmark::State& state) {
    std::string const value = "\"2000\"<sip:2000@192.168.6.1>;tag=b1d8de37";
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::view_name_address(value));
    count_bytes(state, value.size());
}
BENCHMARK(read_address);

void digest_response(benchmark::State& state) {
    sip::DigestInput input;
    input.username = "2000";
    input.realm = "asterisk";
    input.password = "12";
    input.method = "INVITE";
    input.uri = "sip:2010@192.168.6.1";
    input.nonce = "3b1e7d5a";
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::digest_response(input));
}
BENCHMARK(digest_response);

void parse_credentials(benchmark::State& state) {
    auto const message = sip::parse_message(invite()).value();
    auto const value = *message.header("Authorization");
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::parse_credentials(value));
}
BENCHMARK(parse_credentials);

void parse_sdp(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::parse_sdp(description));
    count_bytes(state, description.size());
}
BENCHMARK(parse_sdp);

void write_sdp(benchmark::State& state) {
    auto const parsed = sip::parse_sdp(description).value();
    for (auto _ : state)
        benchmark::DoNotOptimize(sip::to_string(parsed));
}
BENCHMARK(write_sdp);

// A request of each transaction's life: it arrives, is answered, and is forgotten when its timer has run out, among
// `range` others that are still remembered.
void transaction_round_trip(benchmark::State& state) {
    auto request = sip::parse_message(invite()).value();
    request.set_start(sip::RequestLine{"OPTIONS", "sip:2010@192.168.6.1"});
    request.set("CSeq", "2 OPTIONS");
    sip::TransactionLayer layer;
    sip::TransactionEffects effects;
    auto const interval = sip::TransactionTimers{}.patience() / state.range(0);
    sim::Time now{};
    std::uint64_t number = 0;
    auto const once = [&] {
        now += interval;
        layer.advance(now, effects);
        request.set("Via", "SIP/2.0/UDP 192.168.6.133;branch=z9hG4bK" + std::to_string(10'000'000 + number++));
        layer.receive(request, {"192.168.6.133", 5060}, now, effects);
        auto const id = layer.server_transaction_of(request, now);
        layer.respond(*id, sip::make_response(request, 200, "as1"), now, effects);
        effects.transmissions.clear();
        effects.events.clear();
    };
    for (std::int64_t i = 0; i < state.range(0); ++i)
        once();
    for (auto _ : state)
        once();
}
BENCHMARK(transaction_round_trip)->Arg(100)->Arg(10'000);

}  // namespace
