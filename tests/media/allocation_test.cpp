// Counts every allocation of this program, so it stands in a program of its own.

#include "tests/catch.hpp"
#include "tests/support/allocations.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/media/rtp_relay.hpp"
#include "voiplab/models/media/rtp_sender.hpp"

#include <array>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

TEST_CASE("Sending, relaying and receiving a packet allocates nothing") {
    AudioClip const clip(std::vector<std::int16_t>(1001, 500));
    EncodedSource source(EncodedClip(clip, G711Law::a));
    RtpSender sender({.ssrc = 1, .payload_type = 8});
    RelayStream relay({.ssrc = 2});
    RtpReceiver receiver;
    std::array<std::uint8_t, 172> packet{};
    std::array<std::uint8_t, 172> relayed{};

    CHECK(test::allocations_of([&] {
              for (int i = 0; i < 1000; ++i) {
                  sim::Time const now(i * 20ms);
                  sender.next(now, packet, source);
                  relay.forward(now, *parse_rtp(packet), relayed);
                  receiver.receive(now, parse_rtp(relayed)->header);
              }
          }) == 0);
    CHECK(receiver.received() == 1000);
}

TEST_CASE("The count sees an allocation") {
    CHECK(test::allocations_of([] { AudioClip const clip(std::vector<std::int16_t>(10)); }) > 0);
}
