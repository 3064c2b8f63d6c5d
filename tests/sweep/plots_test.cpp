#include "scenarios/sweep/plots.hpp"

#include "tests/catch.hpp"
#include "tests/support/program_output.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/sweep_report.hpp"
#include "written_sweep.hpp"

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

std::vector<SweepPlot> plots(SweepTable const& table, std::vector<SweepPrediction> const& predictions = {}) {
    return plots_of(table, cells_of(table), predictions);
}

std::vector<std::string> names(SweepTable const& table) {
    std::vector<std::string> names;
    for (auto const& plot : plots(table)) {
        names.push_back(plot.name);
    }
    return names;
}

bool has(SweepPlot const& plot, std::string const& text) {
    return plot.svg.find(text) != std::string::npos;
}

Metrics falling(std::vector<double> const& at, std::size_t replication) {
    double mos = 4.4 + 0.05 * noise(replication);
    for (auto const number : at) {
        mos -= 0.1 * number;
    }
    return {mos};
}

WrittenParameter const loss{"network.links[1].netem.loss", "%", {0, 2, 5, 8}, {}};
WrittenParameter const delay{"network.links[1].delay", "ms", {1, 3, 5}, {}};
WrittenParameter const codec{"phones[0].codecs", "", {}, {"PCMU", "GSM <& co>"}};
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("How many parameters differ decides what is drawn") {
    WrittenParameter const same{"duration", "s", {60}, {}};
    WrittenParameter many{"a", "ms", {}, {}};
    for (int i = 0; i < 9; ++i) {
        many.numbers.push_back(i);
    }
    auto other_many = many;
    other_many.path = "b";
    CHECK(names(written_sweep({}, 3, {"mos"}, falling)) == Names{"mos.svg"});
    CHECK(names(written_sweep({loss, same}, 3, {"mos"}, falling)) == Names{"mos.svg"});
    CHECK(names(written_sweep({loss, codec}, 3, {"mos"}, falling)) == Names{"mos.svg", "mos-map.svg"});
    CHECK(names(written_sweep({many, other_many}, 3, {"mos"}, falling)) == Names{"mos-map.svg"});
    CHECK(names(written_sweep({loss, many}, 3, {"mos"}, falling)) == Names{"mos.svg", "mos-map.svg"});
    CHECK(names(written_sweep({loss, codec, delay}, 3, {"mos"}, falling)) == Names{"mos.svg"});
}

TEST_CASE("A metric that is the same in all runs, or never was, has no plot") {
    auto const table = written_sweep({loss}, 3, {"mos", "calls", "never"}, [](auto const& at, std::size_t replication) {
        return Metrics{falling(at, replication)[0], 1.0, std::nullopt};
    });
    CHECK(names(table) == Names{"mos.svg"});
    CHECK(names(written_sweep({loss}, 1, {"calls"}, [](auto const&, std::size_t) { return Metrics{1.0}; })).empty());
}

TEST_CASE("Parameters that move together are one axis") {
    auto table = written_sweep({loss, delay}, 3, {"mos"}, falling);
    std::erase_if(table.runs, [](SweepRun const& run) { return run.cell % 4 != 0; });  // 0 1, 2 3, 5 5
    REQUIRE(cells_of(table).size() == 3);
    auto const all = plots(table);
    REQUIRE(all.size() == 1);
    CHECK(has(all[0], "network.links[1].netem.loss (%), and with it delay"));
}

TEST_CASE("A plot says what it shows, of how many runs, and which failed") {
    auto table = written_sweep({loss}, 3, {"mos"}, falling);
    table.runs[4].failure = "the event limit was reached";
    auto const all = plots(table, {{"mos", "E-model", {4.3, 4.2, std::nullopt, 3.6}}});
    REQUIRE(all.size() == 1);
    CHECK(has(all[0], ">MOS by loss<"));
    CHECK(has(all[0], ">Two phones and a poor line<"));
    CHECK(has(all[0], ">network.links[1].netem.loss (%)<"));
    CHECK(has(all[0], "4 cells, each the mean of 2 to 3 runs; 1 of 12 runs failed."));
    CHECK(has(all[0], "95 % interval"));
    CHECK(has(all[0], "<title>loss 2%: "));
    CHECK(has(all[0], ">E-model<"));
    CHECK_FALSE(has(all[0], "<script"));
}

TEST_CASE("Contour lines run between numbers, at the levels of MOS, and not between words") {
    auto const numbers = plots(written_sweep({loss, delay}, 3, {"mos"}, falling)).at(1);
    CHECK(has(numbers, "<polyline"));
    CHECK(has(numbers, ">4.0<"));
    CHECK(has(numbers, ">3.6<"));
    CHECK_FALSE(has(plots(written_sweep({loss, codec}, 3, {"mos"}, falling)).at(1), "<polyline"));
}

TEST_CASE("Effects and samples say how much their models explain") {
    auto const effects = plots(written_sweep({loss, codec, delay}, 3, {"mos"}, falling)).at(0);
    CHECK(has(effects, "Main effects alone: R\u00b2 = 0."));
    auto sampled = written_sweep({loss, delay}, 3, {"mos"}, falling);
    for (auto& run : sampled.runs) {
        run.values[0].number = 5 + 5 * noise(run.cell);
        run.values[1].number = 50 + 50 * noise(3 * run.cell + 1);
        run.metrics = falling({*run.values[0].number, *run.values[1].number / 10}, run.replication);
    }
    auto const all = plots(sampled);
    REQUIRE(all.size() == 2);
    CHECK(has(all[0], "R\u00b2 = 0.99"));
    CHECK(has(all[1], "Circles: the cells"));
}

TEST_CASE("Every plot is well-formed XML without anything from elsewhere") {
    ScratchFolder const folder;
    auto const odd = written_sweep({loss, codec}, 2, {"mos", "odd <name> & /x"}, [](auto const& at, std::size_t run) {
        return Metrics{falling(at, run)[0], -5.0 * at[0]};
    });
    auto const files = write_sweep_report(odd, folder.path());
    REQUIRE(files.size() == 6);
    CHECK(files[3].filename() == "odd__name_____x.svg");
    std::string command =
        "python3 -c 'import sys, xml.etree.ElementTree as tree\n"
        "for file in sys.argv[1:]:\n"
        "    root = tree.parse(file).getroot()\n"
        "    names = {element.tag.split(\"}\")[1] for element in root.iter()}\n"
        "    assert root.get(\"viewBox\") and not names & {\"script\", \"image\", \"use\", \"style\"}\n"
        "    links = [a for e in root.iter() for a in e.attrib if \"href\" in a]\n"
        "    print(root.tag, links)'";
    for (std::size_t i = 1; i <= 4; ++i) {
        command += " '" + files[i].string() + "'";
    }
    std::string const line = "{http://www.w3.org/2000/svg}svg []\n";
    CHECK(output_of(command) == line + line + line + line);
}
