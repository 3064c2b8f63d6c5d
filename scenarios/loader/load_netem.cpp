#include "load_netem.hpp"

#include "load_traces.hpp"
#include "read_values.hpp"
#include "read_varying.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::DelaySpikes, net::GilbertElliottOptions, net::LossStateOptions, net::NetemOptions, net::PeriodicOutages,
    net::Probability, net::SlotOptions, net::Varying;

constexpr std::uint64_t most_bytes = 1'000'000;

using Table = std::shared_ptr<net::DelayTable const>;
using ProbabilityReader = ReadVarying<Probability, ReadPlain<Probability>{}>;
constexpr ProbabilityReader read_probability{};
constexpr auto read_delays = read_varying<sim::Duration>;

template <std::uint64_t lowest, std::uint64_t highest>
constexpr auto read_numbers = read_varying_by<std::uint32_t, in_range<lowest, highest>>;

template <class T>
void read_bytes(YamlValue const& value, T& into) {
    net::ByteCount size{};
    read(value, size);
    if (size.bytes > most_bytes) return value.mistake(fmt::format("more than {} bytes", most_bytes));
    into = static_cast<T>(size.bytes);
}

// A size that may be negative: "-14B".
void read_overhead(YamlValue const& value, std::int32_t& into) {
    auto const text = scalar(value, "a size such as 14B or -14B");
    if (!text) return;
    if (!text->starts_with('-')) return read_bytes(value, into);
    auto const size = parse_byte_count(text->substr(1));
    if (!size || size->bytes > most_bytes) return value.expected("a size such as 14B or -14B");
    into = -static_cast<std::int32_t>(size->bytes);
}

constexpr auto state_fields = std::to_array<Field<LossStateOptions>>({
    field_by<&LossStateOptions::p13, read_probability>("p13", Need::required),
    field_by<&LossStateOptions::p31, read_probability>("p31"),
    field_by<&LossStateOptions::p32, read_probability>("p32"),
    field_by<&LossStateOptions::p23, read_probability>("p23"),
    field_by<&LossStateOptions::p14, read_probability>("p14"),
});

constexpr auto gemodel_fields = std::to_array<Field<GilbertElliottOptions>>({
    field_by<&GilbertElliottOptions::p, read_probability>("p", Need::required),
    field_by<&GilbertElliottOptions::r, read_probability>("r"),
    field_by<&GilbertElliottOptions::loss_in_bad, read_probability>("1-h"),
    field_by<&GilbertElliottOptions::loss_in_good, read_probability>("1-k"),
});

constexpr auto slot_fields = std::to_array<Field<SlotOptions>>({
    field<&SlotOptions::min>("min"),
    field<&SlotOptions::max>("max"),
    field_by<&SlotOptions::distribution, read_distribution>("distribution"),
    field<&SlotOptions::delay>("delay"),
    field<&SlotOptions::jitter>("jitter"),
    field_by<&SlotOptions::packets, in_range<1, most_frames>>("packets"),
    field_by<&SlotOptions::bytes, read_bytes<std::uint32_t>>("bytes"),
});

// From one to the next.
void read_every(YamlValue const& value, sim::Duration& into) {
    read_interval(value, into);
}

constexpr auto outages_fields = std::to_array<Field<PeriodicOutages>>({
    field<&PeriodicOutages::from>("from"),
    field_by<&PeriodicOutages::every, read_every>("every", Need::required),
    field_by<&PeriodicOutages::length, read_positive>("for", Need::required),
});

constexpr auto spikes_fields = std::to_array<Field<DelaySpikes>>({
    field<&DelaySpikes::from>("from"),
    field_by<&DelaySpikes::every, read_every>("every", Need::required),
    field<&DelaySpikes::random>("random"),
    field_by<&DelaySpikes::delay, read_positive>("delay", Need::required),
    field_by<&DelaySpikes::fall, read_positive>("fall"),
});

// `no` is for a change by which they end.
template <class T>
void read_or_none(YamlValue const& value, T& into) {
    if (truth_of(value.node()) == false) {
        into = {};
    } else {
        read(value, into);
    }
}

constexpr auto netem_fields = std::to_array<Field<NetemOptions>>({
    field_by<&NetemOptions::from, read_name>("from"),
    field_by<&NetemOptions::delay, read_delays>("delay"),
    field_by<&NetemOptions::jitter, read_delays>("jitter"),
    field_by<&NetemOptions::correlation, read_probability>("correlation"),
    field_by<&NetemOptions::distribution, read_varying_by<Table, read_distribution>>("distribution"),
    field_by<&NetemOptions::jitter_keeps_order, read_varying<bool>>("jitter_keeps_order"),
    field_by<&NetemOptions::delay_trace, read_delay_trace>("delay_trace"),
    field_by<&NetemOptions::spikes, read_varying_by<DelaySpikes, read_or_none<DelaySpikes>>>("spikes"),
    field_by<&NetemOptions::loss, read_probability>("loss"),
    field_by<&NetemOptions::loss_correlation, read_probability>("loss_correlation"),
    field<&NetemOptions::loss_state>("loss_state"),
    field<&NetemOptions::loss_gemodel>("loss_gemodel"),
    field_by<&NetemOptions::loss_trace, read_loss_trace>("loss_trace"),
    field_by<&NetemOptions::outages, read_varying_by<PeriodicOutages, read_or_none<PeriodicOutages>>>("outages"),
    field_by<&NetemOptions::duplicate, read_probability>("duplicate"),
    field_by<&NetemOptions::duplicate_correlation, read_probability>("duplicate_correlation"),
    field_by<&NetemOptions::corrupt, read_probability>("corrupt"),
    field_by<&NetemOptions::corrupt_correlation, read_probability>("corrupt_correlation"),
    field_by<&NetemOptions::reorder, read_probability>("reorder"),
    field_by<&NetemOptions::reorder_correlation, read_probability>("reorder_correlation"),
    field_by<&NetemOptions::gap, read_numbers<1, most_frames>>("gap"),
    field_by<&NetemOptions::rate, read_varying<net::BitRate>>("rate"),
    field_by<&NetemOptions::packet_overhead, read_varying_by<std::int32_t, read_overhead>>("packet_overhead"),
    field_by<&NetemOptions::cell_size, read_varying_by<std::uint32_t, read_bytes<std::uint32_t>>>("cell_size"),
    field_by<&NetemOptions::cell_overhead, read_varying_by<std::uint32_t, read_bytes<std::uint32_t>>>("cell_overhead"),
    field_by<&NetemOptions::slot,
             read_varying_by<std::optional<SlotOptions>, read_or_none<std::optional<SlotOptions>>>>("slot"),
    field_by<&NetemOptions::limit, read_numbers<1, most_frames>>("limit"),
    field<&NetemOptions::seed>("seed"),
});

// Whether two probabilities that exclude each other are more than certain together at any time.
bool exceed(Varying<Probability> one, Varying<Probability> other) {
    std::vector<sim::Time> times{sim::Time{}};
    for (auto const& change : one.changes()) {
        times.push_back(change.at);
    }
    for (auto const& change : other.changes()) {
        times.push_back(change.at);
    }
    std::sort(times.begin(), times.end());
    return std::any_of(times.begin(), times.end(),
                       [&](sim::Time time) { return one.at(time).value + other.at(time).value > 1; });
}

// What of a mapping makes sense only where something else stands there, too: as tc has it.
struct Companion {
    std::string_view key;
    std::vector<std::string_view> of;  // one of these
    std::string_view says;
};

void check_companions(YamlValue const& value) {
    std::vector<Companion> const companions{
        {"correlation", {"jitter"}, "there is no jitter that it could correlate"},
        {"distribution", {"jitter"}, "there is no jitter that it could distribute"},
        {"jitter_keeps_order", {"jitter"}, "there is no jitter that could keep it"},
        {"loss_correlation", {"loss"}, "there is no loss that it could correlate"},
        {"duplicate_correlation", {"duplicate"}, "there is no duplicate that it could correlate"},
        {"corrupt_correlation", {"corrupt"}, "there is no corrupt that it could correlate"},
        {"reorder_correlation", {"reorder"}, "there is no reorder that it could correlate"},
        {"gap", {"reorder"}, "there is no reorder that it could space"},
        {"reorder", {"delay", "jitter", "delay_trace", "spikes"}, "there is no delay that a frame could overtake"},
        {"packet_overhead", {"rate"}, "there is no rate that it could count for"},
        {"cell_size", {"rate"}, "there is no rate that it could count for"},
        {"cell_overhead", {"cell_size"}, "there is no cell_size that it could be added to"},
    };
    for (auto const& companion : companions) {
        auto const found = value.key(companion.key);
        if (!found) continue;
        auto const has = [&](std::string_view key) { return value.key(key).has_value(); };
        if (std::none_of(companion.of.begin(), companion.of.end(), has)) found->mistake(std::string(companion.says));
    }
}

// Of keys that exclude each other the one that stands first in the table counts.
void check_one_of(YamlValue const& value, std::span<std::string_view const> keys, std::string_view what) {
    std::string_view first;
    for (auto const key : keys) {
        auto const found = value.key(key);
        if (!found) continue;
        if (first.empty()) {
            first = key;
        } else {
            found->mistake(fmt::format("there is {} already; expected one kind of {}", first, what));
        }
    }
}

void check_slot(YamlValue const& value, SlotOptions const& slot) {
    auto const drawn = value.key("delay") || value.key("jitter");
    auto const between = value.key("min") || value.key("max");
    if (drawn && between) return value.mistake("from min to max, or delay and jitter: expected one of the two");
    if (drawn != value.key("distribution").has_value() || (drawn && !slot.distribution)) {
        return value.mistake("delay and jitter go with a distribution: normal, pareto, paretonormal or a file");
    }
    if (!drawn && !between) return value.mistake("expected min, how long it is to the next slot at least");
    if (value.key("max") && slot.max < slot.min) {
        value.place("max").mistake(fmt::format("{} is below {}, the min", shown(slot.max), shown(slot.min)));
    }
}

}  // namespace

void read(YamlValue const& value, LossStateOptions& into) {
    read_fields<LossStateOptions>(value, state_fields, into);
    if (exceed(into.p13, into.p14)) value.mistake("p13 and p14 are more than 100% together");
    if (into.p31 && exceed(*into.p31, into.p32)) value.mistake("p31 and p32 are more than 100% together");
}
void read(YamlValue const& value, GilbertElliottOptions& into) {
    read_fields<GilbertElliottOptions>(value, gemodel_fields, into);
}
void read(YamlValue const& value, SlotOptions& into) {
    read_fields<SlotOptions>(value, slot_fields, into);
    check_slot(value, into);
    if (!value.key("max")) into.max = into.min;
}
void read(YamlValue const& value, PeriodicOutages& into) {
    read_fields<PeriodicOutages>(value, outages_fields, into);
    if (value.key("for") && into.length >= into.every) {
        value.place("for").mistake(fmt::format("{} is not below {}, after which the next outage begins",
                                               shown(into.length), shown(into.every)));
    }
}
void read(YamlValue const& value, DelaySpikes& into) {
    read_fields<DelaySpikes>(value, spikes_fields, into);
    if (!value.key("fall")) into.fall = into.delay;
    if (into.fall < into.delay) {
        value.place("fall").mistake(fmt::format("{} is below {}, the spike's delay: frames would overtake each other",
                                                shown(into.fall), shown(into.delay)));
    }
}

void read(YamlValue const& value, NetemOptions& into) {
    constexpr std::array<std::string_view, 4> losses{"loss", "loss_state", "loss_gemodel", "loss_trace"};
    constexpr std::array<std::string_view, 2> delays{"delay", "delay_trace"};
    read_fields<NetemOptions>(value, netem_fields, into);
    check_companions(value);
    check_one_of(value, losses, "loss");
    check_one_of(value, delays, "delay");
}

void read_netem(YamlValue const& value, std::vector<NetemOptions>& into) {
    if (value.node().kind == YamlNode::Kind::list) return read(value, into);
    read(value, into.emplace_back());
}

void check_ways(YamlValue const& value, std::vector<std::string> const& from, std::string const (&ends)[2]) {
    bool spoken_of[2] = {};
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto const item = value.node().kind == YamlNode::Kind::list ? value.place(fmt::format("[{}]", i)) : value;
        auto const both = from[i].empty();
        if (!both && from[i] != ends[0] && from[i] != ends[1]) {
            item.place("from").mistake(
                fmt::format("{} is not an end of the link; expected {} or {}", shown(from[i]), ends[0], ends[1]));
            continue;
        }
        for (std::size_t end = 0; end < 2; ++end) {
            if (!both && from[i] != ends[end]) continue;
            if (spoken_of[end]) return item.mistake(fmt::format("what {} sends has one already", shown(ends[end])));
            spoken_of[end] = true;
        }
    }
}

std::vector<KeyList> netem_keys() {
    return {key_list<NetemOptions>("netem", netem_fields),
            key_list<LossStateOptions>("loss_state", state_fields),
            key_list<GilbertElliottOptions>("loss_gemodel", gemodel_fields),
            key_list<SlotOptions>("slot", slot_fields),
            key_list<PeriodicOutages>("outages", outages_fields),
            key_list<DelaySpikes>("spikes", spikes_fields),
            change_keys<sim::Duration>("change_of_duration"),
            change_keys<Probability>("change_of_probability"),
            change_keys<net::BitRate>("change_of_bit_rate"),
            change_keys<std::uint32_t>("change_of_number"),
            change_keys<std::uint32_t>("change_of_size"),
            change_keys<std::uint32_t>("change_of_overhead"),
            change_keys<std::uint32_t>("change_of_distribution"),
            change_keys<std::uint32_t>("change_of_truth"),
            change_keys<std::uint32_t>("change_of_slot"),
            change_keys<std::uint32_t>("change_of_outages"),
            change_keys<std::uint32_t>("change_of_spikes")};
}

}  // namespace voiplab::scenarios
