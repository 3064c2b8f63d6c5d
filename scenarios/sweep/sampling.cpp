#include "scenarios/sweep/sampling.hpp"

#include "voiplab/sim/random.hpp"

#include <numeric>
#include <utility>

#include <boost/random/sobol.hpp>

namespace voiplab::scenarios {

UnitPoints latin_hypercube(std::uint64_t seed, std::vector<std::string> const& axes, std::size_t count) {
    UnitPoints points(count, std::vector<double>(axes.size()));
    sim::RandomStreams const streams(seed);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        auto stream = streams.stream("sweep:" + axes[axis] + "/latin hypercube");
        std::vector<std::size_t> parts(count);
        std::iota(parts.begin(), parts.end(), std::size_t{0});
        // Fisher and Yates.
        for (std::size_t i = count; i > 1; --i) {
            std::swap(parts[i - 1], parts[stream.integer(0, i - 1)]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            points[i][axis] = (static_cast<double>(parts[i]) + stream.unit()) / static_cast<double>(count);
        }
    }
    return points;
}

UnitPoints sobol(std::size_t axes, std::size_t count) {
    boost::random::sobol engine(axes);
    UnitPoints points(count, std::vector<double>(axes));
    for (auto& point : points) {
        for (auto& coordinate : point) {
            constexpr int fraction_bits = 53;
            constexpr double scale = 1.0 / static_cast<double>(std::uint64_t{1} << 53U);
            coordinate = static_cast<double>(engine() >> (64 - fraction_bits)) * scale;
        }
    }
    return points;
}

}  // namespace voiplab::scenarios
