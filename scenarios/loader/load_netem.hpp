#pragma once

#include "fields.hpp"
#include "voiplab/models/net/netem_options.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, net::LossStateOptions& into);
void read(YamlValue const& value, net::GilbertElliottOptions& into);
void read(YamlValue const& value, net::SlotOptions& into);
void read(YamlValue const& value, net::PeriodicOutages& into);
void read(YamlValue const& value, net::DelaySpikes& into);
void read(YamlValue const& value, net::NetemOptions& into);
// A mapping, or a list of them: one for both ways, or one for each.
void read_netem(YamlValue const& value, std::vector<net::NetemOptions>& into);
// Says where `from` of a netem or a queue of a link is neither of its ends, or one way is spoken of twice.
void check_ways(YamlValue const& value, std::vector<std::string> const& from, std::string const (&ends)[2]);

std::vector<KeyList> netem_keys();

}  // namespace voiplab::scenarios
