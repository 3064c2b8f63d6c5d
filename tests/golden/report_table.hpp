#pragma once

#include "lab_run.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

// What a table of the report says of a capture, as checks within a test.
namespace voiplab::test {

// Wireshark's columns as its version of the report's year wrote them.
std::string as_printed(std::string text);

// Every row stands in the capture under its own number, with its addresses, protocol, length and info, and within a
// millisecond of its time; the time alone is not compared of `misread_times`, whose note says so.
void check_rows(LabRun const& run, std::vector<GoldenRow> const& golden, std::set<int> const& misread_times = {});

// The figure's display filter leaves, from the figure's first row to its last, the figure's rows and no other.
// `garbled` are rows that the figure has by their note, though the table could not read them there.
void check_figure(LabRun const& run, std::vector<GoldenRow> const& golden, std::string const& figure,
                  std::string const& filter, std::set<int> garbled = {});

// How many packets of each protocol stand between the table's first row and its last without being in it.
std::map<std::string, int> hidden_packets(LabRun const& run, std::vector<GoldenRow> const& golden);

// tshark counts each SIP request and status of the call as often as the table has it, and so many resent.
void check_sip_counts(LabRun const& run, std::vector<GoldenRow> const& golden, int resent);

// Wireshark finds nothing to warn of, and every checksum verifies.
void check_clean(LabRun const& run);

// The values of a field, each once.
std::set<std::string> values_of(LabRun const& run, std::string const& field);

// One seed gives the same bytes twice; another gives other identifiers, and the same packets by protocol and length.
void check_seeds(std::string const& lab);

}  // namespace voiplab::test
