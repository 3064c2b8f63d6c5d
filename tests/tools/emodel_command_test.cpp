#include "tests/catch.hpp"
#include "tools/program.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

using namespace voiplab::tools;

namespace {

struct Said {
    int status = 0;
    std::string out;
    std::string err;
};

Said say(std::vector<std::string> const& words) {
    std::ostringstream out;
    std::ostringstream err;
    auto const status = run_program(words, out, err);
    return {status, out.str(), err.str()};
}

nlohmann::json rated(std::vector<std::string> words) {
    words.insert(words.begin(), {"emodel", "--json"});
    auto const said = say(words);
    CHECK(said.status == 0);
    CHECK(said.err.empty());
    return nlohmann::json::parse(said.out);
}

}  // namespace

TEST_CASE("emodel rates a delay and a loss as G.107 does") {
    auto const json = rated({"--delay", "150ms", "--loss", "2%", "--codec", "pcmu-plc"});
    CHECK(json.at("r").get<double>() == Approx(82.528).margin(0.0005));
    CHECK(json.at("mos").get<double>() == Approx(4.116).margin(0.0005));
    for (auto const* component : {"no", "ro", "iolr", "ist", "iq", "is", "idte", "idle", "idd", "id", "ie_eff", "a"})
        CHECK(json.contains(component));
    CHECK(rated({"--codec", "g729", "--loss", "5%", "--burst-ratio", "2"}).at("r").get<double>() ==
          Approx(62.671).margin(0.0005));
    CHECK(rated({}).at("r").get<double>() == Approx(93.206208).margin(5e-7));
}

TEST_CASE("emodel rates wideband codecs by G.107.1") {
    auto const json = rated({"--codec", "g722", "--set", "Ie=5", "--delay", "150ms"});
    CHECK(json.at("model") == "G.107.1");
    CHECK(json.at("r").get<double>() == Approx(122.421331).margin(5e-7));
}

TEST_CASE("emodel takes any parameter of G.107 by its symbol") {
    CHECK(rated({"--set", "A=10"}).at("r").get<double>() == Approx(103.206208).margin(5e-7));
    CHECK(rated({"--set", "Ps=60"}).at("r").get<double>() < 90);
    CHECK(rated({"--delay", "300ms", "--set", "T=0", "--set", "Tr=0"}).at("idd").get<double>() ==
          Approx(93.2 - 78.439).margin(0.0005));
}

TEST_CASE("emodel tells what it does not understand in one line") {
    struct Case {
        std::vector<std::string> words;
        std::string found;
    };
    for (auto const& bad :
         {Case{{"--codec", "mp3"}, "mp3 is no codec; expected one of pcmu, pcmu-plc"},
          Case{{"--delay", "150"}, "--delay: 150 has no unit"}, Case{{"--loss", "120%"}, "--loss: 120%"},
          Case{{"--burst-ratio", "0"}, "--burst-ratio: 0"}, Case{{"--set", "Q=1"}, "Q is no parameter of G.107"},
          Case{{"--set", "Ps=loud"}, "loud of Ps is not a number"},
          Case{{"--set", "TELR=1e999"}, "1e999 of TELR is not a number"}, Case{{"--set", "qdu=-1"}, "has no value"}}) {
        auto words = bad.words;
        words.insert(words.begin(), "emodel");
        auto const said = say(words);
        INFO(said.err);
        CHECK(said.status == 2);
        CHECK(said.out.empty());
        CHECK(said.err.find(bad.found) != std::string::npos);
        CHECK(said.err.find('\n') == said.err.size() - 1);
    }
}

TEST_CASE("codecs prints a row for each codec") {
    auto const said = say({"codecs"});
    CHECK(said.status == 0);
    CHECK(
        said.out.find("\npcmu      PCMU        0   8000    8000     10      20     160      64     87.2   0   4.3 ") !=
        std::string::npos);
    CHECK(said.out.find("\ng722      G722        9   8000   16000 ") != std::string::npos);
    CHECK(said.out.find("\ngsm-efr   GSM-EFR   dyn   8000    8000     20      20      31    12.4     35.6   5    10  "
                        "size and time\n") != std::string::npos);
}
