#include "scenarios/sweep/cells.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/quality/e_model.hpp"
#include "voiplab/scenarios/sweep_report.hpp"

#include <algorithm>

namespace voiplab::scenarios {

namespace {

double mos_of(media::CodecInfo const& codec, double loss_percent, double delay_ms) {
    quality::EModelParameters parameters;
    quality::set_delay(parameters, delay_ms);
    parameters.ie = codec.ie;
    parameters.bpl = codec.bpl;
    parameters.ppl = loss_percent;
    return (codec.wideband ? quality::rate_wideband(parameters) : quality::rate(parameters)).mos;
}

}  // namespace

std::optional<SweepPrediction> e_model_prediction(SweepTable const& table, EModelQuestion const& question) {
    auto const& metrics = table.metrics;
    auto const& parameters = table.parameters;
    auto const delay = std::find(metrics.begin(), metrics.end(), question.delay);
    auto const loss = std::find_if(parameters.begin(), parameters.end(),
                                   [&](SweepParameter const& one) { return one.path == question.loss; });
    auto const* const codec = media::find_codec(question.codec);
    if (std::find(metrics.begin(), metrics.end(), question.metric) == metrics.end() || delay == metrics.end() ||
        loss == parameters.end() || loss->unit != "%" || codec == nullptr) {
        return std::nullopt;
    }
    SweepPrediction prediction{question.metric, "E-model, " + question.codec, {}};
    for (auto const& cell : cells_of(table)) {
        auto const& measured = cell.metrics[static_cast<std::size_t>(delay - metrics.begin())];
        auto const& nominal = cell.values[static_cast<std::size_t>(loss - parameters.begin())].number;
        prediction.values.push_back(measured && nominal ? std::optional(mos_of(*codec, *nominal, measured->mean))
                                                        : std::nullopt);
    }
    return prediction;
}

}  // namespace voiplab::scenarios
