#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// Points of the unit cube, each coordinate in [0, 1).
using UnitPoints = std::vector<std::vector<double>>;

// A Latin hypercube (McKay, Beckman and Conover 1979): on each axis every one of `count` equal parts has one point, at
// random within it. An axis draws from a stream of its own, named after it, so that another one does not change it.
UnitPoints latin_hypercube(std::uint64_t seed, std::vector<std::string> const& axes, std::size_t count);

// Sobol's low-discrepancy sequence, behind its first point, which is 0 on all axes; the same for every seed.
UnitPoints sobol(std::size_t axes, std::size_t count);

}  // namespace voiplab::scenarios
