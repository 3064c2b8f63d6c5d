#include "load_scenario.hpp"

#include "load_background.hpp"
#include "load_calls.hpp"
#include "load_captures.hpp"
#include "load_expectations.hpp"
#include "load_faults.hpp"
#include "load_network.hpp"
#include "load_phones.hpp"
#include "load_proxies.hpp"
#include "load_servers.hpp"
#include "load_statistics.hpp"
#include "load_sweep.hpp"
#include "load_timing.hpp"
#include "load_traffic.hpp"
#include "phone_entries.hpp"
#include "read_values.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <array>

namespace voiplab::scenarios {
namespace {

void read_event_limit(YamlValue const& value, std::optional<std::uint64_t>& into) {
    if (auto const number = read_number(value, 1, sim::Scheduler::max_events)) into = *number;
}

constexpr auto scenario_fields = std::to_array<Field<Scenario>>({
    field<&Scenario::title>("title", Need::required),
    field_by<&Scenario::description, read_paragraphs>("description"),
    field<&Scenario::seed>("seed"),
    field<&Scenario::start>("start"),
    field_by<&Scenario::duration, read_positive>("duration", Need::required),
    field_by<&Scenario::event_limit, read_event_limit>("event_limit"),
    field<&Scenario::network>("network", Need::required),
    field<&Scenario::servers>("servers"),
    field<&Scenario::proxies>("proxies"),
    {"phones", Need::optional, read_phones},
    field<&Scenario::calls>("calls"),
    field<&Scenario::traffic>("traffic"),
    field<&Scenario::media_calls>("media_calls"),
    field_by<&Scenario::background, read_background>("background"),
    field<&Scenario::faults>("faults"),
    field<&Scenario::captures>("captures"),
    field<&Scenario::audio>("audio"),
    field_by<&Scenario::statistics, read_statistics>("statistics"),
    {"expect", Need::optional, read_expectations},
    field<&Scenario::ladder_expectations>("expect_ladder"),
    field<&Scenario::sweep>("sweep"),
});

}  // namespace

void read(YamlValue const& value, Scenario& into) {
    read_fields<Scenario>(value, scenario_fields, into);
}

std::vector<KeyList> scenario_keys() {
    std::vector<KeyList> lists{key_list<Scenario>("scenario", scenario_fields)};
    for (auto const& more :
         {network_keys(), server_keys(), proxy_keys(), phone_keys(), timing_keys(), call_keys(), traffic_keys(),
          background_keys(), fault_keys(), capture_keys(), statistics_keys(), expectation_keys(), sweep_keys()}) {
        lists.insert(lists.end(), more.begin(), more.end());
    }
    return lists;
}

}  // namespace voiplab::scenarios
