#pragma once

#include <boost/graph/adjacency_list.hpp>

namespace voiplab::net {

// What joins what, both ways alike and without lengths; its vertices are those of Vertices and FramePaths.
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

}  // namespace voiplab::net
