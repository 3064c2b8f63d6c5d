#pragma once

namespace voiplab::sim {

// What happens again and again in a run: a link's next arrival, a stream's next packet. It is its own event: scheduling
// it takes no place beside it, and where it runs nothing else has to be looked up. In return one event of it is pending
// at most, that one cannot be cancelled, and it must stay where it is until it has run or the run is over.
class Recurring {
  public:
    virtual void run() = 0;
    // It will run in `turns` turns, of some events each. May fetch from memory what run() is going to touch, and
    // changes nothing. Called with 2, when the object itself has been fetched: what it points to; then with 1: what
    // that points to in turn.
    virtual void prefetch_run(unsigned /*turns*/) const {}

  protected:
    Recurring() = default;
    ~Recurring() = default;
    Recurring(Recurring const&) = default;
    Recurring& operator=(Recurring const&) = default;
};

}  // namespace voiplab::sim
