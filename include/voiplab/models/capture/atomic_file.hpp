#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>

namespace voiplab::capture {

// A file could not be written. what() is one sentence for the user: the file's name and the system's reason.
class WriteError : public std::runtime_error {
  public:
    WriteError(std::filesystem::path const& file, std::string_view reason);
};

// A file that appears whole or not at all: it is written under a temporary name in the same folder, and takes its own
// name in commit(). Without commit() the destructor removes it, and what stood there before stays as it was.
class AtomicFile {
  public:
    // Throws WriteError where the folder cannot be written, or where `target` is something else than a file: a folder,
    // a device. A symbolic link is followed.
    explicit AtomicFile(std::filesystem::path target);
    ~AtomicFile();
    AtomicFile(AtomicFile const&) = delete;
    AtomicFile& operator=(AtomicFile const&) = delete;

    // Appends; buffered. Never throws: the first failure is kept for commit().
    void write(std::span<std::uint8_t const> bytes);
    void write(std::string_view text);
    // Appends so many bytes, to be filled in at once: before anything else is asked of the file.
    std::span<std::uint8_t> extend(std::size_t size);
    // Puts the file in its place; throws WriteError where its bytes could not all be written. Nothing may be written
    // afterwards. When the bytes reach the disk is the system's affair, as with tcpdump and Wireshark: a program that
    // ends early leaves no half file, a machine that stops may.
    void commit();

  private:
    void open_temporary();
    void make_room(std::size_t size);
    void flush();
    void write_through(std::span<std::uint8_t const> bytes);
    void close();

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    std::unique_ptr<std::uint8_t[]> buffer_;  // of capacity_ bytes
    std::size_t used_ = 0;
    std::size_t capacity_ = 0;
    int descriptor_ = -1;
    int error_ = 0;  // errno of the first failure
};

}  // namespace voiplab::capture
