#include "tools/text.hpp"
#include "tools/topology.hpp"

#include <iterator>
#include <unordered_set>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

// A DOT string (Graphviz, The DOT Language): quotes and backslashes are escaped.
std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (auto const character : printable(text)) {
        if (character == '"' || character == '\\') result += '\\';
        result += character;
    }
    return result + '"';
}

// Two lines in a node.
std::string label(std::string_view first, std::string_view second) {
    auto text = in_quotes(first);
    text.pop_back();
    return text + "\\n" + in_quotes(second).substr(1);
}

std::string rate_text(net::BitRate rate) {
    constexpr std::uint64_t thousand = 1000;
    auto const bits = rate.bits_per_second;
    if (bits == 0) return "unlimited";
    if (bits % (thousand * thousand * thousand) == 0)
        return fmt::format("{}Gbps", bits / thousand / thousand / thousand);
    if (bits % (thousand * thousand) == 0) return fmt::format("{}Mbps", bits / thousand / thousand);
    return fmt::format("{}kbps", static_cast<double>(bits) / thousand);
}

std::string delay_text(sim::Duration delay) {
    return fmt::format("{}ms", std::chrono::duration<double, std::milli>(delay).count());
}

class Drawing {
  public:
    explicit Drawing(net::NetworkOptions const& network) : network_(network) {
        for (auto const& router : network.routers) {
            routers_.insert(router.name);
        }
    }

    std::string draw(std::string const& title) {
        text_ = fmt::format("graph {} {{\n  label={};\n  node [fontname=\"Helvetica\"];\n", in_quotes("voiplab"),
                            in_quotes(title));
        for (auto const& each : network_.switches) {
            node(each.name, in_quotes(each.name), "box");
        }
        for (auto const& each : network_.hubs) {
            node(each.name, in_quotes(each.name), "diamond");
        }
        for (auto const& each : network_.routers) {
            node(each.name, each.nat ? label(each.name, "NAT") : in_quotes(each.name), "hexagon");
        }
        for (std::size_t i = 0; i < network_.hosts.size(); ++i) {
            auto const& host = network_.hosts[i];
            if (!in_site(i)) node(host.name, label(host.name, net::to_string(host.address)), "ellipse");
        }
        for (auto const& site : network_.sites) {
            auto const hosts = fmt::format("{} hosts from {}", site.hosts, net::to_string(site.first_address));
            node(site.name, label(site.name, hosts), "ellipse");
            fmt::format_to(std::back_inserter(text_), "  {} -- {};\n", in_quotes(site.name),
                           in_quotes(site.switch_name));
        }
        for (std::size_t i = 0; i < network_.links.size(); ++i) {
            if (!links_site(i)) add_link(network_.links[i]);
        }
        return text_ + "}\n";
    }

  private:
    void node(std::string_view name, std::string const& its_label, std::string_view shape) {
        fmt::format_to(std::back_inserter(text_), "  {} [label={}, shape={}];\n", in_quotes(name), its_label, shape);
    }

    [[nodiscard]] bool in_site(std::size_t host) const {
        return std::any_of(network_.sites.begin(), network_.sites.end(), [host](net::SiteOptions const& site) {
            return host >= site.first_host && host < site.first_host + site.hosts;
        });
    }
    [[nodiscard]] bool links_site(std::size_t link) const {
        return std::any_of(network_.sites.begin(), network_.sites.end(), [link](net::SiteOptions const& site) {
            return link >= site.first_link && link < site.first_link + site.hosts;
        });
    }

    // The node that a link's end stands at: a router for its port.
    [[nodiscard]] std::string node_of(std::string const& end) const {
        auto const dot = end.find('.');
        auto const device = end.substr(0, dot);
        return dot != std::string::npos && routers_.contains(device) ? device : end;
    }
    // What stands beside a link's end: the addresses of the router's port.
    [[nodiscard]] std::string beside(std::string const& end) const {
        std::string addresses;
        for (auto const& router : network_.routers) {
            for (auto const& interface : router.interfaces) {
                if (end != router.name + "." + std::string(interface.port())) continue;
                addresses += (addresses.empty() ? "" : ", ") + net::to_string(interface.address);
            }
        }
        return addresses;
    }

    void add_link(net::LinkOptions const& link) {
        auto text = rate_text(link.rate) + ", " + delay_text(link.delay);
        if (link.vlans) text += fmt::format(", VLAN {}", link.vlans->untagged);
        if (!link.netem.empty()) text += ", netem";
        if (!link.queues.empty()) text += ", queue";
        fmt::format_to(std::back_inserter(text_), "  {} -- {} [label={}, taillabel={}, headlabel={}{}];\n",
                       in_quotes(node_of(link.ends[0])), in_quotes(node_of(link.ends[1])), in_quotes(text),
                       in_quotes(beside(link.ends[0])), in_quotes(beside(link.ends[1])),
                       link.down.empty() ? "" : ", style=dashed");
    }

    net::NetworkOptions const& network_;
    std::unordered_set<std::string> routers_;
    std::string text_;
};

}  // namespace

std::string topology_dot(net::NetworkOptions const& network, std::string const& title) {
    return Drawing(network).draw(title);
}

}  // namespace voiplab::tools
