//===- runtime/history/exchange.cpp - Runs as JSON -------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/exchange.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace auspex::history {
namespace {

using nlohmann::json;

json known(double V) { return V < 0 ? json(nullptr) : json(V); }
json score(double V) { return std::isfinite(V) ? json(V) : json(nullptr); }

constexpr const char *Kinds[] = {"formula", "size", "sibling"};

/// Takes members out of an object and remembers the first that is wrong.
class Taker {
public:
  explicit Taker(const json &J, std::string In = "") : J(J), In(std::move(In)) {}

  void real(const char *Name, double &To) {
    if (const json *V = find(Name, true))
      if (wellFormed(Name, V->is_number() && std::isfinite(V->get<double>()), "a number"))
        To = V->get<double>();
  }
  /// Null, or not there: what \p To is already.
  void optional(const char *Name, double &To) {
    if (const json *V = find(Name, false))
      if (wellFormed(Name, V->is_number() && std::isfinite(V->get<double>()), "a number"))
        To = V->get<double>();
  }
  void integer(const char *Name, int &To, bool Required) {
    if (const json *V = find(Name, Required))
      if (wellFormed(Name,
                     V->is_number_integer() && V->get<int64_t>() >= 0 &&
                         V->get<int64_t>() <= std::numeric_limits<int>::max(),
                     "a small number without sign"))
        To = V->get<int>();
  }
  void text(const char *Name, std::string &To) {
    if (const json *V = find(Name, true))
      if (wellFormed(Name, V->is_string(), "a string"))
        To = V->get<std::string>();
  }
  const json *array(const char *Name, bool Required) {
    const json *V = find(Name, Required);
    return V && wellFormed(Name, V->is_array(), "an array") ? V : nullptr;
  }
  bool wellFormed(const char *Name, bool Well, const char *Kind) {
    if (!Well && Problem.empty())
      Problem = fmt::format("'{}{}' is not {}", In, Name, Kind);
    return Well;
  }
  std::string Problem;

private:
  const json *find(const char *Name, bool Required) {
    auto At = J.find(Name);
    if (At != J.end() && !At->is_null())
      return &*At;
    if (Required && Problem.empty())
      Problem = fmt::format("'{}{}' is missing", In, Name);
    return nullptr;
  }
  const json &J;
  std::string In;
};

} // namespace

json toJson(const Run &R) {
  json Inputs = json::array();
  for (const learn::Feature &F : R.Inputs)
    Inputs.push_back({{"name", F.Name}, {"value", F.Value}, {"kind", Kinds[unsigned(F.Is)]}});
  return {{"id", R.Id},
          {"started", R.Started},
          {"program", R.Program},
          {"build_id", R.BuildId},
          {"argv", R.Argv},
          {"inputs_hash", R.InputsHash},
          {"inputs", Inputs},
          {"tag", R.Tag},
          {"forecast",
           {{"low", known(R.ForecastLow)},
            {"likely", known(R.ForecastLikely)},
            {"high", known(R.ForecastHigh)},
            {"unknown_share", known(R.UnknownShare)}}},
          {"earlier_runs", R.EarlierRuns},
          {"peak_score", score(R.PeakScore)},
          {"seconds_score", score(R.SecondsScore)},
          {"peak_resident_bytes", known(R.MeasuredPeak)},
          {"group_peak_bytes", known(R.GroupPeak)},
          {"reserved_bytes", known(R.Reserved)},
          {"reserved_first_bytes", known(R.ReservedFirst)},
          {"raises", R.Raises},
          {"oom_kills", R.OomKills},
          {"wall_seconds", R.WallSeconds},
          {"user_seconds", R.UserSeconds},
          {"system_seconds", R.SystemSeconds},
          {"status", R.Status},
          {"outcome", R.Outcome},
          {"machine", R.Machine}};
}

demand::Expected<Run> fromJson(const json &J) {
  if (!J.is_object())
    return demand::fail("not an object");
  Run R;
  Taker T(J);
  T.real("started", R.Started);
  T.text("program", R.Program);
  T.text("build_id", R.BuildId);
  T.text("inputs_hash", R.InputsHash);
  if (auto Tag = J.find("tag"); Tag != J.end() && T.wellFormed("tag", Tag->is_string(), "a string"))
    R.Tag = Tag->get<std::string>();
  if (const json *Argv = T.array("argv", true))
    for (const json &A : *Argv)
      if (T.wellFormed("argv", A.is_string(), "an array of strings"))
        R.Argv.push_back(A.get<std::string>());
  if (const json *Inputs = T.array("inputs", false))
    for (const json &I : *Inputs) {
      Taker Each(I, "inputs.");
      learn::Feature F;
      std::string Kind;
      Each.text("name", F.Name);
      Each.real("value", F.Value);
      Each.text("kind", Kind);
      auto At = std::ranges::find(Kinds, Kind);
      Each.wellFormed("kind", At != std::end(Kinds), "one of formula, size, sibling");
      if (T.Problem.empty())
        T.Problem = Each.Problem;
      F.Is = learn::Kind(At - std::begin(Kinds));
      R.Inputs.push_back(std::move(F));
    }
  if (auto F = J.find("forecast"); F != J.end() && F->is_object()) {
    Taker Of(*F, "forecast.");
    Of.optional("low", R.ForecastLow);
    Of.optional("likely", R.ForecastLikely);
    Of.optional("high", R.ForecastHigh);
    Of.optional("unknown_share", R.UnknownShare);
    if (T.Problem.empty())
      T.Problem = Of.Problem;
  }
  T.integer("earlier_runs", R.EarlierRuns, false);
  T.optional("peak_score", R.PeakScore);
  T.optional("seconds_score", R.SecondsScore);
  T.optional("peak_resident_bytes", R.MeasuredPeak);
  T.optional("group_peak_bytes", R.GroupPeak);
  T.optional("reserved_bytes", R.Reserved);
  T.optional("reserved_first_bytes", R.ReservedFirst);
  T.integer("raises", R.Raises, false);
  T.integer("oom_kills", R.OomKills, false);
  T.real("wall_seconds", R.WallSeconds);
  T.real("user_seconds", R.UserSeconds);
  T.real("system_seconds", R.SystemSeconds);
  T.integer("status", R.Status, true);
  T.text("outcome", R.Outcome);
  T.text("machine", R.Machine);
  if (!T.Problem.empty())
    return demand::fail(T.Problem);
  return R;
}

} // namespace auspex::history
