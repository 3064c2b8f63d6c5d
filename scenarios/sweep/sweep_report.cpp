#include "voiplab/scenarios/sweep_report.hpp"

#include "scenarios/runner/output_folder.hpp"
#include "scenarios/sweep/cells_csv.hpp"
#include "scenarios/sweep/plots.hpp"
#include "scenarios/sweep/sweep_json.hpp"
#include "voiplab/models/capture/atomic_file.hpp"
#include "voiplab/scenarios/runner.hpp"

namespace voiplab::scenarios {

std::vector<std::filesystem::path> write_sweep_report(SweepTable const& table, std::filesystem::path const& folder,
                                                      std::vector<SweepPrediction> const& predictions) {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> names;
    auto const write = [&](std::string const& name, std::string const& text) {
        capture::AtomicFile file(folder / name);
        file.write(text);
        file.commit();
        files.push_back(folder / name);
        names.push_back(name);
    };
    try {
        auto const cells = cells_of(table);
        write("cells.csv", cells_csv(table, cells));
        auto const plots = plots_of(table, cells, predictions);
        if (!plots.empty()) make_folder(folder / "plots");
        for (auto const& plot : plots) {
            write("plots/" + plot.name, plot.svg);
        }
        write("sweep.json", sweep_json(table, cells, predictions, names));
    } catch (capture::WriteError const& error) {
        throw OutputError(error.what());
    }
    return files;
}

}  // namespace voiplab::scenarios
