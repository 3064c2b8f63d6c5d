#pragma once

#include "voiplab/models/net/codel.hpp"
#include "voiplab/models/net/queue_options.hpp"
#include "voiplab/models/net/queued_frame.hpp"
#include "voiplab/sim/random.hpp"

#include <array>
#include <vector>

// Each takes frames or drops them, and hands out the one that is to be sent next, or none where none waits. Time never
// goes back from one call to the next.
namespace voiplab::net {

// First in, first out; drops what comes while it is full.
class DropTailQueue {
  public:
    explicit DropTailQueue(QueueLimit const& limit) : limit_(limit) {}

    // False where the frame was dropped.
    bool enqueue(QueuedFrame frame, QueueCounters& counters);
    QueuedFrame dequeue(sim::Time, QueueCounters&) { return frames_.pop(); }
    [[nodiscard]] std::size_t size() const { return frames_.size(); }
    [[nodiscard]] FrameFifo& frames() { return frames_; }
    [[nodiscard]] FrameFifo const& frames() const { return frames_; }

  private:
    QueueLimit limit_;
    FrameFifo frames_;
};

// Which class a frame is of.
class DscpClassifier {
  public:
    // One class has no codepoints: it gets what no other names.
    explicit DscpClassifier(std::vector<QueueClassOptions> const& classes);
    [[nodiscard]] std::size_t class_of(Frame const& frame) const;

  private:
    std::size_t rest_ = 0;
    std::array<std::size_t, 64> class_by_dscp_{};
};

// Sends from the first class that has a frame.
class PrioQueue {
  public:
    PrioQueue(std::vector<QueueClassOptions> const& classes, QueueLimit const& limit);

    void enqueue(QueuedFrame frame, QueueCounters& counters);
    QueuedFrame dequeue(sim::Time now, QueueCounters& counters);
    [[nodiscard]] std::size_t size() const;

  private:
    DscpClassifier classifier_;
    std::vector<DropTailQueue> bands_;
};

// Self-clocked fair queueing (Golestani, INFOCOM 1994): each frame gets a tag, the virtual time at which it would have
// been sent were each class served by its weight at once, and the lowest tag goes first. The virtual time is the tag of
// the frame that was sent last.
class FairQueue {
  public:
    FairQueue(std::vector<QueueClassOptions> const& classes, QueueLimit const& limit);

    void enqueue(QueuedFrame frame, QueueCounters& counters);
    QueuedFrame dequeue(sim::Time now, QueueCounters& counters);
    [[nodiscard]] std::size_t size() const;

  private:
    struct Class {
        DropTailQueue queue;
        std::uint32_t weight;
        std::uint64_t tag = 0;  // of its first frame, or of the last one that it sent
    };
    static std::uint64_t virtual_time_of(Class const& each);

    DscpClassifier classifier_;
    std::vector<Class> classes_;
    std::uint64_t virtual_time_ = 0;
};

// Random early detection (Floyd and Jacobson 1993, by its names): the longer the queue has been on average, the
// likelier an arriving frame is dropped; the drops are spread evenly.
class RedQueue {
  public:
    RedQueue(QueueOptions const& options, QueueLimit const& limit, BitRate link_rate, sim::RandomStream draws);

    void enqueue(QueuedFrame frame, QueueCounters& counters);
    QueuedFrame dequeue(sim::Time now, QueueCounters& counters);
    [[nodiscard]] std::size_t size() const { return queue_.size(); }
    [[nodiscard]] double average() const { return avg_; }

  private:
    void update_average(sim::Time now);
    [[nodiscard]] bool drops_early();

    DropTailQueue queue_;
    double min_th_;
    double max_th_;
    double max_p_;
    double w_q_;
    sim::Duration typical_transmission_;
    sim::RandomStream draws_;
    double avg_ = 0;
    std::optional<sim::Time> q_time_;  // since when nothing waits and nothing is sent
    std::uint64_t count_ = 0;          // frames since the last one dropped
};

class CodelQueue {
  public:
    CodelQueue(CodelOptions const& options, QueueLimit const& limit) : options_(options), queue_(limit) {}

    void enqueue(QueuedFrame frame, QueueCounters& counters) { queue_.enqueue(std::move(frame), counters); }
    QueuedFrame dequeue(sim::Time now, QueueCounters& counters) {
        return codel_.dequeue(queue_.frames(), options_, now, counters);
    }
    [[nodiscard]] std::size_t size() const { return queue_.size(); }

  private:
    CodelOptions options_;
    DropTailQueue queue_;
    Codel codel_;
};

}  // namespace voiplab::net
