#include "voiplab/models/quality/e_model.hpp"

#include <algorithm>
#include <cmath>

namespace voiplab::quality {

namespace {

double lg(double x) {
    return std::log10(x);
}

// Powers add, not their levels.
double level_of_power(double level_db) {
    return std::pow(10, level_db / 10);
}

// G.107 (7-3) to (7-7).
double noise(EModelParameters const& p) {
    auto const olr = p.slr + p.rlr;
    auto const lstr = p.stmr + p.dr;
    auto const nos = p.ps - p.slr - p.ds - 100 + 0.004 * std::pow(p.ps - olr - p.ds - 14, 2);
    auto const pre = p.pr + 10 * lg(1 + std::pow(10, (10 - lstr) / 10));
    auto const nor = p.rlr - 121 + pre + 0.008 * std::pow(pre - 35, 2);
    auto const nfo = p.nfor + p.rlr;
    return 10 * lg(level_of_power(p.nc) + level_of_power(nos) + level_of_power(nor) + level_of_power(nfo));
}

// (7-9), (7-10).
double low_loudness(EModelParameters const& p, double no) {
    auto const xolr = p.slr + p.rlr + 0.2 * (64 + no - p.rlr);
    return 20 * (std::pow(1 + std::pow(xolr / 8, 8), 1.0 / 8) - xolr / 8);
}

// (7-11), (7-12).
double sidetone(EModelParameters const& p) {
    auto const stmro = -10 * lg(std::pow(10, -p.stmr / 10) + std::exp(-p.t / 4) * std::pow(10, -p.telr / 10));
    return 12 * std::pow(1 + std::pow((stmro - 13) / 6, 8), 1.0 / 8) -
           28 * std::pow(1 + std::pow((stmro + 1) / 19.4, 35), 1.0 / 35) -
           13 * std::pow(1 + std::pow((stmro - 3) / 33, 13), 1.0 / 13) + 29;
}

// (7-13) to (7-17).
double quantising(EModelParameters const& p, double ro) {
    auto const q = 37 - 15 * lg(p.qdu);
    auto const g = 1.07 + 0.258 * q + 0.0602 * q * q;
    auto const y = (ro - 100) / 15 + 46 / 8.4 - g / 9;
    auto const z = 46.0 / 30 - g / 40;
    return 15 * lg(1 + std::pow(10, y) + std::pow(10, z));
}

// (7-22): what echo with the loudness rating TELR comes to after a delay.
double echo_rating(EModelParameters const& p) {
    return p.telr - 40 * lg((1 + p.t / 10) / (1 + p.t / 150)) + 6 * std::exp(-0.3 * p.t * p.t);
}

// (7-19): echo that arrives at once is sidetone.
double talker_echo_of(double roe_less_re, double t) {
    if (t < 1) return 0;
    auto const half = roe_less_re / 2;
    return (half + std::sqrt(half * half + 100) - 1) * (1 - std::exp(-t));
}

double talker_echo(EModelParameters const& p, double no, double ist) {
    auto const terv = echo_rating(p) + (p.stmr < 9 ? ist / 2 : 0);  // (7-23)
    auto const roe = -1.5 * (no - p.rlr);
    auto const re = 80 + 2.5 * (terv - 14);
    auto const idte = talker_echo_of(roe - re, p.t);
    return p.stmr > 20 ? std::hypot(idte, ist) : idte;  // (7-24)
}

// (7-25), (7-26).
double listener_echo(EModelParameters const& p, double ro) {
    auto const rle = 10.5 * (p.wepl + 7) * std::pow(p.tr + 1, -0.25);
    auto const half = (ro - rle) / 2;
    return half + std::sqrt(half * half + 169);
}

// (7-27), (7-28).
double absolute_delay(EModelParameters const& p) {
    if (p.ta <= p.mt) return 0;
    auto const x = std::log2(p.ta / p.mt);
    auto const power = 6 * p.st;
    return 25 * (std::pow(1 + std::pow(x, power), 1 / power) - 3 * std::pow(1 + std::pow(x / 3, power), 1 / power) + 2);
}

}  // namespace

void set_delay(EModelParameters& parameters, double ta_ms) {
    parameters.t = ta_ms;
    parameters.ta = ta_ms;
    parameters.tr = 2 * ta_ms;
}

double effective_ie(double ie, double bpl, double ppl, double burst_r) {
    return ppl <= 0 ? ie : ie + (95 - ie) * ppl / (ppl / burst_r + bpl);
}

double mos_of(double r) {
    if (r <= 0) return 1;
    if (r >= 100) return 4.5;
    return std::max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

double cole_rosenbluth_id(double ta_ms) {
    return 0.024 * ta_ms + 0.11 * std::max(0.0, ta_ms - 177.3);
}

EModelRating rate(EModelParameters const& p) {
    EModelRating rating;
    rating.no = noise(p);
    rating.ro = 15 - 1.5 * (p.slr + rating.no);
    rating.iolr = low_loudness(p, rating.no);
    rating.ist = sidetone(p);
    rating.iq = quantising(p, rating.ro);
    rating.is = rating.iolr + rating.ist + rating.iq;
    rating.idte = talker_echo(p, rating.no, rating.ist);
    rating.idle = listener_echo(p, rating.ro);
    rating.idd = absolute_delay(p);
    rating.id = rating.idte + rating.idle + rating.idd;
    rating.ie_eff = effective_ie(p.ie, p.bpl, p.ppl, p.burst_r);
    rating.r = rating.ro - rating.is - rating.id - rating.ie_eff + p.a;
    rating.mos = mos_of(rating.r);
    rating.mos_lq = mos_of(rating.r + rating.id);
    return rating;
}

EModelRating rate_wideband(EModelParameters const& p) {
    // On the scale that reaches 129 where narrowband reaches 100.
    constexpr double scale = 1.29;
    // How talker echo weighs on that scale is an inference: the line through G.107.1's values at 50 and 150 ms for the
    // defaults, as (7-19) asks for Roe - Re as a function of TERV.
    constexpr double echo_offset = -20.460464435;
    constexpr double echo_slope = 1.7994086056;

    EModelRating rating;
    rating.ro = 129;
    rating.idte = talker_echo_of(echo_offset - echo_slope * echo_rating(p), p.t);
    rating.idle = listener_echo(p, rating.ro);
    rating.idd = scale * absolute_delay(p);
    rating.id = rating.idte + rating.idle + rating.idd;
    rating.ie_eff = effective_ie(p.ie, p.bpl, p.ppl, p.burst_r);
    rating.r = rating.ro - rating.id - rating.ie_eff + p.a;
    rating.mos = mos_of(rating.r / scale);
    rating.mos_lq = mos_of((rating.r + rating.id) / scale);
    return rating;
}

}  // namespace voiplab::quality
