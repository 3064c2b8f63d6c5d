#pragma once

#include "voiplab/models/net/network.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

// What the checks of a topology share: where things stand, and what is said of them.
namespace voiplab::net {

// Where options stand: "hosts[3].name", or "sites[0].name" for what a site made.
class Paths {
  public:
    explicit Paths(NetworkOptions const& options) : options_(options) {}

    [[nodiscard]] std::string of_switch(std::size_t number, std::string_view field) const {
        return fmt::format("switches[{}]{}", number, field);
    }
    [[nodiscard]] std::string of_host(std::size_t number, std::string_view field) const {
        auto const site = site_of(number, &SiteOptions::first_host);
        if (!site) return fmt::format("hosts[{}]{}", number, field);
        auto const own = field == ".name" ? ".name" : field == ".address" ? ".first_address" : "";
        return fmt::format("sites[{}]{}", *site, own);
    }
    [[nodiscard]] std::string of_router(std::size_t number, std::string_view field) const {
        return fmt::format("routers[{}]{}", number, field);
    }
    // The interfaces of all routers, numbered through.
    [[nodiscard]] std::string of_interface(std::size_t number, std::string_view field) const {
        std::size_t router = 0;
        for (; number >= options_.routers[router].interfaces.size(); ++router) {
            number -= options_.routers[router].interfaces.size();
        }
        return fmt::format("routers[{}].interfaces[{}]{}", router, number, field);
    }
    [[nodiscard]] std::string of_link(std::size_t number, std::string_view field) const {
        auto const site = site_of(number, &SiteOptions::first_link);
        if (!site) return fmt::format("links[{}]{}", number, field);
        return fmt::format("sites[{}]{}", *site, field == ".ends[1]" ? ".switch" : ".name");
    }

  private:
    [[nodiscard]] std::optional<std::size_t> site_of(std::size_t number, std::size_t SiteOptions::*first) const {
        for (std::size_t i = 0; i < options_.sites.size(); ++i) {
            auto const& site = options_.sites[i];
            if (number >= site.*first && number - site.*first < site.hosts) return i;
        }
        return std::nullopt;
    }

    NetworkOptions const& options_;
};

// A field of something. It is spelt out only where there is something to say of it.
struct Place {
    std::string (Paths::*path)(std::size_t number, std::string_view field) const;
    std::size_t number = 0;
    std::string_view field{};  // ".name"
};

class TopologyErrors {
  public:
    explicit TopologyErrors(NetworkOptions const& options) : paths_(options) {}

    template <typename... Arguments>
    void report(Place const& place, fmt::format_string<Arguments...> reason, Arguments&&... arguments) {
        errors_.push_back({spelt(place), fmt::format(reason, std::forward<Arguments>(arguments)...)});
    }
    [[nodiscard]] std::string spelt(Place const& place) const {
        return (paths_.*place.path)(place.number, place.field);
    }
    // Enters what stands at `place`; where another had the same before, says so.
    template <typename Key, typename Show>
    bool enter(std::unordered_map<Key, Place>& taken, Key const& key, Place const& place, std::string_view what,
               Show show) {
        auto const [first, fresh] = taken.emplace(key, place);
        if (!fresh) report(place, "the {} {} is taken already by {}", what, show(key), spelt(first->second));
        return fresh;
    }
    std::vector<TopologyError> take() { return std::move(errors_); }

  private:
    Paths paths_;
    std::vector<TopologyError> errors_;
};

// Whether every MAC and address is one that an interface can have and has alone, and what networks they make.
void check_addresses(NetworkOptions const& options, TopologyErrors& errors);

}  // namespace voiplab::net
