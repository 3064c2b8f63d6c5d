#include "checksum.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace voiplab::net {

std::uint64_t sum_of_words(std::span<std::uint8_t const> bytes) {
    std::uint64_t sum = 0;
    for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data(), sizeof word);
        sum += word;
    }
    std::array<std::uint8_t, 4> last{};
    std::copy(bytes.begin(), bytes.end(), last.begin());
    std::uint32_t word;
    std::memcpy(&word, last.data(), sizeof word);
    return sum + word;
}

std::uint16_t folded_checksum(std::uint64_t sum) {
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum & 0xffff);
}

std::uint64_t sum_of_pseudo_header(Ipv4Address source, Ipv4Address destination, std::size_t udp_size) {
    std::array<std::uint8_t, 12> header{};
    auto* const lengths = put(put(header.data(), source), destination);
    put(put(lengths, std::uint16_t{protocol_udp}), static_cast<std::uint16_t>(udp_size));
    return sum_of_words(header);
}

}  // namespace voiplab::net
