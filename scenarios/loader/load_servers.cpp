#include "load_servers.hpp"

#include "load_profile.hpp"
#include "load_timing.hpp"
#include "read_values.hpp"

#include <array>
#include <set>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// Asterisk's warnings are the user's to read; its errors are mistakes of the scenario.
void report(sip::Diagnostics const& diagnostics, Session& session) {
    for (auto const& diagnostic : diagnostics) {
        if (diagnostic.severity == sip::Diagnostic::Severity::warning) {
            session.warnings.push_back(sip::to_string(diagnostic));
        } else {
            session.mistakes.add({diagnostic.file, diagnostic.line, diagnostic.column, {}, diagnostic.text});
        }
    }
}

template <class Conf, class Reader>
void read_conf(YamlValue const& value, Conf& into, Reader reader) {
    std::filesystem::path file;
    read_path(value, file);
    if (file.empty()) return;
    auto const text = read_text_file(file);
    if (!text) return value.mistake(fmt::format("{}: {}", file.string(), text.error()));
    sip::Diagnostics diagnostics;
    into = reader(file.string(), *text, diagnostics);
    report(diagnostics, value.source().session);
}

void read_sip_conf_file(YamlValue const& value, sip::SipConf& into) {
    read_conf(value, into, sip::read_sip_conf);
}
void read_extensions_conf_file(YamlValue const& value, sip::Dialplan& into) {
    read_conf(value, into, sip::read_extensions_conf);
}

constexpr auto server_fields = std::to_array<Field<ServerOptions>>({
    field_by<&ServerOptions::name, read_name>("name"),
    field_by<&ServerOptions::host, read_name>("host", Need::required),
    field_by<&ServerOptions::profile, read_profile>("profile"),
    field_by<&ServerOptions::sip_port, in_range<1, 65535>>("sip_port"),
    field_by<&ServerOptions::rtp_port_low, in_range<1, 65535>>("rtp_port_low"),
    field_by<&ServerOptions::rtp_port_high, in_range<1, 65535>>("rtp_port_high"),
    field_by<&ServerOptions::sip_conf, read_sip_conf_file>("sip_conf", Need::required),
    field_by<&ServerOptions::dialplan, read_extensions_conf_file>("extensions_conf", Need::required),
    field_by<&ServerOptions::caller_sdp_id, read_sdp_id_format>("caller_sdp_id"),
    field_by<&ServerOptions::callee_sdp_id, read_sdp_id_format>("callee_sdp_id"),
    {"timing", Need::optional,
     [](YamlValue const& value, ServerOptions& server) { read(value, server.profile.server_timing); }},
});

// The contexts by which the scenario's phones can enter a server's dialplan.
std::vector<std::string> entry_contexts(ServerOptions const& server, std::vector<PhoneOptions> const& phones) {
    std::set<std::string> contexts;
    for (auto const& phone : phones) {
        auto const* const peer = server.sip_conf.peer(phone.user);
        contexts.insert(peer == nullptr || peer->context.empty() ? server.sip_conf.context : peer->context);
    }
    return {contexts.begin(), contexts.end()};
}

}  // namespace

void read(YamlValue const& value, ServerOptions& into) {
    into.profile = bundled_profile("asterisk", value.source().session);
    read_fields<ServerOptions>(value, server_fields, into);
    if (into.name.empty()) into.name = into.host;
    if (value.node().find("sip_port") == nullptr) into.sip_port = into.sip_conf.bind_port;
    if (into.caller_sdp_id.empty()) into.caller_sdp_id = into.profile.identifiers.sdp_answer_id;
    if (into.callee_sdp_id.empty()) into.callee_sdp_id = into.profile.identifiers.sdp_offer_id;
}

void check_dialplans(YamlValue const& root, Scenario const& scenario) {
    for (auto const& server : scenario.servers) {
        sip::Diagnostics diagnostics;
        sip::check_reachable(server.dialplan, entry_contexts(server, scenario.phones), diagnostics);
        report(diagnostics, root.source().session);
    }
}

std::vector<KeyList> server_keys() {
    return {key_list<ServerOptions>("server", server_fields)};
}

}  // namespace voiplab::scenarios
