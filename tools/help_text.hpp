#pragma once

// What --help says besides the options themselves.
namespace voiplab::tools::help_text {

inline constexpr auto program =
    "Simulates VoIP labs: a scenario goes in; captures, a ladder diagram and figures come out.";

inline constexpr auto program_footer = R"(Every command has a help of its own, as in `voiplab run --help`.

Exit status:
  0  done
  1  done, but an expectation of a scenario was not met, an audit found something left, or runs of a
     sweep failed
  2  bad input: the command line, a scenario or a file that it names; nothing was run
  3  something could not be written
  130  a sweep was interrupted
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

inline constexpr auto paths = "Lists what can be varied in a scenario: path, value, kind.";

inline constexpr auto paths_footer =
    R"(`--set` and `--vary` take these paths. A value in parentheses is the default of what the scenario
leaves out; a `-` stands for none.

Exit status: 0 done, 2 bad input.

Example:
  voiplab paths 1-successful-call)";

inline constexpr auto sweep = R"(Runs a scenario over and over with other values in it, and measures what comes out.
What is varied is said here or in the scenario's `sweep`; here goes before there.)";

inline constexpr auto sweep_footer =
    R"(VALUES are a list, 0%,1%,2%; a range, FIRST:LAST:STEP or, logarithmic, FIRST:LAST:xFACTOR; or both
in a list. For samples and searches they are FIRST:LAST or FIRST:LAST:log. Without --zip and --sample
every value meets every other one.

The folder gets runs.csv with a row a run, cells.csv with a row a cell and metric, sweep.json, plots,
and a journal, from which --resume goes on after whatever has ended the sweep. Ctrl-C lets the runs
that have begun end and writes what there is; a second one ends it at once. All files are the same
bytes however many threads, shards or attempts it took.

Exit status: 0 done, 1 done but runs failed, 2 bad input, 3 something could not be written, 130
interrupted.

Examples:
  voiplab sweep 1-successful-call --vary network.wan.delay=0ms:300ms:20ms --replications 20 -o out
  voiplab sweep 1-successful-call --vary network.wan.loss=0%:20% --find mos=3.6 --replications 20
  voiplab sweep mylab.yaml --vary phones.2010.codecs=[PCMU],[gsm] --until-ci mos=0.05 --replications 10
  voiplab sweep mylab.yaml --shard 3/16 -o out)";

inline constexpr auto merge =
    "Puts the shards of a sweep together: the files are those that one machine would have written.";

inline constexpr auto merge_footer =
    R"(The journals of all shards are needed, in any order, or folders of them. OUT may be one of these.

Exit status: 0 done, 1 done but runs failed, 2 bad input, 3 something could not be written.

Example:
  voiplab merge out out)";

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
