#include "checksum.hpp"

#include "bytes.hpp"

#include <array>
#include <cstring>

namespace voiplab::net {

namespace {
template <typename Word>
Word word_at(std::uint8_t const* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
}
}  // namespace

std::uint64_t sum_of_words(std::span<std::uint8_t const> bytes) {
    std::uint64_t sum = 0;
    auto const words = bytes.size() / 4;
    for (std::size_t i = 0; i < words; ++i) {
        sum += word_at<std::uint32_t>(bytes.data() + 4 * i);
    }
    auto rest = bytes.subspan(4 * words);
    if (rest.size() >= 2) {
        sum += word_at<std::uint16_t>(rest.data());
        rest = rest.subspan(2);
    }
    if (!rest.empty()) sum += word_at<std::uint16_t>(std::array<std::uint8_t, 2>{rest.front(), 0}.data());
    return sum;
}

std::uint64_t sum_of_pseudo_header(Ipv4Address source, Ipv4Address destination, std::size_t udp_size) {
    return std::uint64_t{in_network_order(source.value)} + in_network_order(destination.value) +
           in_network_order(std::uint16_t{protocol_udp}) + in_network_order(static_cast<std::uint16_t>(udp_size));
}

}  // namespace voiplab::net
