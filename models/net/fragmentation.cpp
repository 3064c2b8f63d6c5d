#include "voiplab/models/net/fragmentation.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace voiplab::net {

namespace {

constexpr std::size_t unit = 8;  // of a fragment's offset, in octets

std::size_t end_of(Ipv4Packet const& fragment) {
    return fragment.fragment_offset * unit + fragment.payload.size();
}

}  // namespace

std::vector<Ipv4Packet> fragments_of(Ipv4Packet const& packet, std::size_t mtu, PayloadPool& payloads) {
    [[maybe_unused]] constexpr std::size_t smallest_mtu = 68;
    assert(mtu >= smallest_mtu);
    auto const most = (mtu - ipv4_header_size) / unit * unit;
    auto const all = packet.payload.bytes();
    if (all.size() + ipv4_header_size <= mtu) return {packet};
    std::vector<Ipv4Packet> fragments;
    for (std::size_t offset = 0; offset < all.size(); offset += most) {
        auto const part = all.subspan(offset, std::min(most, all.size() - offset));
        auto& fragment = fragments.emplace_back(packet);
        fragment.fragment_offset = static_cast<std::uint16_t>(packet.fragment_offset + offset / unit);
        fragment.more_fragments = packet.more_fragments || offset + part.size() < all.size();
        fragment.payload = payloads.copy(part);
    }
    return fragments;
}

std::optional<Ipv4Packet> Reassembly::add(Ipv4Packet fragment, sim::Time now, PayloadPool& payloads) {
    Key const key{fragment.source_ip, fragment.destination_ip, fragment.identification, fragment.protocol};
    auto const [found, is_new] = incomplete_.try_emplace(key);
    auto& incomplete = found->second;
    if (is_new) incomplete.until = now + patience;
    auto const same = incomplete.fragments.find(fragment.fragment_offset);
    if (same != incomplete.fragments.end() && end_of(same->second) == end_of(fragment)) return std::nullopt;  // twice
    if (!fits(incomplete, fragment)) {
        incomplete_.erase(found);
        ++given_up_;
        return std::nullopt;
    }
    auto const offset = fragment.fragment_offset;
    incomplete.fragments.emplace(offset, std::move(fragment));
    if (!is_complete(incomplete)) return std::nullopt;
    auto whole = put_together(incomplete, payloads);
    incomplete_.erase(found);
    return whole;
}

bool Reassembly::fits(Incomplete const& incomplete, Ipv4Packet const& fragment) {
    if (fragment.more_fragments && (fragment.payload.size() % unit != 0 || fragment.payload.size() == 0)) return false;
    constexpr std::size_t most = 65'535 - ipv4_header_size;
    if (end_of(fragment) > most) return false;
    auto const next = incomplete.fragments.upper_bound(fragment.fragment_offset);
    if (next != incomplete.fragments.end() && !fragment.more_fragments) return false;
    if (next != incomplete.fragments.end() && end_of(fragment) > next->first * unit) return false;
    if (next == incomplete.fragments.begin()) return true;
    auto const& before = std::prev(next)->second;
    return before.more_fragments && end_of(before) <= fragment.fragment_offset * unit;
}

bool Reassembly::is_complete(Incomplete const& incomplete) {
    std::size_t expected = 0;
    for (auto const& [offset, fragment] : incomplete.fragments) {
        if (offset * unit != expected) return false;
        expected = end_of(fragment);
    }
    return !incomplete.fragments.rbegin()->second.more_fragments;
}

Ipv4Packet Reassembly::put_together(Incomplete const& incomplete, PayloadPool& payloads) {
    auto whole = incomplete.fragments.begin()->second;
    whole.more_fragments = false;
    whole.payload = payloads.make(end_of(incomplete.fragments.rbegin()->second));
    auto to = whole.payload.writable().begin();
    for (auto const& [offset, fragment] : incomplete.fragments) {
        auto const bytes = fragment.payload.bytes();
        to = std::copy(bytes.begin(), bytes.end(), to);
    }
    return whole;
}

std::optional<sim::Time> Reassembly::next_timer() const {
    std::optional<sim::Time> next;
    for (auto const& [key, incomplete] : incomplete_) {
        if (!next || incomplete.until < *next) next = incomplete.until;
    }
    return next;
}

std::vector<Ipv4Packet> Reassembly::expire(sim::Time now) {
    std::vector<Ipv4Packet> first_fragments;
    for (auto at = incomplete_.begin(); at != incomplete_.end();) {
        if (at->second.until > now) {
            ++at;
            continue;
        }
        auto const& first = *at->second.fragments.begin();
        if (first.first == 0) first_fragments.push_back(first.second);
        at = incomplete_.erase(at);
        ++given_up_;
    }
    return first_fragments;
}

}  // namespace voiplab::net
