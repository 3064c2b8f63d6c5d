#pragma once

#include "tests/tools/results.hpp"
#include "tools/program.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace voiplab::tools::test {

// Scenarios and results by file name, in the place of the loader and the runner.
struct FakeEngine {
    std::map<std::string, scenarios::LoadResult> files;
    std::map<std::string, scenarios::RunResult> results;
    std::vector<scenarios::BundledScenario> bundled;
    std::string cannot_write;  // a file name whose run throws OutputError
    std::string cannot_read;   // a file name whose run throws InputError
    std::vector<std::string> loaded;
    std::vector<scenarios::Override> overrides;
    std::vector<scenarios::Scenario> run;
    std::vector<scenarios::RunOptions> options;

    void add(std::string const& file, scenarios::RunResult result = {}, std::string title = "A title") {
        scenarios::Scenario scenario;
        scenario.file = file;
        scenario.title = std::move(title);
        scenarios::LoadResult load;
        load.scenario = std::move(scenario);
        files[file] = std::move(load);
        results[file] = std::move(result);
    }
    void add_mistake(std::string const& file, scenarios::Mistake mistake) {
        files[file].scenario.reset();
        files[file].mistakes.push_back(std::move(mistake));
    }
    Engine engine() {
        Engine engine;
        engine.load = [this](std::filesystem::path const& file, std::vector<scenarios::Override> const& with) {
            loaded.push_back(file.string());
            overrides = with;
            return files.at(file.string());
        };
        engine.run = [this](scenarios::Scenario const& scenario, scenarios::RunOptions const& with) {
            run.push_back(scenario);
            options.push_back(with);
            if (scenario.file == cannot_write) throw scenarios::OutputError("captures/x.pcap: No space left on device");
            if (scenario.file == cannot_read) throw scenarios::InputError("speech/a.wav: cannot be read");
            return results.at(scenario.file.string());
        };
        engine.bundled = [this] { return bundled; };
        return engine;
    }
};

struct Outcome {
    int status = 0;
    std::string out;
    std::string err;
};

inline Outcome run_with(FakeEngine& engine, std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    auto const status = run_program(std::move(arguments), Console{out, err, {}, {}}, engine.engine());
    return {status, out.str(), err.str()};
}

}  // namespace voiplab::tools::test
