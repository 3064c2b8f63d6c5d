#pragma once

#include "scenarios/sweep/axes.hpp"

#include <string>

// What plots call things.
namespace voiplab::scenarios {

// "mean_jitter_ms": "Mean jitter (ms)"; "mos_caller": "MOS caller".
std::string name_of_metric(std::string const& metric);
// Whether it is a mean opinion score.
bool is_mos(std::string const& metric);
// A metric's file: what a file's name had better not have is replaced.
std::string file_of_metric(std::string const& metric);
// The end of a parameter's path that no other one's has: "loss", or "wan.loss" where there is "lan.loss" too.
std::string short_name(SweepTable const& table, std::size_t parameter);
// "network.wan.netem.loss (%)", with those that move along.
std::string axis_label(SweepTable const& table, SweepAxis const& axis);
// "loss 5%", "codec PCMA".
std::string value_label(SweepTable const& table, std::size_t parameter, SweepValue const& value);

}  // namespace voiplab::scenarios
