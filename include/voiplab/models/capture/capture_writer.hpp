#pragma once

#include "voiplab/models/capture/capture_file.hpp"
#include "voiplab/models/net/frame.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace voiplab::capture {

// Writes the capture files of one run, beside the run: for a frame the run's thread does no more than copy its bytes.
// Checksums, the files' format and the disk are a thread's affair that is started when there is enough for it to do; a
// small run has none. What is in the files does not depend on that.
class CaptureWriter {
  public:
    CaptureWriter() = default;
    // What was not committed is not there afterwards.
    ~CaptureWriter();
    CaptureWriter(CaptureWriter const&) = delete;
    CaptureWriter& operator=(CaptureWriter const&) = delete;

    // Takes a file; its number. All are taken before the first frame comes.
    std::size_t add(std::unique_ptr<CaptureFile> file, LinkType link_type);

    struct Capture {
        std::size_t file = 0;
        std::uint32_t interface = 0;
        WallClock time;
        net::Direction direction = net::Direction::sent;
        std::string_view comment;
    };
    // Frames of one file come in the order of their times.
    void write(net::Frame const& frame, Capture const& capture);
    // Puts the files in their places, all written; throws WriteError where one could not be.
    void commit();

  private:
    struct File {
        std::unique_ptr<CaptureFile> file;
        LinkType link_type;
    };
    // What stands in front of a frame's bytes, which its comment follows.
    struct Record {
        WallClock time;
        std::uint32_t file;
        std::uint32_t interface;
        std::uint32_t size;
        std::uint32_t comment_size;
        std::uint32_t padded_size;  // of the whole record
        net::Direction direction;
        bool is_datagram;
    };
    static constexpr std::size_t chunk_size = 262'144;
    static constexpr std::size_t most_chunks = 16;
    struct Chunk {
        std::unique_ptr<std::uint8_t[]> bytes;
        std::size_t used = 0;
        std::size_t capacity = 0;
    };

    std::uint8_t* make_room(std::size_t size);
    void hand_over();
    void work();
    void write_records(Chunk& chunk);
    void stop();

    std::vector<File> files_;
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
