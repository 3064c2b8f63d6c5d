#pragma once

namespace voiplab::tools {

// While it lives, Ctrl-C and SIGTERM do not end the program but are remembered; a second one ends it.
class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    Interrupt(Interrupt const&) = delete;
    Interrupt& operator=(Interrupt const&) = delete;

    [[nodiscard]] static bool happened();
};

}  // namespace voiplab::tools
