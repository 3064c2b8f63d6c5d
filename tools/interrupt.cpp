#include "tools/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace voiplab::tools {
namespace {

// A handler has no other way to say it.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void remember(int /*signal*/) {
    interrupted = true;
}

}  // namespace

Interrupt::Interrupt() {
    interrupted = false;
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

Interrupt::~Interrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

bool Interrupt::happened() {
    return interrupted;
}

}  // namespace voiplab::tools
