#include "tests/catch.hpp"
#include "tools/program.hpp"

#include <map>
#include <sstream>
#include <string>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>

using namespace voiplab::tools;

namespace {

struct Said {
    int status = 0;
    std::string out;
    std::string err;
};

Said topology(std::vector<std::string> words) {
    words.insert(words.begin(), "topology");
    std::ostringstream out;
    std::ostringstream err;
    auto const status = run_program(words, out, err);
    return {status, out.str(), err.str()};
}

bool has(Said const& said, std::string const& line) {
    return said.out.find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("topology tells subnets, routes and both ways of a path") {
    auto const said = topology({"link-failure", "--path", "pc-2000", "pc-2010"});
    CHECK(said.status == 0);
    CHECK(said.err.empty());
    CHECK(has(said, "192.168.20.0/24\n  pc-2010  192.168.20.20, by 192.168.20.254\n  edge.lan  192.168.20.254\n"));
    CHECK(has(said, "routes of gateway\n"));
    CHECK(has(said, "  192.168.20.0/24 by fast, via 10.255.0.2\n"));
    CHECK(has(said, "  pc-2000 > office > gateway > edge > branch > pc-2010\n"));
    CHECK(has(said, "  back: pc-2010 > branch > edge > gateway > office > pc-2000\n"));
}

TEST_CASE("topology tells where a path ends that leads nowhere: into a NAT") {
    auto const said = topology({"nat-one-way-audio", "--path", "pc-2000", "server"});
    CHECK(has(said, "  pc-2000 > home > nat > isp > internet > server\n"));
    CHECK(has(said, "> nowhere: isp has no route to 192.168.1.10\n"));
    CHECK(has(said, "routes of nat, which translates to outside\n"));
}

TEST_CASE("topology --dot is a graph of every device and link, a site of any size one node") {
    struct Node {
        std::string name;
        std::string shape;
    };
    using Graph = boost::adjacency_list<boost::multisetS, boost::vecS, boost::undirectedS, Node>;
    auto const parsed = [](Said const& said) {
        Graph graph;
        boost::dynamic_properties properties(boost::ignore_other_properties);
        properties.property("node_id", boost::get(&Node::name, graph));
        properties.property("shape", boost::get(&Node::shape, graph));
        REQUIRE(boost::read_graphviz(said.out, graph, properties));
        return graph;
    };
    auto const failure = parsed(topology({"link-failure", "--dot", "--path", "pc-2000", "pc-2010"}));
    CHECK(boost::num_edges(failure) == 7);
    std::map<std::string, int> shapes;
    for (std::size_t i = 0; i < boost::num_vertices(failure); ++i) {
        ++shapes[failure[i].shape];
    }
    CHECK(shapes == std::map<std::string, int>{{"box", 2}, {"ellipse", 3}, {"hexagon", 2}});
    auto const star = parsed(topology({"star", "--dot"}));
    CHECK(boost::num_vertices(star) == 3);
    CHECK(boost::num_edges(star) == 2);
}

TEST_CASE("topology refuses what it cannot draw") {
    auto const nobody = topology({"link-failure", "--path", "pc-2000", "pc-9"});
    CHECK(nobody.status == 2);
    CHECK(nobody.out.empty());
    CHECK(nobody.err == "voiplab: --path: no host of link-failure is named pc-9\n");
    CHECK(topology({"link-failure", "star"}).status == 2);
    CHECK(topology({"no-such-file.yaml"}).status == 2);
}
