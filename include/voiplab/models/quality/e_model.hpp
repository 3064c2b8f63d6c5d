#pragma once

// The E-model: ITU-T G.107 for narrowband speech (300 to 3400 Hz), G.107.1 for wideband (50 to 7000 Hz).
namespace voiplab::quality {

// Every parameter of G.107 by its symbol, each with the default of its table 3. Levels and losses in dB, delays in
// milliseconds, losses of packets in percent.
struct EModelParameters {
    double slr = 8;      // sending loudness rating
    double rlr = 2;      // receiving loudness rating
    double stmr = 15;    // sidetone masking rating
    double ds = 3;       // D-value of the telephone, send side
    double dr = 3;       // and receive side; LSTR = STMR + Dr
    double telr = 65;    // talker echo loudness rating
    double wepl = 110;   // weighted echo path loss
    double t = 0;        // mean one-way delay of the echo path
    double tr = 0;       // round-trip delay in the 4-wire loop
    double ta = 0;       // absolute delay, mouth to ear, in echo-free connections
    double qdu = 1;      // quantising distortion units
    double ie = 0;       // equipment impairment factor
    double bpl = 4.3;    // packet-loss robustness factor
    double ppl = 0;      // random packet-loss probability, percent
    double burst_r = 1;  // burst ratio
    double nc = -70;     // circuit noise referred to the 0 dBr point, dBm0p
    double nfor = -64;   // noise floor at the receive side, dBmp
    double ps = 35;      // room noise at the send side, dB(A)
    double pr = 35;      // and at the receive side
    double a = 0;        // advantage factor
    double mt = 100;     // minimum perceivable delay
    double st = 1;       // delay sensitivity
};

// An echo path without other delays than the absolute one: T = Ta, Tr = 2 Ta (G.107 section 7.4).
void set_delay(EModelParameters& parameters, double ta_ms);

// What R is made of. In wideband there are no figures for No, Iolr, Ist and Iq: 0.
struct EModelRating {
    double no = 0;      // noise, dBm0p
    double ro = 0;      // basic signal-to-noise ratio
    double iolr = 0;    // too low an overall loudness rating
    double ist = 0;     // non-optimum sidetone
    double iq = 0;      // quantising distortion
    double is = 0;      // the three together: simultaneous impairment
    double idte = 0;    // talker echo
    double idle = 0;    // listener echo
    double idd = 0;     // absolute delay
    double id = 0;      // the three together: delay impairment
    double ie_eff = 0;  // effective equipment impairment
    double r = 0;       // transmission rating
    double mos = 1;     // estimated mean opinion score in conversation, MOS-CQE
    double mos_lq = 1;  // the same without the delay's part: to listen only, MOS-LQE
};

EModelRating rate(EModelParameters const& parameters);
// By G.107.1, with R up to 129; its Ie and Bpl are the wideband ones of G.113 appendix IV. MOS is that of R / 1.29.
EModelRating rate_wideband(EModelParameters const& parameters);

// MOS of a narrowband R (G.107 annex B), never below 1: its cubic would be, for R between 0 and 6.52.
double mos_of(double r);
// The effective equipment impairment alone (G.107 (7-29)).
double effective_ie(double ie, double bpl, double ppl, double burst_r);
// Cole and Rosenbluth's fit to G.107's delay impairment (2001), with R = 93.2 - this - Ie,eff; it is no G.107.
double cole_rosenbluth_id(double ta_ms);

}  // namespace voiplab::quality
