#include "voiplab/models/capture/atomic_file.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace voiplab::capture {

namespace {

// Written at once: few calls, and still in the processor's cache when the system copies it.
constexpr std::size_t buffer_size = 262'144;
// Temporary files that an interrupted run of the same process number may have left in the folder.
constexpr int most_leftovers = 10'000;

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

}  // namespace

WriteError::WriteError(std::filesystem::path const& file, std::string_view reason)
    : std::runtime_error(fmt::format("cannot write {}: {}", file.string(), reason)) {}

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
    std::error_code error;
    auto const status = std::filesystem::status(target_, error);
    // Taking the name of a device or a pipe would do away with it.
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw WriteError(target_, "it exists and is not a file");
    }
    if (std::filesystem::is_symlink(target_, error)) {
        if (auto const followed = std::filesystem::canonical(target_, error); !error) target_ = followed;
    }
    open_temporary();
}

AtomicFile::~AtomicFile() {
    close();
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::open_temporary() {
    for (int attempt = 0; attempt < most_leftovers; ++attempt) {
        // Short, whatever the target's name: that may be as long as the file system allows.
        auto const name = fmt::format(".voiplab-{}-{}.part", ::getpid(), attempt);
        auto path = target_.parent_path() / name;
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ >= 0) {
            temporary_ = std::move(path);
            return;
        }
        if (errno != EEXIST) break;
    }
    throw WriteError(target_, reason_of(errno));
}

void AtomicFile::write(std::span<std::uint8_t const> bytes) {
    std::copy(bytes.begin(), bytes.end(), extend(bytes.size()).begin());
}

std::span<std::uint8_t> AtomicFile::extend(std::size_t size) {
    assert(!temporary_.empty() && "nothing may be written after commit");
    if (used_ + size > capacity_) make_room(size);
    return {buffer_.get() + std::exchange(used_, used_ + size), size};
}

void AtomicFile::make_room(std::size_t size) {
    flush();
    if (size <= capacity_) return;
    capacity_ = std::max(size, buffer_size);
    buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(capacity_);
}

void AtomicFile::write(std::string_view text) {
    write(std::span(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()));
}

void AtomicFile::commit() {
    assert(!temporary_.empty() && "a file is committed once");
    flush();
    close();
    if (error_ == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) error_ = errno;
    if (error_ != 0) throw WriteError(target_, reason_of(error_));
    temporary_.clear();
}

void AtomicFile::flush() {
    write_through({buffer_.get(), std::exchange(used_, 0)});
}

void AtomicFile::write_through(std::span<std::uint8_t const> bytes) {
    while (error_ == 0 && !bytes.empty()) {
        auto const written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
}

void AtomicFile::close() {
    if (descriptor_ < 0) return;
    // A network file system may report only here that the bytes did not fit.
    if (::close(descriptor_) != 0 && error_ == 0) error_ = errno;
    descriptor_ = -1;
}

}  // namespace voiplab::capture
