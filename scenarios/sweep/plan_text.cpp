#include "scenarios/sweep/plan_text.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <nettle/sha2.h>
#include <nlohmann/json.hpp>

namespace voiplab::scenarios {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(SweepValue const& value) {
    return value.number ? Json{value.text, *value.number} : Json{value.text};
}

SweepValue value_from(Json const& json) {
    SweepValue value{json[0], std::nullopt};
    if (json.size() > 1) value.number = json[1].get<double>();
    return value;
}

Json json_of(MetricTarget const& target) {
    return {target.metric, target.value};
}

MetricTarget target_from(Json const& json) {
    return {json[0], json[1]};
}

}  // namespace

std::string to_text(SweepPlan const& plan) {
    Json json{{"title", plan.title}, {"parameters", Json::array()}, {"axes", Json::array()}};
    for (auto const& parameter : plan.parameters) {
        json["parameters"].push_back(Json{parameter.path, parameter.unit});
    }
    for (auto const& axis : plan.axes) {
        auto points = Json::array();
        for (auto const& point : axis.points) {
            auto values = Json::array();
            for (auto const& value : point) {
                values.push_back(json_of(value));
            }
            points.push_back(std::move(values));
        }
        json["axes"].push_back({{"parameters", axis.parameters}, {"points", std::move(points)}});
    }
    json["replications"] = plan.replications;
    if (plan.until_ci) {
        json["until_ci"] = json_of(*plan.until_ci);
        json["most_replications"] = plan.most_replications;
    }
    if (auto const& question = plan.e_model) {
        json["e_model"] = {question->metric, question->loss, question->delay, question->codec};
    }
    if (plan.search) {
        auto const& range = plan.search->range;
        json["search"] = {{"parameter", plan.search->parameter},
                          {"first", to_string(range.first)},
                          {"last", to_string(range.last)},
                          {"logarithmic", range.logarithmic},
                          {"target", json_of(plan.search->target)}};
    }
    // What is no UTF-8 in a title is replaced.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

SweepPlan plan_from(std::string_view text) {
    auto const json = Json::parse(text);
    SweepPlan plan;
    plan.title = json["title"];
    for (auto const& parameter : json["parameters"]) {
        plan.parameters.push_back({parameter[0], parameter[1]});
    }
    for (auto const& axis : json["axes"]) {
        auto& added = plan.axes.emplace_back();
        added.parameters = axis["parameters"].get<std::vector<std::size_t>>();
        for (auto const& point : axis["points"]) {
            auto& values = added.points.emplace_back();
            for (auto const& value : point) {
                values.push_back(value_from(value));
            }
        }
    }
    plan.replications = json["replications"];
    if (json.contains("until_ci")) {
        plan.until_ci = target_from(json["until_ci"]);
        plan.most_replications = json["most_replications"];
    }
    if (json.contains("e_model")) {
        auto const& question = json["e_model"];
        plan.e_model = {question[0], question[1], question[2], question[3]};
    }
    if (json.contains("search")) {
        auto const& search = json["search"];
        ValueRange const range{*parse_quantity(search["first"].get<std::string>()),
                               *parse_quantity(search["last"].get<std::string>()), search["logarithmic"]};
        plan.search = {search["parameter"], range, target_from(search["target"])};
    }
    return plan;
}

std::string fingerprint_of(std::span<std::string const> parts) {
    sha256_ctx context;
    sha256_init(&context);
    auto const update = [&](std::string_view text) {
        sha256_update(&context, text.size(), reinterpret_cast<std::uint8_t const*>(text.data()));
    };
    for (auto const& part : parts) {
        update(fmt::format("{}:", part.size()));
        update(part);
    }
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context, digest.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace voiplab::scenarios
