#include "asterisk_text.hpp"
#include "codec_selection.hpp"
#include "voiplab/models/sip/asterisk_conf.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using asterisk::is_true;
using asterisk::same_word;

constexpr int default_qualify_ms = 2000;  // DEFAULT_MAXMS of chan_sip

// A peer while its section is read: its codecs include video, which SipPeer does not list.
struct PeerDraft {
    SipPeer peer;
    std::vector<std::string> codecs = asterisk::built_in_codecs();
    std::map<std::string, unsigned> packet_ms{};  // where allow= says it
};

class SipConfReader {
  public:
    SipConfReader(std::string_view file, Diagnostics& diagnostics) : reporter_(file, diagnostics) { conf_.file = file; }

    SipConf read(std::vector<ConfSection> const& sections) {
        // chan_sip reads [general] first, wherever it stands: peers start from its settings.
        for (auto const& section : sections) {
            if (!section.is_template && same_word(section.name, "general")) read_general(section);
        }
        for (auto const& section : sections) {
            bool const is_peer = !section.is_template && !same_word(section.name, "general") &&
                                 !same_word(section.name, "authentication");
            if (is_peer) read_peer(section);
        }
        for (auto& draft : drafts_)
            conf_.add(finish(std::move(draft)));
        defaults_.peer.context = conf_.context;
        conf_.defaults = finish(std::move(defaults_));
        return std::move(conf_);
    }

  private:
    void read_general(ConfSection const& section) {
        for (auto const& entry : section.entries) {
            if (read_shared(defaults_, entry)) {
                conf_.default_codecs = conf_.default_codecs && !is_codec_setting(entry);
            } else if (same_word(entry.name, "realm")) {
                conf_.realm = entry.value;
            } else if (same_word(entry.name, "context")) {
                conf_.context = entry.value;
            } else if (same_word(entry.name, "useragent")) {
                conf_.useragent = entry.value;
            } else if (same_word(entry.name, "bindport") || same_word(entry.name, "port")) {
                read_port(entry, entry.value, conf_.bind_port);
            } else if (same_word(entry.name, "tos_sip")) {
                conf_.tos_sip = ConfValue{entry.value, entry.line};
            } else if (same_word(entry.name, "tos_audio")) {
                conf_.tos_audio = ConfValue{entry.value, entry.line};
            } else if (same_word(entry.name, "udpbindaddr") || same_word(entry.name, "bindaddr")) {
                read_bind_address(entry);
            } else {
                read_expiry(entry);
            }
        }
    }

    // The settings that [general] gives to peers and that peers may say themselves.
    bool read_shared(PeerDraft& draft, ConfEntry const& entry) {
        if (is_codec_setting(entry)) {
            read_codecs(draft, entry);
        } else if (same_word(entry.name, "directmedia") || same_word(entry.name, "canreinvite")) {
            read_direct_media(draft.peer, entry);
        } else if (same_word(entry.name, "qualify")) {
            read_qualify(draft.peer, entry);
        } else if (same_word(entry.name, "nat")) {
            read_nat(draft.peer.nat, entry);
        } else if (same_word(entry.name, "dtmfmode")) {
            read_dtmf_mode(draft.peer, entry);
        } else if (asterisk::to_lower(entry.name).starts_with("session-")) {
            return read_session_timer(draft.peer.session_timers, entry);
        } else if (same_word(entry.name, "insecure")) {
            check_words(entry, {"port", "invite", "no", "false", "off", "n", "f", "0", ""}, "Unknown insecure mode");
            draft.peer.other[asterisk::to_lower(entry.name)] = entry.value;
        } else {
            return false;
        }
        return true;
    }

    static bool is_codec_setting(ConfEntry const& entry) {
        return same_word(entry.name, "allow") || same_word(entry.name, "disallow");
    }

    void read_codecs(PeerDraft& draft, ConfEntry const& entry) {
        bool const allow = same_word(entry.name, "allow");
        if (allow) {
            for (auto const& [codec, ms] : asterisk::packet_lengths(entry.value))
                draft.packet_ms[codec] = ms;
        }
        for (auto const& name : asterisk::change_codecs(draft.codecs, entry.value, allow)) {
            reporter_.warn(entry.line,
                           fmt::format("Cannot {} unknown format '{}'", allow ? "allow" : "disallow", name));
        }
    }

    static void read_direct_media(SipPeer& peer, ConfEntry const& entry) {
        peer.direct_media = false;
        for (auto const word : asterisk::split(entry.value, ',')) {
            bool const direct =
                is_true(word) || same_word(word, "nonat") || same_word(word, "update") || same_word(word, "outgoing");
            peer.direct_media = peer.direct_media || direct;
        }
    }

    void read_nat(PeerNat& nat, ConfEntry const& entry) {
        using Mode = PeerNat::Mode;
        check_words(entry, {"no", "yes", "force_rport", "comedia", "auto_force_rport", "auto_comedia"},
                    "Unknown nat setting");
        nat = {Mode::no, Mode::no};
        auto const raise = [](Mode& mode, Mode to) { mode = std::max(mode, to); };
        for (auto const word : asterisk::split(entry.value, ',')) {
            if (same_word(word, "no")) nat = {Mode::no, Mode::no};
            if (same_word(word, "yes") || same_word(word, "force_rport")) raise(nat.force_rport, Mode::yes);
            if (same_word(word, "yes") || same_word(word, "comedia")) raise(nat.comedia, Mode::yes);
            if (same_word(word, "auto_force_rport")) raise(nat.force_rport, Mode::automatic);
            if (same_word(word, "auto_comedia")) raise(nat.comedia, Mode::automatic);
        }
    }

    void read_qualify(SipPeer& peer, ConfEntry const& entry) {
        peer.qualify.reset();
        auto const number = asterisk::leading_integer(entry.value);
        if (same_word(entry.value, "yes")) {
            peer.qualify = std::chrono::milliseconds(default_qualify_ms);
        } else if (number && *number > 0) {
            peer.qualify = std::chrono::milliseconds(*number);
        } else if (!number && !same_word(entry.value, "no")) {
            reporter_.warn(entry.line,
                           fmt::format("qualify '{}' should be 'yes', 'no', or a number of milliseconds", entry.value));
        }
    }

    void read_dtmf_mode(SipPeer& peer, ConfEntry const& entry) {
        static constexpr std::array<std::pair<std::string_view, PeerDtmfMode>, 5> modes{
            {{"rfc2833", PeerDtmfMode::rfc2833},
             {"inband", PeerDtmfMode::inband},
             {"info", PeerDtmfMode::info},
             {"shortinfo", PeerDtmfMode::info},
             {"auto", PeerDtmfMode::automatic}}};
        auto const mode = std::find_if(modes.begin(), modes.end(),
                                       [&](auto const& known) { return same_word(known.first, entry.value); });
        // chan_sip warns, and falls back to what it would do without the line.
        if (mode == modes.end()) reporter_.warn(entry.line, fmt::format("Unknown dtmf mode '{}'", entry.value));
        peer.dtmf_mode = mode == modes.end() ? PeerDtmfMode::rfc2833 : mode->second;
    }

    // False where the setting is none of the four.
    bool read_session_timer(PeerSessionTimers& timers, ConfEntry const& entry) {
        using Mode = PeerSessionTimers::Mode;
        auto const name = asterisk::to_lower(entry.name);
        if (name == "session-timers") {
            check_words(entry, {"accept", "originate", "refuse"}, "Invalid session-timers");
            if (same_word(entry.value, "accept")) timers.mode = Mode::accept;
            if (same_word(entry.value, "originate")) timers.mode = Mode::originate;
            if (same_word(entry.value, "refuse")) timers.mode = Mode::refuse;
        } else if (name == "session-refresher") {
            check_words(entry, {"uac", "uas"}, "Invalid session-refresher");
            timers.refresher_is_uac = same_word(entry.value, "uac");
        } else if (name == "session-expires" || name == "session-minse") {
            constexpr auto least = 90;  // RFC 4028 section 5
            auto const seconds = asterisk::leading_integer(entry.value);
            auto& into = name == "session-expires" ? timers.expires : timers.minimum;
            if (seconds && *seconds >= least) {
                into = std::chrono::seconds(*seconds);
            } else {
                reporter_.warn(entry.line,
                               fmt::format("Invalid {} '{}'; expected {} or more", name, entry.value, least));
            }
        } else {
            return false;
        }
        return true;
    }

    void check_words(ConfEntry const& entry, std::vector<std::string_view> const& known, std::string_view complaint) {
        for (auto const word : asterisk::split(entry.value, ',')) {
            bool const is_known =
                std::any_of(known.begin(), known.end(), [&](std::string_view each) { return same_word(each, word); });
            if (!is_known) reporter_.warn(entry.line, fmt::format("{} '{}'", complaint, word));
        }
    }

    void read_port(ConfEntry const& entry, std::string_view value, std::uint16_t& port) {
        auto const number = asterisk::leading_integer(value);
        if (!number || *number < 1 || *number > 65535) {
            reporter_.warn(entry.line, fmt::format("Invalid port number '{}'; expected 1 to 65535", value));
            return;
        }
        port = static_cast<std::uint16_t>(*number);
    }

    // "0.0.0.0:5070" says a port too.
    void read_bind_address(ConfEntry const& entry) {
        std::string_view const value = entry.value;
        auto const colon = value.find(':');
        bool const is_ipv4 = colon != std::string_view::npos && value.find(':', colon + 1) == std::string_view::npos;
        if (is_ipv4) read_port(entry, value.substr(colon + 1), conf_.bind_port);
    }

    // Both spellings, as chan_sip.
    void read_expiry(ConfEntry const& entry) {
        struct Name {
            std::string_view first;
            std::string_view second;
            sim::Duration* duration;
        };
        for (auto const& name :
             {Name{"defaultexpiry", "defaultexpirey", &conf_.default_expiry},
              Name{"minexpiry", "minexpirey", &conf_.min_expiry}, Name{"maxexpiry", "maxexpirey", &conf_.max_expiry}}) {
            if (!same_word(entry.name, name.first) && !same_word(entry.name, name.second)) continue;
            auto const seconds = asterisk::leading_integer(entry.value);
            if (seconds && *seconds > 0) {
                *name.duration = std::chrono::seconds(*seconds);
            } else {
                reporter_.warn(entry.line,
                               fmt::format("{} '{}' is not a number of seconds above 0; {} s stays", entry.name,
                                           entry.value, name.duration->count() / std::nano::den));
            }
        }
    }

    void read_peer(ConfSection const& section) {
        auto const type = type_of(section);
        if (!type) return;
        auto& draft = draft_of(section);
        draft.peer.type = *type;
        for (auto const& entry : section.entries) {
            if (!read_shared(draft, entry) && !read_identity(draft.peer, entry)) {
                draft.peer.other[asterisk::to_lower(entry.name)] = entry.value;
            }
        }
    }

    std::optional<std::string> type_of(ConfSection const& section) {
        auto const found = std::find_if(section.entries.begin(), section.entries.end(),
                                        [](ConfEntry const& entry) { return same_word(entry.name, "type"); });
        if (found == section.entries.end()) {
            reporter_.warn(section.line, fmt::format("Section '{}' lacks type", section.name));
            return std::nullopt;
        }
        auto type = asterisk::to_lower(found->value);
        if (type == "friend" || type == "peer" || type == "user") return type;
        reporter_.warn(found->line, fmt::format("Unknown type '{}' for '{}'; expected friend, peer or user",
                                                found->value, section.name));
        return std::nullopt;
    }

    // A section that stands twice goes on where the first one left: chan_sip finds the peer that it built before.
    PeerDraft& draft_of(ConfSection const& section) {
        auto const [known, is_new] = draft_of_name_.emplace(asterisk::to_lower(section.name), drafts_.size());
        if (!is_new) {
            auto& earlier = drafts_[known->second];
            reporter_.warn(section.line,
                           fmt::format("section [{}] stands a second time (first on line {}): it makes no second peer, "
                                       "its settings win over the first one's",
                                       section.name, earlier.peer.line));
            return earlier;
        }
        auto draft = defaults_;
        draft.peer.name = draft.peer.username = section.name;
        draft.peer.context = conf_.context;
        draft.peer.dynamic = false;
        draft.peer.line = section.line;
        drafts_.push_back(std::move(draft));
        return drafts_.back();
    }

    bool read_identity(SipPeer& peer, ConfEntry const& entry) {
        if (same_word(entry.name, "username") || same_word(entry.name, "defaultuser")) {
            peer.username = entry.value;
        } else if (same_word(entry.name, "secret")) {
            peer.secret = entry.value;
        } else if (same_word(entry.name, "context")) {
            peer.context = entry.value;
        } else if (same_word(entry.name, "host")) {
            peer.dynamic = same_word(entry.value, "dynamic");
            peer.host = peer.dynamic ? std::string() : entry.value;
        } else if (same_word(entry.name, "port")) {
            read_port(entry, entry.value, peer.port);
        } else if (same_word(entry.name, "callerid")) {
            peer.callerid = entry.value;
        } else {
            return same_word(entry.name, "type");
        }
        return true;
    }

    static SipPeer finish(PeerDraft draft) {
        auto& peer = draft.peer;
        for (auto& codec : draft.codecs) {
            if (!asterisk::is_audio_codec(codec)) continue;
            auto const said = draft.packet_ms.find(codec);
            auto const ms = said != draft.packet_ms.end() ? said->second : asterisk::default_packet_ms(codec);
            peer.packet_ms = std::min(peer.packet_ms.value_or(ms), ms);
            peer.allow.push_back(std::move(codec));
        }
        if (std::find(draft.codecs.begin(), draft.codecs.end(), "h263") != draft.codecs.end()) peer.packet_ms.reset();
        return std::move(peer);
    }

    asterisk::Reporter reporter_;
    SipConf conf_;
    PeerDraft defaults_;
    std::vector<PeerDraft> drafts_;
    std::map<std::string, std::size_t> draft_of_name_;  // in lower case
};

}  // namespace

void SipConf::add(SipPeer peer) {
    numbers_.emplace(asterisk::to_lower(peer.name), peers.size());
    peers.push_back(std::move(peer));
}

SipPeer const* SipConf::peer(std::string_view name) const {
    auto const found = numbers_.find(asterisk::to_lower(name));
    return found == numbers_.end() ? nullptr : &peers[found->second];
}

SipConf read_sip_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics) {
    auto const sections = parse_conf(file, text, diagnostics);
    return SipConfReader(file, diagnostics).read(sections);
}

}  // namespace voiplab::sip
