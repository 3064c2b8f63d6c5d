#include "load_queues.hpp"

#include "read_values.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::QueueClassOptions, net::QueueOptions, net::TokenBucketOptions;
using Kind = QueueOptions::Kind;

constexpr std::uint64_t most_weight = 1'000;
constexpr std::uint64_t most_flows = 65'536;
constexpr std::size_t most_classes = 16;
// A frame of full size with a VLAN's tag: a queue or a bucket below it would let none pass.
constexpr std::uint64_t full_frame = 1518;

constexpr std::array<std::string_view, 6> kinds{"fifo", "prio", "wfq", "red", "codel", "fq_codel"};

void read_kind(YamlValue const& value, Kind& into) {
    if (auto const word = read_word(value, kinds)) into = static_cast<Kind>(*word);
}

void read_room(YamlValue const& value, net::ByteCount& into) {
    net::ByteCount size{full_frame};
    read(value, size);
    if (size.bytes < full_frame) {
        return value.mistake(
            fmt::format("{} bytes have no room for a frame of full size, {}B", size.bytes, full_frame));
    }
    into = size;
}

void read_limit(YamlValue const& value, std::optional<net::ByteCount>& into) {
    read_room(value, into.emplace());
}

void read_quantum(YamlValue const& value, net::ByteCount& into) {
    constexpr std::uint64_t least = 64;
    constexpr std::uint64_t most = 1'000'000;
    read(value, into);
    if (into.bytes < least || into.bytes > most) value.mistake(fmt::format("not from {}B to {}B", least, most));
}

void read_average_packet(YamlValue const& value, net::ByteCount& into) {
    read_quantum(value, into);
}

void read_rate(YamlValue const& value, net::BitRate& into) {
    constexpr std::uint64_t least = 1'000;
    net::BitRate rate{least};
    read(value, rate);
    if (rate.bits_per_second < least) return value.mistake("less than 1kbps");
    into = rate;
}

void read_codepoints(YamlValue const& value, std::vector<std::uint8_t>& into) {
    if (value.node().kind != YamlNode::Kind::list) return read_dscp(value, into.emplace_back());
    auto const items = value.items();
    if (items.empty()) return value.mistake("an empty list; leave dscp out for all that no other class names");
    for (auto const& item : items) {
        read_dscp(item, into.emplace_back());
    }
}

constexpr auto read_packets = in_range<1, most_frames>;

void read_most_packets(YamlValue const& value, std::optional<std::size_t>& into) {
    read_packets(value, into.emplace());
}

constexpr auto bucket_fields = std::to_array<Field<TokenBucketOptions>>({
    field_by<&TokenBucketOptions::rate, read_rate>("rate", Need::required),
    field_by<&TokenBucketOptions::burst, read_room>("burst", Need::required),
});

void read_bucket(YamlValue const& value, std::optional<TokenBucketOptions>& into) {
    read_fields<TokenBucketOptions>(value, bucket_fields, into.emplace());
    if (into->rate.bits_per_second == 0 || into->burst.bytes == 0) into.reset();
}

constexpr auto class_fields = std::to_array<Field<QueueClassOptions>>({
    field_by<&QueueClassOptions::dscp, read_codepoints>("dscp"),
    field_by<&QueueClassOptions::weight, in_range<1, most_weight>>("weight"),
    field_by<&QueueClassOptions::packets, read_most_packets>("packets"),
    field_by<&QueueClassOptions::bytes, read_limit>("bytes"),
});

constexpr auto queue_fields = std::to_array<Field<QueueOptions>>({
    field_by<&QueueOptions::from, read_name>("from"),
    field_by<&QueueOptions::kind, read_kind>("kind"),
    field_by<&QueueOptions::packets, read_most_packets>("packets"),
    field_by<&QueueOptions::bytes, read_limit>("bytes"),
    {"classes", Need::optional, [](YamlValue const& value, QueueOptions& queue) { read(value, queue.classes); }},
    field_by<&QueueOptions::red_min, in_range<1, most_frames>>("min"),
    field_by<&QueueOptions::red_max, in_range<2, most_frames>>("max"),
    field<&QueueOptions::red_probability>("probability"),
    field<&QueueOptions::red_weight>("weight"),
    field_by<&QueueOptions::red_average_packet, read_average_packet>("average_packet"),
    field_by<&QueueOptions::target, read_positive>("target"),
    field_by<&QueueOptions::interval, read_positive>("interval"),
    field_by<&QueueOptions::flows, in_range<1, most_flows>>("flows"),
    field_by<&QueueOptions::quantum, read_quantum>("quantum"),
    field_by<&QueueOptions::police, read_bucket>("police"),
    field_by<&QueueOptions::shape, read_bucket>("shape"),
});

struct KeyOfKinds {
    std::string_view key;
    std::vector<Kind> kinds;
};

void check_keys_of_kind(YamlValue const& value, Kind kind) {
    std::vector<KeyOfKinds> const keys{
        {"bytes", {Kind::fifo, Kind::prio, Kind::wfq, Kind::red, Kind::codel}},
        {"classes", {Kind::prio, Kind::wfq}},
        {"min", {Kind::red}},
        {"max", {Kind::red}},
        {"probability", {Kind::red}},
        {"weight", {Kind::red}},
        {"average_packet", {Kind::red}},
        {"target", {Kind::codel, Kind::fq_codel}},
        {"interval", {Kind::codel, Kind::fq_codel}},
        {"flows", {Kind::fq_codel}},
        {"quantum", {Kind::fq_codel}},
    };
    for (auto const& [key, its_kinds] : keys) {
        auto const found = value.key(key);
        if (!found || std::find(its_kinds.begin(), its_kinds.end(), kind) != its_kinds.end()) continue;
        found->mistake(fmt::format("a queue of kind {} has none", kinds[static_cast<std::size_t>(kind)]));
    }
}

void check_classes(YamlValue const& value, std::vector<QueueClassOptions> const& classes) {
    if (classes.size() > most_classes) return value.mistake(fmt::format("more than {} classes", most_classes));
    std::bitset<64> named;
    bool has_rest = false;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        auto const place = value.place(fmt::format("[{}]", i));
        if (classes[i].dscp.empty()) {
            if (has_rest) place.mistake("another class without dscp has all that no class names");
            has_rest = true;
        }
        for (auto const dscp : classes[i].dscp) {
            if (named[dscp]) place.place("dscp").mistake(fmt::format("codepoint {} is of two classes", dscp));
            named[dscp] = true;
        }
    }
}

// Voice before all others, and the rest.
void fill_in_classes(QueueOptions& queue) {
    if (queue.kind != Kind::prio && queue.kind != Kind::wfq) return;
    constexpr std::uint8_t expedited_forwarding = 46;
    auto const has_rest = [](QueueClassOptions const& each) { return each.dscp.empty(); };
    if (queue.classes.empty()) queue.classes.emplace_back().dscp = {expedited_forwarding};
    if (std::none_of(queue.classes.begin(), queue.classes.end(), has_rest)) queue.classes.emplace_back();
}

}  // namespace

void read(YamlValue const& value, QueueClassOptions& into) {
    read_fields<QueueClassOptions>(value, class_fields, into);
}

void read(YamlValue const& value, QueueOptions& into) {
    read_fields<QueueOptions>(value, queue_fields, into);
    if (value.node().kind != YamlNode::Kind::mapping) return;
    check_keys_of_kind(value, into.kind);
    if (auto const classes = value.key("classes")) check_classes(*classes, into.classes);
    if (into.red_max <= into.red_min) {
        auto const place = value.key("max") ? value.place("max") : value.place("min");
        place.mistake(fmt::format("a max of {} is not above the min, {}", into.red_max, into.red_min));
    }
    fill_in_classes(into);
}

void read_queues(YamlValue const& value, std::vector<QueueOptions>& into) {
    if (value.node().kind == YamlNode::Kind::list) return read(value, into);
    read(value, into.emplace_back());
}

std::vector<KeyList> queue_keys() {
    return {key_list<QueueOptions>("queue", queue_fields), key_list<QueueClassOptions>("queue_class", class_fields),
            key_list<TokenBucketOptions>("token_bucket", bucket_fields)};
}

}  // namespace voiplab::scenarios
