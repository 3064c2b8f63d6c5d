#include "tests/fuzz/fuzz_target.hpp"
#include "voiplab/models/sip/sdp.hpp"

using namespace voiplab::sip;
using voiplab::fuzz::require;

namespace {

void check_media(SessionDescription const& description, SdpMedia const& media) {
    auto const formats = formats_of(media);
    require(formats.size() <= media.formats.size(), "no format comes from nowhere");
    for (auto const& format : formats) {
        require(format.clock_rate > 0 && format.channels > 0 && !format.encoding.empty(), "a format is complete");
    }
    require(common_formats(formats, formats).size() == formats.size(), "who offers a format supports it");
    auto const offered = direction_of(description, media);
    auto const answered = answer_direction(offered, MediaDirection::sendrecv);
    require(answer_direction(answered, MediaDirection::sendrecv) == offered, "a direction is mirrored twice");
    require(!connection_of(description, media).empty(), "a medium has an address");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = voiplab::fuzz::text_of(data, size);
    auto const description = parse_sdp(text);
    if (!description) {
        require(description.error().offset <= text.size(), "an error points into the text");
        require(!description.error().reason.empty(), "an error has a reason");
        return 0;
    }
    for (auto const& media : description->media) {
        check_media(*description, media);
    }
    auto const again = parse_sdp(to_string(*description));
    require(again && *again == *description, "a description can be written and read again");
    return 0;
}
