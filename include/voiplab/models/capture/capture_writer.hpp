#pragma once

#include "voiplab/models/capture/capture_file.hpp"
#include "voiplab/models/net/frame.hpp"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace voiplab::capture {

// A frame in a capture: its payload's bytes stand beside it, and its own payload is empty.
struct CapturedFrame {
    net::Frame const& frame;
    std::span<std::uint8_t const> payload;
    net::Direction direction = net::Direction::sent;
};

// Asked for each frame of a file in turn, in whichever thread writes it; a text that is not empty becomes the packet's
// comment.
using PacketCommenter = std::function<std::string(CapturedFrame const&)>;

// Writes the capture files of one run, beside the run: for a frame the run's thread does no more than copy it.
// Comments, headers' bytes and checksums, the files' format and the disk are a thread's affair that is started when
// there is enough for it to do; a small run has none. What is in the files does not depend on that.
class CaptureWriter {
  public:
    CaptureWriter() = default;
    // What was not committed is not there afterwards.
    ~CaptureWriter();
    CaptureWriter(CaptureWriter const&) = delete;
    CaptureWriter& operator=(CaptureWriter const&) = delete;

    // Takes a file; its number. All are taken before the first frame comes. What the commenter uses outlives the
    // writer.
    std::uint32_t add(std::unique_ptr<CaptureFile> file, LinkType link_type, PacketCommenter commenter = {});

    struct Capture {
        WallClock time;
        std::uint32_t file = 0;
        std::uint32_t interface = 0;
        net::Direction direction = net::Direction::sent;
    };
    // Frames of one file come in the order of their times.
    void write(net::Frame const& frame, Capture const& capture);
    // Puts the files in their places, all written; throws WriteError where one could not be.
    void commit();

  private:
    struct File {
        std::unique_ptr<CaptureFile> file;
        LinkType link_type;
        PacketCommenter commenter;
    };
    struct alignas(64) CacheLine {
        std::uint8_t bytes[64];
    };
    // Stands in front of a payload; the two take whole cache lines.
    struct Record {
        WallClock time;
        std::uint32_t file;
        std::uint32_t interface;
        std::uint32_t payload_size;
        net::Direction direction;
        net::Frame frame;  // without the payload
    };
    // What this thread's processor keeps in its first cache beside all else.
    static constexpr std::size_t staging_size = 4096;
    static constexpr std::size_t chunk_size = 262'144;
    static constexpr std::size_t most_chunks = 16;
    // A thread that sleeps is woken for so many at once: to wake one takes as long as to fill a good part of a chunk.
    static constexpr std::size_t chunks_at_once = most_chunks / 2;
    struct Chunk {
        std::unique_ptr<CacheLine[]> lines;
        std::size_t used = 0;  // in bytes, as the capacity
        std::size_t capacity = 0;
        [[nodiscard]] std::uint8_t* bytes() const { return reinterpret_cast<std::uint8_t*>(lines.get()); }
    };

    std::uint8_t* stage(std::size_t size);
    void take_staged();
    std::uint8_t* make_room(std::size_t size);
    void hand_over();
    void wake();
    void work();
    void write_next(std::unique_lock<std::mutex>& lock);
    void write_records(Chunk& chunk);
    void write_record(Record const& record, std::span<std::uint8_t const> payload);
    void stop();

    std::vector<File> files_;
    alignas(CacheLine) std::array<std::uint8_t, staging_size> staging_;  // the latest records, not in a chunk yet
    std::size_t staged_ = 0;
    Chunk current_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Under the mutex:
    std::deque<Chunk> full_;
    std::vector<Chunk> empty_;
    std::size_t chunks_ = 0;  // handed out, wherever they are
    bool ending_ = false;
};

}  // namespace voiplab::capture
