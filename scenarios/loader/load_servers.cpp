#include "load_servers.hpp"

#include "load_profile.hpp"
#include "load_timing.hpp"
#include "read_values.hpp"
#include "voiplab/models/net/dscp.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

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

// Files one behind the other, read as one.
class ConfText {
  public:
    void add(YamlValue const& value) {
        std::filesystem::path file;
        read_path(value, file);
        if (file.empty()) return;
        auto const text = read_text_file(file);
        if (!text) return value.mistake(fmt::format("{}: {}", file.string(), text.error()));
        add(file.string(), *text);
    }
    void add(std::string file, std::string_view text) {
        if (!text_.empty() && text_.back() != '\n') text_ += '\n';
        auto const lines_before = static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n'));
        parts_.push_back({std::move(file), lines_before});
        text_ += text;
    }
    [[nodiscard]] bool empty() const { return parts_.empty(); }
    [[nodiscard]] std::string const& text() const { return text_; }
    [[nodiscard]] std::string const& first_file() const { return parts_.front().file; }
    // From a line of the whole to that line of its file.
    void place(sip::Diagnostic& diagnostic) const {
        auto part = parts_.rbegin();
        while (part->lines_before != 0 && part->lines_before >= diagnostic.line)
            ++part;
        diagnostic.file = part->file;
        diagnostic.line -= std::min(diagnostic.line, part->lines_before);
    }

  private:
    struct Part {
        std::string file;
        std::size_t lines_before = 0;
    };
    std::vector<Part> parts_;
    std::string text_;
};

template <class Conf, class Reader>
void read_conf(YamlValue const& value, ConfText const& conf, Conf& into, Reader reader) {
    if (conf.empty()) return;
    sip::Diagnostics diagnostics;
    into = reader(conf.first_file(), conf.text(), diagnostics);
    for (auto& diagnostic : diagnostics)
        conf.place(diagnostic);
    report(diagnostics, value.source().session);
}

// The codepoint that a setting of sip.conf names, or gives as the whole octet of the header.
std::uint8_t dscp_of(std::optional<sip::ConfValue> const& setting, std::string_view file,
                     sip::Diagnostics& diagnostics) {
    if (!setting) return 0;
    if (auto const named = net::dscp_named(setting->value)) return *named;
    constexpr std::uint64_t largest_octet = 255;
    if (auto const octet = parse_integer(setting->value); octet && *octet <= largest_octet) {
        return static_cast<std::uint8_t>(*octet >> 2U);
    }
    diagnostics.push_back(
        {sip::Diagnostic::Severity::warning, std::string(file), setting->line, 0,
         fmt::format("Invalid tos value '{}'; expected a name such as cs3, or 0 to 255", setting->value)});
    return 0;
}

// One file, or a list of them: what a lab's own file lacks need not be written into it.
void read_sip_conf_files(YamlValue const& value, ServerOptions& into) {
    ConfText conf;
    if (value.node().kind == YamlNode::Kind::list) {
        if (value.node().items.empty()) return value.expected("a file, or a list of them");
        for (auto const& item : value.items())
            conf.add(item);
    } else {
        conf.add(value);
    }
    auto const reader = [&](std::string_view file, std::string_view text, sip::Diagnostics& diagnostics) {
        auto read = sip::read_sip_conf(file, text, diagnostics);
        into.sip_dscp = dscp_of(read.tos_sip, file, diagnostics);
        into.audio_dscp = dscp_of(read.tos_audio, file, diagnostics);
        return read;
    };
    read_conf(value, conf, into.sip_conf, reader);
}

// What a line of [globals] takes for a name, and for a value that is not a comment in part.
bool is_global(std::string_view name, std::string_view value) {
    auto const is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return !name.empty() && std::all_of(name.begin(), name.end(), is_word) &&
           value.find_first_of(";\n\\${}") == std::string_view::npos;
}

// `globals` as a [globals] section behind the file: the later of two lines counts.
std::string section_of_globals(YamlValue const& value) {
    if (value.node().kind != YamlNode::Kind::mapping) {
        value.expected("a mapping of variables of extensions.conf's [globals]");
        return {};
    }
    std::string section = "[globals]\n";
    for (auto const& entry : value.node().entries) {
        std::string text;
        read(value.entry(entry), text);
        if (is_global(entry.key, text)) {
            section += fmt::format("{} = {}\n", entry.key, text);
        } else {
            value.mistake_at(entry.key, entry.line, entry.column,
                             "not a variable of letters, digits and _ with a value without ; \\ $ { and }");
        }
    }
    return section;
}

void read_dialplan(YamlValue const& server, sip::Dialplan& into) {
    auto const file = server.key("extensions_conf");
    if (!file) return;
    ConfText conf;
    conf.add(*file);
    auto const globals = server.key("globals");
    if (globals && !conf.empty()) conf.add("globals", section_of_globals(*globals));
    read_conf(*file, conf, into, sip::read_extensions_conf);
}

// Read once the whole server is there.
void leave_out(YamlValue const& /*value*/, ServerOptions& /*into*/) {}

// Peers of one kind, as if sip.conf had a section for each.
struct Accounts {
    std::string first;  // the first one's name, a number; the others take the next ones
    std::size_t count = 1;
    std::string secret;
    std::optional<std::string> context;  // by default [general]'s
};

void read_account_context(YamlValue const& value, std::optional<std::string>& into) {
    read_name(value, into.emplace());
}

constexpr std::uint64_t most_accounts = 1'000'000;

constexpr auto accounts_fields = std::to_array<Field<Accounts>>({
    field_by<&Accounts::first, read_first_number>("first", Need::required),
    field_by<&Accounts::count, in_range<1, most_accounts>>("count", Need::required),
    field<&Accounts::secret>("secret"),
    field_by<&Accounts::context, read_account_context>("context"),
});

void add_accounts(YamlValue const& value, Accounts const& accounts, sip::SipConf& conf) {
    if (value.source().session.mistakes.any_in(value.path())) return;
    if (conf.peers.size() + accounts.count > most_accounts) {
        return value.place("count").mistake(fmt::format("more than {} peers in all", most_accounts));
    }
    auto peer = conf.defaults;
    peer.dynamic = true;
    peer.secret = accounts.secret;
    peer.context = accounts.context.value_or(peer.context);
    conf.peers.reserve(conf.peers.size() + accounts.count);
    for (std::size_t i = 0; i < accounts.count; ++i) {
        peer.name = number_after(accounts.first, i);
        peer.username = peer.name;
        if (conf.peer(peer.name) != nullptr) {
            return value.place("first").mistake(fmt::format("there is a peer named {} already", peer.name));
        }
        conf.add(peer);
    }
}

void read_accounts(YamlValue const& value, ServerOptions& server) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list");
    for (auto const& item : value.items()) {
        Accounts accounts;
        read_fields<Accounts>(item, accounts_fields, accounts);
        add_accounts(item, accounts, server.sip_conf);
    }
}

constexpr auto server_fields = std::to_array<Field<ServerOptions>>({
    field_by<&ServerOptions::name, read_name>("name"),
    field_by<&ServerOptions::host, read_name>("host", Need::required),
    field_by<&ServerOptions::profile, read_profile>("profile"),
    field_by<&ServerOptions::sip_port, in_range<1, 65535>>("sip_port"),
    field_by<&ServerOptions::rtp_port_low, in_range<1, 65535>>("rtp_port_low"),
    field_by<&ServerOptions::rtp_port_high, in_range<1, 65535>>("rtp_port_high"),
    {"sip_conf", Need::required, read_sip_conf_files},
    {"extensions_conf", Need::required, leave_out},
    {"globals", Need::optional, leave_out},
    {"accounts", Need::optional, read_accounts},
    field_by<&ServerOptions::caller_sdp_id, read_sdp_id_format>("caller_sdp_id"),
    field_by<&ServerOptions::callee_sdp_id, read_sdp_id_format>("callee_sdp_id"),
    {"timing", Need::optional,
     [](YamlValue const& value, ServerOptions& server) { read(value, server.profile.server_timing); }},
});

// The contexts by which the scenario's phones can enter a server's dialplan.
std::vector<std::string> entry_contexts(ServerOptions const& server, std::vector<PhoneOptions> const& phones) {
    std::set<std::string, std::less<>> contexts;
    for (auto const& phone : phones) {
        auto const* const peer = server.sip_conf.peer(phone.user);
        auto const& context = peer == nullptr || peer->context.empty() ? server.sip_conf.context : peer->context;
        if (!contexts.contains(context)) contexts.insert(context);
    }
    return {contexts.begin(), contexts.end()};
}

}  // namespace

void read(YamlValue const& value, ServerOptions& into) {
    into.profile = bundled_profile("asterisk", value.source().session);
    read_fields<ServerOptions>(value, server_fields, into);
    if (value.node().kind == YamlNode::Kind::mapping) read_dialplan(value, into.dialplan);
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
    return {key_list<ServerOptions>("server", server_fields), key_list<Accounts>("accounts", accounts_fields)};
}

}  // namespace voiplab::scenarios
