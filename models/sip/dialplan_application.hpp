#pragma once

#include "voiplab/models/sip/dialplan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The arguments of the applications that are modelled (apps/app_dial.c, main/pbx_builtins.c of Asterisk 13).
namespace voiplab::sip::asterisk {

enum class Application : unsigned char {
    answer,
    busy,
    congestion,
    dial,
    go_to,
    go_to_if,
    hangup,
    no_op,
    playback,
    progress,
    read,
    ringing,
    set,
    wait
};

// By its name, without case; nullopt for one that is not modelled.
std::optional<Application> find_application(std::string_view name);
// The arguments between commas; quotes and backslashes keep a comma together and are taken away, parentheses keep it
// too.
std::vector<std::string> split_arguments(std::string_view text);

// One of Dial's "SIP/peer", "SIP/peer/number", "SIP/number@peer".
struct DialDestination {
    std::string technology;
    std::string peer;
    std::string number;
};
std::vector<DialDestination> dial_destinations(std::string_view list);
// Destinations of other technologies than SIP are left out.
DialStep dial_step(std::string_view arguments);

// Read's "variable,file,most,options,attempts,timeout".
ReadStep read_step(std::string_view arguments);

// Where Goto leads: "label", "extension,label" or "context,extension,label"; empty parts stay where the channel is.
struct Location {
    std::string context;
    std::string extension;
    std::string priority;  // a number, "+1", "-1", or a label
};
Location parse_location(std::string_view text);
// GotoIf's "condition?yes:no".
struct Branches {
    std::string_view condition;
    std::string_view yes;
    std::string_view no;
};
Branches parse_branches(std::string_view text);

// "0.25", "250ms", "2m": seconds where no unit stands; nullopt for none, for 0 and for less.
std::optional<sim::Duration> parse_duration(std::string_view text);
// A Q.850 cause by its number or by Asterisk's name for it ("USER_BUSY").
std::optional<int> parse_cause(std::string_view text);

}  // namespace voiplab::sip::asterisk
