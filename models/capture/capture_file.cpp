#include "voiplab/models/capture/capture_file.hpp"

#include "pcap_file.hpp"
#include "pcapng_file.hpp"

#include <algorithm>

namespace voiplab::capture {

std::uint8_t* CapturedPacket::write(std::uint8_t* out) const {
    out = std::copy(headers.begin(), headers.end(), out);
    out = std::copy(payload.begin(), payload.end(), out);
    return std::fill_n(out, padding, std::uint8_t{0});
}

std::optional<FileFormat> format_of(std::filesystem::path const& file) {
    auto extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](char character) {
        auto const upper = character >= 'A' && character <= 'Z';
        return upper ? static_cast<char>(character - 'A' + 'a') : character;
    });
    if (extension == ".pcap") return FileFormat::pcap;
    if (extension == ".pcapng") return FileFormat::pcapng;
    return std::nullopt;
}

std::unique_ptr<CaptureFile> create_capture_file(std::filesystem::path const& file, FileFormat format,
                                                 CaptureFileOptions const& options) {
    if (format == FileFormat::pcap) return std::make_unique<PcapFile>(file, options);
    return std::make_unique<PcapngFile>(file, options);
}

}  // namespace voiplab::capture
