#pragma once

#include "voiplab/models/sip/asterisk_conf.hpp"
#include "voiplab/models/sip/diagnostic.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace voiplab::sip {

// One step of an extension: "exten => 2010,1(label),Dial(SIP/2010,20)".
struct Priority {
    int number = 1;
    std::string label;        // empty: none
    std::string application;  // as written: "Dial"
    std::string arguments;    // unexpanded
    std::size_t line = 0;
};

struct Extension {
    std::string pattern;               // "2010" or "_X."
    std::vector<Priority> priorities;  // by number
};

struct DialplanContext {
    std::string name;
    std::vector<Extension> extensions;
    std::vector<std::string> includes;
};

// extensions.conf, as pbx_config of Asterisk 13 reads it.
struct Dialplan {
    std::string file;
    std::map<std::string, std::string> globals;
    std::vector<DialplanContext> contexts;

    [[nodiscard]] DialplanContext const* context(std::string_view name) const;
    // The extension of a context that a dialled number matches, its includes searched after its own (Asterisk's order:
    // an exact match, then the patterns from the most specific to the least); nullptr where none does.
    [[nodiscard]] Extension const* match(std::string_view context, std::string_view number) const;
};

// Reads the text of an extensions.conf. Warns as Asterisk would (a priority given twice: the first one stays, "Unable
// to register extension"; a priority `n` with none before it; `same` before any `exten`).
Dialplan read_extensions_conf(std::string_view file, std::string_view text, Diagnostics& diagnostics);

// Adds an error for every application that is not modelled and that a call entering by one of `entry_contexts` can
// reach: through any extension of those contexts, their includes, and Goto or GotoIf from there; a Dial of another
// technology than SIP is such an error too. Others are left in peace. Functions and operators that are not modelled are
// warnings: what they give is empty.
void check_reachable(Dialplan const& dialplan, std::vector<std::string> const& entry_contexts,
                     Diagnostics& diagnostics);

// What the dialplan wants done next. The PBX does it and resumes the channel with what came of it.
struct DialStep {
    std::vector<std::string> peers;    // "2010" of SIP/2010; several for "&"
    std::vector<std::string> numbers;  // beside each peer: the number of SIP/peer/number, empty where none is given
    std::optional<sim::Duration> timeout;
    std::string options;
};
struct AnswerStep {};
struct RingingStep {};
struct WaitStep {
    sim::Duration duration;
};
// 183 with SDP: what is played from now on is heard before the answer.
struct ProgressStep {};
struct PlaybackStep {
    std::string file;    // Playback(a&b) gives two steps
    bool answer = true;  // Playback(a,noanswer): not
};
// Keys are gathered until `#`, until there are `most`, or until none has come for so long; the PBX sets the variable.
struct ReadStep {
    std::string variable;
    std::string prompt;  // a file; empty: none
    std::size_t most = 255;
    sim::Duration timeout = std::chrono::seconds(10);
};
struct BusyStep {
    std::optional<sim::Duration> duration;
};  // 486, then the channel is held for so long
struct CongestionStep {
    std::optional<sim::Duration> duration;
};  // 503
struct HangupStep {
    std::optional<int> cause;
};  // Q.850; the end of the extension's priorities too
// Where the priorities end after a Dial that failed, Asterisk falls through: BUSY gives a BusyStep of 10 seconds,
// CONGESTION and CHANUNAVAIL a CongestionStep of 10 seconds. After Busy, Congestion and Hangup only HangupStep follows.
using DialplanStep = std::variant<DialStep, AnswerStep, RingingStep, ProgressStep, WaitStep, PlaybackStep, ReadStep,
                                  BusyStep, CongestionStep, HangupStep>;

// One channel's way through the dialplan. Sans-IO: next() runs up to the next thing that takes time or touches the
// call. Goto to an extension that does not exist leads to the context's `i`, or to Hangup. The extensions `h` (run
// after a hang-up) and `t` (a caller who dials nothing) are read and never entered.
class DialplanChannel {
  public:
    // `caller_number` and `caller_name` are what ${CALLERID(num)} and ${CALLERID(name)} give.
    DialplanChannel(Dialplan const& dialplan, std::string context, std::string extension, std::string caller_number,
                    std::string caller_name);

    // False where the extension does not exist in the context: the call is answered 404.
    [[nodiscard]] bool exists() const;
    // The next step. Set, NoOp, Goto and GotoIf are carried out on the way. A loop that never takes time ends after
    // 10,000 steps in Hangup.
    DialplanStep next();
    // What a Dial came to (CHANUNAVAIL, BUSY, NOANSWER, ANSWER, CANCEL, CONGESTION): ${DIALSTATUS}.
    void set_dial_status(std::string_view status);
    // What ${name} gives: a variable of Asterisk's own (EXTEN, CONTEXT, PRIORITY, HANGUPCAUSE), of the channel or of
    // [globals], or one of the functions CALLERID(num, name, all, ani, dnid), GLOBAL() and LEN(); else empty.
    [[nodiscard]] std::string variable(std::string_view name) const;
    // An empty value takes the variable away. Leading underscores are dropped (they only say who inherits it);
    // CALLERID(num), CALLERID(name) and CALLERID(all) can be set too.
    void set_variable(std::string_view name, std::string_view value);
    // ${...} and $[...] replaced.
    [[nodiscard]] std::string expand(std::string_view text) const;
    // "from-sip,2010,2": where it stands.
    [[nodiscard]] std::string position() const;

  private:
    std::optional<DialplanStep> carry_out(Priority const& priority);
    void go_to(std::string_view location);
    void set(std::string_view assignment);
    DialplanStep fall_through();
    [[nodiscard]] std::string function(std::string_view name, std::string_view argument) const;

    Dialplan const* dialplan_;
    std::string context_;
    std::string extension_;
    int priority_ = 0;  // the last one carried out
    std::map<std::string, std::string, std::less<>> variables_;
    std::vector<DialplanStep> pending_;  // of an application that gave more than one step
    bool ended_ = false;                 // only Hangup is left
    unsigned steps_ = 0;                 // since time last passed
};

}  // namespace voiplab::sip
