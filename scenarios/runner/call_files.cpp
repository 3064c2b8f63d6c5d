#include "scenarios/runner/call_files.hpp"

#include "scenarios/runner/rtcp_columns.hpp"

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

double seconds(sim::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

double seconds(sim::Time time) {
    return seconds(time.time_since_epoch());
}

std::string between(std::optional<sim::Time> const& from, std::optional<sim::Time> const& to) {
    return from && to ? fmt::format("{:.6f}", seconds(*to - *from)) : std::string();
}

std::string optional_number(std::optional<double> const& number, int digits) {
    return number ? fmt::format("{:.{}f}", *number, digits) : std::string();
}

// What names a stream in every table.
std::string stream_name(std::size_t call, StreamRecord const& stream) {
    return fmt::format("{},{},{},0x{:08x}", call + 1, csv_field(stream.from), csv_field(stream.to), stream.ssrc);
}

std::string row(std::size_t call, StreamRecord const& stream) {
    auto text = fmt::format("{},{},{:.6f},{:.6f},{},{},{},{:.6f},{}", stream_name(call, stream), stream.codec,
                            seconds(stream.first), seconds(stream.last), stream.sent, stream.received, stream.lost,
                            stream.mean_jitter_ms, optional_number(stream.network_delay_ms, 6));
    auto const rtcp = rtcp_cells(stream) + "\n";
    if (!stream.quality) return text + ",,,,,,,,,,,,,,,,,,,,," + rtcp;
    auto const& heard = *stream.quality;
    return text +
           fmt::format(
               ",{},{},{},{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{:.6f},{:.3f},{:.4f},{:.4f},{},{},{},{}",
               heard.reordered, heard.duplicates, heard.played, heard.recovered, heard.lost, heard.late, heard.early,
               heard.stretched, heard.skipped, heard.mean_jitter_ms, heard.max_jitter_ms, heard.loss, heard.burst_ratio,
               heard.mouth_to_ear_ms, heard.r, heard.mos_cq, heard.mos_lq, optional_number(heard.segmental_snr_db, 2),
               optional_number(heard.log_spectral_distance_db, 2), csv_field(heard.event_keys),
               csv_field(heard.tone_keys)) +
           rtcp;
}

}  // namespace

std::string codec_of(CallRecord const& call) {
    for (auto const& stream : call.streams) {
        if (stream.from == call.from) return stream.codec;
    }
    return {};
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (auto const character : text) {
        quoted.append(character == '"' ? 2 : 1, character);
    }
    return quoted + '"';
}

std::optional<double> mos_heard_by(std::string const& phone, CallRecord const& call) {
    double sum = 0;
    double frames = 0;
    for (auto const& stream : call.streams) {
        if (stream.to != phone || !stream.quality) continue;
        auto const played = static_cast<double>(stream.quality->played);
        sum += played * stream.quality->mos_cq;
        frames += played;
    }
    return frames > 0 ? std::optional(sum / frames) : std::nullopt;
}

std::string calls_csv(std::vector<CallRecord> const& calls) {
    std::string text =
        "call,from,to,answered_by,outcome,status,dialled_s,post_dial_delay_s,set_up_s,ringing_s,talk_s,ended_by,codec,"
        "mos_cq_caller,mos_cq_callee\n";
    for (std::size_t i = 0; i < calls.size(); ++i) {
        auto const& call = calls[i];
        text += fmt::format("{},{},{},{},{},{},{:.6f},{},{},{},{},{},{},{},{}\n", i + 1, csv_field(call.from),
                            csv_field(call.to), csv_field(call.answered_by), call.outcome, call.status,
                            seconds(call.dialled), between(call.dialled, call.ringing),
                            between(call.dialled, call.answered), between(call.ringing, call.answered),
                            between(call.answered, call.ended), csv_field(call.ended_by), codec_of(call),
                            optional_number(mos_heard_by(call.from, call), 4),
                            optional_number(mos_heard_by(call.answered_by, call), 4));
    }
    return text;
}

std::string streams_csv(std::vector<CallRecord> const& calls) {
    auto text =
        "call,from,to,ssrc,codec,first_s,last_s,sent_packets,received_packets,lost_packets,jitter_ms,network_delay_ms,"
        "reordered_packets,duplicate_packets,played_frames,recovered_frames,lost_frames,late_packets,early_packets,"
        "stretched_frames,"
        "skipped_frames,mean_jitter_ms,max_jitter_ms,frame_loss,burst_ratio,mouth_to_ear_ms,r,mos_cq,mos_lq,"
        "segmental_snr_db,log_spectral_distance_db,event_keys,tone_keys" +
        rtcp_column_names() + "\n";
    for (std::size_t i = 0; i < calls.size(); ++i) {
        for (auto const& stream : calls[i].streams)
            text += row(i, stream);
    }
    return text;
}

std::string quality_csv(std::vector<CallRecord> const& calls) {
    std::string text =
        "call,from,to,ssrc,time_s,received_packets,reordered_packets,duplicate_packets,frames,lost_frames,burst_ratio,"
        "jitter_ms,buffer_delay_ms,r,mos_cq\n";
    for (std::size_t i = 0; i < calls.size(); ++i) {
        for (auto const& stream : calls[i].streams) {
            if (!stream.quality) continue;
            for (auto const& second : stream.quality->seconds) {
                text +=
                    fmt::format("{},{:.0f},{},{},{},{},{},{:.6f},{:.6f},{:.6f},", stream_name(i, stream),
                                seconds(second.at), second.received, second.reordered, second.duplicates, second.frames,
                                second.lost, second.burst_ratio, second.jitter_ms, second.buffer_delay_ms);
                // Where nothing was to be played there is nothing to rate.
                text += second.frames == 0 ? ",\n" : fmt::format("{:.3f},{:.4f}\n", second.r, second.mos_cq);
            }
        }
    }
    return text;
}

}  // namespace voiplab::scenarios
