#pragma once

namespace voiplab::sim {

// What happens again and again in a run: a link's next arrival, a stream's next packet. It is its own event: scheduling
// it takes no place beside it, and where it runs nothing else has to be looked up. In return one event of it is pending
// at most, that one cannot be cancelled, and it must stay where it is until it has run or the run is over.
class Recurring {
  public:
    virtual void run() = 0;

  protected:
    Recurring() = default;
    ~Recurring() = default;
    Recurring(Recurring const&) = default;
    Recurring& operator=(Recurring const&) = default;
};

}  // namespace voiplab::sim
