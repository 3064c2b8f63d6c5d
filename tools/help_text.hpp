#pragma once

// What --help says besides the options themselves.
namespace voiplab::tools::help_text {

inline constexpr auto program =
    "Simulates VoIP labs: a scenario goes in; captures, a ladder diagram and figures come out.";

inline constexpr auto program_footer = R"(Every command has a help of its own, as in `voiplab run --help`.

Exit status:
  0  done
  1  done, but an expectation of a scenario was not met, or an audit found something left
  2  bad input: the command line, a scenario or a file that it names; nothing was run
  3  something could not be written
Where several apply, 2 goes before 3, and 3 before 1.

Example:
  voiplab run scenarios/labs/1-successful-call.yaml)";

inline constexpr auto run = R"(Runs scenarios, writes their captures and shows their calls as a ladder diagram.
All files are checked before any is run; after a mistake nothing is run.)";

inline constexpr auto run_footer =
    R"(A FILE is a scenario in YAML, or a bundled scenario's name as `voiplab list` shows it.

`--ladder auto` draws in Unicode on a terminal with a UTF-8 locale, in ASCII elsewhere. Colours
are for terminals, and not where NO_COLOR is set. A ladder of more than 200 rows is cut in the
middle unless --all is given.

The summary's times, as the caller hears the call:
  set-up time      from the first INVITE to 180
  ringing time     from 180 to 200
  talk time        from 200 to BYE

`--audit` lets the run go on, unrecorded and with nobody beginning anything, and tells what is left
then: transactions, dialogs, timers, RTP ports.

`--stats` writes a line of JSON to standard error for each scenario: the seconds that setting up and
running took, the events, the RTP packets that arrived and the calls that were answered.

Exit status: 0 done, 1 an expectation was not met or an audit found something, 2 bad input, 3
something could not be written. Of several files' statuses, 2 goes before 3, and 3 before 1.

Examples:
  voiplab run scenarios/labs/1-successful-call.yaml
  voiplab run 1-successful-call --set 'network.links[0].delay=50ms' -o slow
  voiplab run mylab.yaml --seed 7 --ladder ascii > handout.txt)";

inline constexpr auto check = "Reports everything that `run` would refuse, without running.";

inline constexpr auto check_footer =
    R"(Each mistake is a line on standard error, with file, line and column. So is what Asterisk would
warn of in its configuration files, with the word `warning`.

Exit status: 0 no mistakes, 2 mistakes.

Example:
  voiplab check scenarios/labs/*.yaml)";

inline constexpr auto topology = "Prints a scenario's network: subnets, routers with their routes, a graph, a path.";

inline constexpr auto topology_footer =
    R"(Without --dot, each subnet with who is in it, and each router's routes while all links are up.

Exit status: 0 done, 2 bad input.

Examples:
  voiplab topology link-failure --path pc-2000 pc-2010
  voiplab topology link-failure --dot | dot -Tsvg -o network.svg)";

inline constexpr auto emodel = "Rates a connection by the E-model: ITU-T G.107, for wideband codecs G.107.1.";

inline constexpr auto emodel_footer =
    R"(R and MOS of a delay and a loss, with every component. `voiplab codecs` lists the codecs with their
Ie and Bpl; `pcmu-plc` is PCMU with packet loss concealment. The delay is that of the echo too, with
G.107's TELR of 65 dB; `--set TELR=200 --set WEPL=200` is perfect echo control. `--set` takes every
parameter of G.107 by its symbol.

Exit status: 0 done, 2 bad input.

Examples:
  voiplab emodel --delay 150ms --loss 2% --codec pcmu-plc
  voiplab emodel --codec g729 --loss 5% --burst-ratio 2 --json)";

inline constexpr auto codecs = "Lists the codecs: payload type, clock, frame, bit rate, bandwidth, Ie and Bpl.";

inline constexpr auto codecs_footer = R"(Example:
  voiplab codecs)";

inline constexpr auto list = "Lists the bundled scenarios, a line each: the name that `run` takes, and the title.";

inline constexpr auto list_footer = R"(Example:
  voiplab list)";

}  // namespace voiplab::tools::help_text
