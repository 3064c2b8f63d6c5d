#include "tools/commands.hpp"
#include "tools/text.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/quality/e_model.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voiplab::tools {
namespace {

using quality::EModelParameters, quality::EModelRating;

struct Parameter {
    std::string_view symbol;  // G.107's
    double EModelParameters::*member;
};
constexpr auto parameters = std::to_array<Parameter>({
    {"SLR", &EModelParameters::slr},   {"RLR", &EModelParameters::rlr},   {"STMR", &EModelParameters::stmr},
    {"Ds", &EModelParameters::ds},     {"Dr", &EModelParameters::dr},     {"TELR", &EModelParameters::telr},
    {"WEPL", &EModelParameters::wepl}, {"T", &EModelParameters::t},       {"Tr", &EModelParameters::tr},
    {"Ta", &EModelParameters::ta},     {"qdu", &EModelParameters::qdu},   {"Ie", &EModelParameters::ie},
    {"Bpl", &EModelParameters::bpl},   {"Ppl", &EModelParameters::ppl},   {"BurstR", &EModelParameters::burst_r},
    {"Nc", &EModelParameters::nc},     {"Nfor", &EModelParameters::nfor}, {"Ps", &EModelParameters::ps},
    {"Pr", &EModelParameters::pr},     {"A", &EModelParameters::a},       {"mT", &EModelParameters::mt},
    {"sT", &EModelParameters::st},
});

struct Component {
    std::string_view key;
    std::string_view symbol;
    std::string_view meaning;
    double EModelRating::*member;
};
constexpr auto components = std::to_array<Component>({
    {"no", "No", "noise, dBm0p", &EModelRating::no},
    {"ro", "Ro", "signal-to-noise ratio", &EModelRating::ro},
    {"iolr", "Iolr", "loudness too low", &EModelRating::iolr},
    {"ist", "Ist", "sidetone", &EModelRating::ist},
    {"iq", "Iq", "quantising distortion", &EModelRating::iq},
    {"is", "Is", "simultaneous impairment", &EModelRating::is},
    {"idte", "Idte", "talker echo", &EModelRating::idte},
    {"idle", "Idle", "listener echo", &EModelRating::idle},
    {"idd", "Idd", "absolute delay", &EModelRating::idd},
    {"id", "Id", "delay impairment", &EModelRating::id},
    {"ie_eff", "Ie,eff", "codec and packet loss", &EModelRating::ie_eff},
});

std::optional<double> number_from(std::string_view text) {
    double number = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// Empty where the word was understood.
std::string set_parameter(scenarios::Override const& word, EModelParameters& into) {
    auto const* const found = std::find_if(parameters.begin(), parameters.end(),
                                           [&](Parameter const& parameter) { return parameter.symbol == word.path; });
    if (found == parameters.end()) {
        std::string symbols;
        for (auto const& parameter : parameters)
            symbols += fmt::format("{}{}", symbols.empty() ? "" : ", ", parameter.symbol);
        return fmt::format("--set: {} is no parameter of G.107; expected one of {}", printable(word.path), symbols);
    }
    auto const number = number_from(word.value);
    if (!number) return fmt::format("--set: {} of {} is not a number", printable(word.value), word.path);
    into.*found->member = *number;
    return {};
}

std::string unknown_codec(std::string_view name) {
    std::string names;
    for (auto const& codec : media::codec_table())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", codec.name);
    return fmt::format("--codec: {} is no codec; expected one of {}", printable(name), names);
}

// G.107 annex B, table B.1.
std::string_view satisfaction(double narrowband_r) {
    if (narrowband_r >= 90) return "very satisfied";
    if (narrowband_r >= 80) return "satisfied";
    if (narrowband_r >= 70) return "some users dissatisfied";
    if (narrowband_r >= 60) return "many users dissatisfied";
    if (narrowband_r >= 50) return "nearly all users dissatisfied";
    return "not recommended";
}

std::string as_json(media::CodecInfo const& codec, EModelParameters const& used, EModelRating const& rating) {
    nlohmann::ordered_json json{{"model", codec.wideband ? "G.107.1" : "G.107"},
                                {"codec", codec.name},
                                {"delay_ms", used.ta},
                                {"loss_percent", used.ppl},
                                {"burst_ratio", used.burst_r},
                                {"ie", used.ie},
                                {"bpl", used.bpl},
                                {"provisional", codec.provisional}};
    for (auto const& component : components)
        json[std::string(component.key)] = rating.*component.member;
    json["a"] = used.a;
    json["r"] = rating.r;
    json["mos"] = rating.mos;
    json["mos_lq"] = rating.mos_lq;
    return json.dump(2) + "\n";
}

std::string as_text(media::CodecInfo const& codec, EModelParameters const& used, EModelRating const& rating) {
    auto text = fmt::format("{}: {}, {:g} ms mouth to ear, {:g} % loss, burst ratio {:g}, Ie {:g}, Bpl {:g}\n",
                            codec.wideband ? "G.107.1" : "G.107", codec.name, used.ta, used.ppl, used.burst_r, used.ie,
                            used.bpl);
    if (codec.provisional) text += "Ie or Bpl of this codec is an estimate: G.113 does not give both.\n";
    for (auto const& component : components) {
        text += fmt::format("  {:<7}{:>10.3f}  {}\n", component.symbol, rating.*component.member, component.meaning);
    }
    auto const r = codec.wideband ? rating.r / 1.29 : rating.r;
    text += fmt::format("R    {:.1f}{}\n", rating.r, codec.wideband ? " of 129" : "");
    text += fmt::format("MOS  {:.2f}  ({}); to listen only {:.2f}\n", rating.mos, satisfaction(r), rating.mos_lq);
    return text;
}

}  // namespace

ExitStatus command_emodel(EModelArguments const& arguments, Console const& console) {
    auto const refuse = [&](std::string const& reason) {
        console.err << "voiplab: " << reason << "\n";
        return ExitStatus::bad_input;
    };
    auto const* const codec = media::find_codec(arguments.codec);
    if (codec == nullptr) return refuse(unknown_codec(arguments.codec));
    EModelParameters used;
    quality::set_delay(used, std::chrono::duration<double, std::milli>(arguments.delay).count());
    used.ie = codec->ie;
    used.bpl = codec->bpl;
    used.ppl = arguments.loss * 100;
    used.burst_r = arguments.burst_ratio;
    for (auto const& word : arguments.parameters) {
        if (auto const mistake = set_parameter(word, used); !mistake.empty()) return refuse(mistake);
    }
    auto const rating = codec->wideband ? quality::rate_wideband(used) : quality::rate(used);
    if (!std::isfinite(rating.r)) return refuse("--set: with these parameters the E-model has no value");
    console.out << (arguments.json ? as_json(*codec, used, rating) : as_text(*codec, used, rating));
    return ExitStatus::done;
}

}  // namespace voiplab::tools
