#pragma once

// ITU-T Q.850's causes, as Asterisk's causes.h names them.
namespace voiplab::agents::cause {

inline constexpr int normal_clearing = 16;
inline constexpr int user_busy = 17;
inline constexpr int no_user_response = 18;
inline constexpr int no_answer = 19;
inline constexpr int subscriber_absent = 20;
inline constexpr int congestion = 34;

}  // namespace voiplab::agents::cause

namespace voiplab::agents {

// The final response that chan_sip gives to an unanswered caller for a cause.
int status_of_cause(int cause);

}  // namespace voiplab::agents
