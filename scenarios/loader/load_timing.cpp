#include "load_timing.hpp"

#include "read_values.hpp"

#include <array>

namespace voiplab::scenarios {
namespace {

using agents::PhoneTiming, agents::ProxyTiming, agents::ServerTiming;

void read_report_interval(YamlValue const& value, std::optional<sim::Duration>& into) {
    read_interval(value, into);
}

constexpr auto phone_timing_fields = std::to_array<Field<PhoneTiming>>({
    field<&PhoneTiming::challenge>("challenge"),
    field<&PhoneTiming::failure>("failure"),
    field<&PhoneTiming::provisional>("provisional"),
    field<&PhoneTiming::answer>("answer"),
    field<&PhoneTiming::invite>("invite"),
    field<&PhoneTiming::request>("request"),
    field<&PhoneTiming::resend>("resend"),
    field<&PhoneTiming::trying>("trying"),
    field<&PhoneTiming::ringing>("ringing"),
    field<&PhoneTiming::reinvite_answer>("reinvite_answer"),
    field<&PhoneTiming::media_start>("media_start"),
    field<&PhoneTiming::media_move>("media_move"),
    field<&PhoneTiming::second_packet>("second_packet"),
    field<&PhoneTiming::first_report>("first_report"),
    field_by<&PhoneTiming::report_interval, read_report_interval>("report_interval"),
    field<&PhoneTiming::repeat_invite>("repeat_invite"),
});

constexpr auto server_timing_fields = std::to_array<Field<ServerTiming>>({
    field<&ServerTiming::challenge>("challenge"),
    field<&ServerTiming::invite>("invite"),
    field<&ServerTiming::repeated>("repeated"),
    field<&ServerTiming::provisional>("provisional"),
    field<&ServerTiming::answer>("answer"),
    field<&ServerTiming::failure>("failure"),
    field<&ServerTiming::request>("request"),
    field<&ServerTiming::ack>("ack"),
    field<&ServerTiming::dial>("dial"),
    field<&ServerTiming::connect>("connect"),
    field<&ServerTiming::bridge>("bridge"),
    field<&ServerTiming::unbridge>("unbridge"),
    field<&ServerTiming::hangup>("hangup"),
    field<&ServerTiming::give_up>("give_up"),
    field<&ServerTiming::busy>("busy"),
    field<&ServerTiming::rtp_relay>("rtp_relay"),
});

constexpr auto proxy_fields = std::to_array<Field<ProxyTiming>>({
    field<&ProxyTiming::request>("request"),
    field<&ProxyTiming::response>("response"),
});

}  // namespace

void read(YamlValue const& value, PhoneTiming& into) {
    read_fields<PhoneTiming>(value, phone_timing_fields, into);
}
void read(YamlValue const& value, ServerTiming& into) {
    read_fields<ServerTiming>(value, server_timing_fields, into);
}
void read(YamlValue const& value, ProxyTiming& into) {
    read_fields<ProxyTiming>(value, proxy_fields, into);
}

std::vector<KeyList> timing_keys() {
    return {key_list<PhoneTiming>("phone_timing", phone_timing_fields),
            key_list<ServerTiming>("server_timing", server_timing_fields),
            key_list<ProxyTiming>("proxy_timing", proxy_fields)};
}

}  // namespace voiplab::scenarios
