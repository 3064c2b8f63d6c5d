#pragma once

#include "topology_graph.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace voiplab::net {

// Where frames can go. A place is a vertex and a VLAN: at a switch that knows VLANs the one that the frame belongs to,
// anywhere else the one of its tag. A drawing without VLANs has one place a vertex.
class FramePaths {
  public:
    // Both must outlive it.
    FramePaths(NetworkOptions const& options, Vertices const& vertices);

    [[nodiscard]] std::size_t count() const { return vertices_.count() * tags_.size(); }
    [[nodiscard]] std::size_t vertex_at(std::size_t place) const { return place / tags_.size(); }
    [[nodiscard]] std::uint16_t vlan_at(std::size_t place) const { return tags_[place % tags_.size()]; }
    // Where frames of its own are, and those that it takes.
    [[nodiscard]] std::size_t of_host(std::size_t host) const;
    [[nodiscard]] std::size_t of_interface(std::size_t router, RouterInterfaceOptions const& interface) const;

    // Calls `use(from, to, link)` with each two places that a link joins, both ways.
    template <typename Use>
    void for_each_hop(Use use) const {
        for (std::size_t link = 0; link < options_.links.size(); ++link) {
            auto const& ends = options_.links[link].ends;
            auto const from = vertices_.find(ends[0]);
            auto const to = vertices_.find(ends[1]);
            if (!from || !to) continue;
            for (std::size_t tag = 0; tag < tags_.size(); ++tag) {
                auto const left = place_of(*from, options_.links[link], tag);
                auto const right = place_of(*to, options_.links[link], tag);
                if (left && right) use(*left, *right, link);
            }
        }
    }

  private:
    // Where a frame is that bears that tag on a link to the vertex, if it is taken there.
    [[nodiscard]] std::optional<std::size_t> place_of(std::size_t vertex, LinkOptions const& link,
                                                      std::size_t tag) const;
    [[nodiscard]] std::size_t number_of(std::uint16_t vlan) const;

    NetworkOptions const& options_;
    Vertices const& vertices_;
    std::vector<std::uint16_t> tags_;  // that occur, in their order; 0: none
    std::vector<bool> knows_vlans_;    // by the vertices of switches
};

}  // namespace voiplab::net
