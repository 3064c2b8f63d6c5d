#include "big_endian.hpp"
#include "rtcp_types.hpp"
#include "rtcp_xr_format.hpp"
#include "voiplab/models/media/rtcp.hpp"

#include <cassert>
#include <string_view>

namespace voiplab::media {

namespace {

using Octets = std::vector<std::uint8_t>;

template <std::unsigned_integral Integer>
void append(Octets& out, Integer value) {
    auto const offset = out.size();
    out.resize(offset + sizeof(Integer));
    write_big_endian(std::span(out), offset, value);
}

void append_text(Octets& out, std::string_view text) {
    assert(text.size() <= 255);
    append(out, static_cast<std::uint8_t>(text.size()));
    out.insert(out.end(), text.begin(), text.end());
}

void append_header(Octets& out, std::uint8_t type, std::size_t count) {
    assert(count <= max_rtcp_count);
    append(out, static_cast<std::uint8_t>(rtcp_version << 6 | count));
    append(out, type);
    append(out, std::uint16_t{0});  // the length, once it is known
}

// The length counts 32-bit words less one; `start` is where the packet's header begins.
void finish(Octets& out, std::size_t start) {
    while ((out.size() - start) % 4 != 0) {
        out.push_back(0);
    }
    auto const words = (out.size() - start) / 4 - 1;
    assert(words <= 0xffff);
    write_big_endian(std::span(out), start + 2, static_cast<std::uint16_t>(words));
}

void append_blocks(Octets& out, std::vector<ReportBlock> const& blocks) {
    for (auto const& block : blocks) {
        assert(block.cumulative_lost >= -0x800000 && block.cumulative_lost <= 0x7fffff);
        auto const lost = static_cast<std::uint32_t>(block.cumulative_lost) & 0xffffff;
        append(out, block.ssrc);
        append(out, std::uint32_t{block.fraction_lost} << 24 | lost);
        append(out, block.extended_highest_sequence);
        append(out, block.jitter);
        append(out, block.last_sr);
        append(out, block.delay_since_last_sr);
    }
}

void append_chunk(Octets& out, SdesChunk const& chunk) {
    append(out, chunk.ssrc);
    for (auto const& item : chunk.items) {
        append(out, static_cast<std::uint8_t>(item.type));
        append_text(out, item.text);
    }
    // Section 6.5: at least one null octet ends the list, then more up to a 32-bit boundary.
    do {
        out.push_back(0);
    } while (out.size() % 4 != 0);
}

struct Append {
    Octets& out;

    void operator()(SenderReport const& report) const {
        append_header(out, sender_report_type, report.blocks.size());
        append(out, report.ssrc);
        append(out, report.ntp);
        append(out, report.rtp_timestamp);
        append(out, report.packets);
        append(out, report.octets);
        append_blocks(out, report.blocks);
    }
    void operator()(ReceiverReport const& report) const {
        append_header(out, receiver_report_type, report.blocks.size());
        append(out, report.ssrc);
        append_blocks(out, report.blocks);
    }
    void operator()(SourceDescription const& description) const {
        append_header(out, source_description_type, description.chunks.size());
        for (auto const& chunk : description.chunks) {
            append_chunk(out, chunk);
        }
    }
    void operator()(Goodbye const& goodbye) const {
        append_header(out, goodbye_type, goodbye.sources.size());
        for (auto const source : goodbye.sources) {
            append(out, source);
        }
        if (!goodbye.reason.empty()) append_text(out, goodbye.reason);
    }
    void operator()(ExtendedReport const& report) const {
        append_header(out, extended_report_type, 0);
        append_body(report, out);
    }
    void operator()(OtherRtcp const& other) const {
        assert(other.body.size() % 4 == 0);
        append_header(out, other.type, other.count);
        out.insert(out.end(), other.body.begin(), other.body.end());
    }
};

}  // namespace

void append_rtcp(RtcpPacket const& packet, std::vector<std::uint8_t>& compound) {
    assert(compound.size() % 4 == 0);
    auto const start = compound.size();
    std::visit(Append{compound}, packet);
    finish(compound, start);
}

std::vector<std::uint8_t> write_rtcp(std::span<RtcpPacket const> packets) {
    std::vector<std::uint8_t> compound;
    for (auto const& packet : packets) {
        append_rtcp(packet, compound);
    }
    return compound;
}

}  // namespace voiplab::media
