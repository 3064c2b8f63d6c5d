#pragma once

#include "read_values.hpp"
#include "voiplab/models/net/varying.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

namespace voiplab::scenarios {

// Values that may change in the run: one value, or a list of `{at: 10s, value: 5%}` in the order of time, before the
// first of which the default holds.
template <class T, auto reader>
struct ReadVarying {
    static constexpr auto fields = std::to_array<Field<net::Change<T>>>({
        field<&net::Change<T>::at>("at", Need::required),
        {"value", Need::required, [](YamlValue const& value, net::Change<T>& into) { reader(value, into.value); }},
    });

    void operator()(YamlValue const& value, net::Varying<T>& into) const {
        if (value.node().kind != YamlNode::Kind::list) {
            auto one = into.first();
            reader(value, one);
            into = net::Varying<T>(std::move(one));
            return;
        }
        if (value.node().items.size() > list_limit) return value.mistake("a list of more than 10000 items");
        std::vector<net::Change<T>> changes;
        for (auto const& item : value.items()) {
            auto& change = changes.emplace_back(net::Change<T>{{}, into.first()});
            read_fields<net::Change<T>>(item, fields, change);
            if (changes.size() < 2 || change.at > changes[changes.size() - 2].at) continue;
            item.place("at").mistake(fmt::format("{} is not after {}, where the change before this one is",
                                                 shown(change.at.time_since_epoch()),
                                                 shown(changes[changes.size() - 2].at.time_since_epoch())));
        }
        if (changes.empty()) return value.mistake("an empty list; expected a value, or changes of it");
        into = net::Varying<T>(into.first(), std::move(changes));
    }
    void operator()(YamlValue const& value, std::optional<net::Varying<T>>& into) const {
        (*this)(value, into.emplace());
    }
};

template <class T>
struct ReadPlain {
    void operator()(YamlValue const& value, T& into) const { read(value, into); }
};

// Of values that are read by their type, and of those that have a reader of their own.
template <class T>
inline constexpr ReadVarying<T, ReadPlain<T>{}> read_varying{};
template <class T, auto reader>
inline constexpr ReadVarying<T, reader> read_varying_by{};

template <class T>
KeyList change_keys(std::string_view definition) {
    return key_list<net::Change<T>>(definition, ReadVarying<T, ReadPlain<T>{}>::fields);
}

}  // namespace voiplab::scenarios
