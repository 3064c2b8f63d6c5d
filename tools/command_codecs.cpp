#include "tools/commands.hpp"
#include "voiplab/models/media/codec_table.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

double in_ms(sim::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

std::string row(media::CodecInfo const& codec) {
    auto const type = codec.payload_type ? fmt::format("{}", *codec.payload_type) : std::string("dyn");
    auto const octets = fmt::format("{}{}", codec.frame_octets == 0 ? "~" : "", codec.octets_in(codec.packet_time));
    return fmt::format(
        "{:<9} {:<8} {:>4} {:>6} {:>7} {:>6g} {:>7g} {:>7} {:>7.4g} {:>8.1f} {:>3g} {:>5g}{} {}\n", codec.name,
        codec.encoding, type, codec.clock_rate, codec.sample_rate, in_ms(codec.frame), in_ms(codec.packet_time), octets,
        codec.bit_rate / 1000.0, codec.ethernet_bit_rate(codec.packet_time) / 1000, codec.ie, codec.bpl,
        codec.provisional ? "*" : " ", codec.payload == media::CodecInfo::Payload::real ? "encoded" : "size and time");
}

}  // namespace

ExitStatus command_codecs(Console const& console) {
    console.out << fmt::format("{:<9} {:<8} {:>4} {:>6} {:>7} {:>6} {:>7} {:>7} {:>7} {:>8} {:>3} {:>5}  {}\n", "codec",
                               "rtpmap", "type", "clock", "sampled", "frame", "packet", "payload", "payload",
                               "Ethernet", "Ie", "Bpl", "payload")
                << fmt::format("{:<9} {:<8} {:>4} {:>6} {:>7} {:>6} {:>7} {:>7} {:>7} {:>8} {:>3} {:>5}  {}\n", "", "",
                               "", "Hz", "Hz", "ms", "ms", "octets", "kbit/s", "kbit/s", "", "", "");
    for (auto const& codec : media::codec_table())
        console.out << row(codec);
    console.out
        << "\nEthernet: one way, with IP, UDP, RTP and 18 octets of Ethernet. Ie and Bpl: ITU-T G.113, G.107.1's for\n"
           "g722, opus and l16 at 16 kHz or more; * is an estimate. \"Size and time\": packets of the right size at "
           "the\n"
           "right times, with a mark in place of speech. With every codec: telephone-event (RFC 4733), CN (RFC "
           "3389).\n";
    return ExitStatus::done;
}

}  // namespace voiplab::tools
