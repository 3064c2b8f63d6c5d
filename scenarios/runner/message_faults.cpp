#include "scenarios/runner/message_faults.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

bool means(MessagePattern const& pattern, sip::Message const& message) {
    auto const status = message.is_request() ? 0 : message.status();
    return status == pattern.status && (pattern.method.empty() || pattern.method == message.method());
}

net::FrameFate fate_of(MessageFault const& fault) {
    using Kind = net::FrameFate::Kind;
    static constexpr std::array<Kind, 3> kinds{Kind::lose, Kind::twice, Kind::late};
    return {kinds[static_cast<std::size_t>(fault.deed)], fault.by};
}

std::string name_of(MessagePattern const& pattern) {
    if (pattern.status == 0) return pattern.method;
    return fmt::format("{}{}{}", pattern.status, pattern.method.empty() ? "" : " ", pattern.method);
}

std::string sentence_of(MessageFault const& fault, std::uint64_t seen) {
    static constexpr std::array<std::string_view, 3> deeds{"lost", "doubled", "delayed"};
    auto const which = fault.occurrence ? fmt::format("number {}", *fault.occurrence) : "every one";
    return fmt::format("{} from {} to {}: {} was to be {}, but {} sent", name_of(fault.message), fault.from, fault.to,
                       which, deeds[static_cast<std::size_t>(fault.deed)],
                       seen == 0   ? "none was"
                       : seen == 1 ? "only 1 was"
                                   : fmt::format("only {} were", seen));
}

}  // namespace

void MessageFaults::add(MessageFault const& fault, net::UdpEndpoint from, net::UdpEndpoint to) {
    faults_.push_back({&fault, from, to});
}

net::FrameFate MessageFaults::judge(net::Frame const& frame) {
    auto const* const datagram = std::get_if<net::UdpDatagram>(&frame.content);
    if (datagram == nullptr) return {};
    net::UdpEndpoint const from{datagram->source_ip, datagram->source_port};
    net::UdpEndpoint const to{datagram->destination_ip, datagram->destination_port};
    std::optional<sip::Message> message;
    std::optional<net::FrameFate> fate;
    for (auto& fault : faults_) {
        if (fault.from != from || fault.to != to) continue;
        if (!message) {
            auto parsed = sip::parse_message(datagram->payload.text());
            if (!parsed) return {};
            message = std::move(*parsed);
        }
        if (!means(fault.options->message, *message)) continue;
        ++fault.seen;
        if (fault.options->occurrence.value_or(fault.seen) != fault.seen) continue;
        fault.happened = true;
        if (!fate) fate = fate_of(*fault.options);
    }
    return fate.value_or(net::FrameFate{});
}

std::vector<std::string> MessageFaults::missed() const {
    std::vector<std::string> sentences;
    for (auto const& fault : faults_) {
        if (!fault.happened) sentences.push_back(sentence_of(*fault.options, fault.seen));
    }
    return sentences;
}

}  // namespace voiplab::scenarios
