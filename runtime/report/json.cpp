//===- runtime/report/json.cpp - The document auspex.inspect/1 ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// docs/json-schema.md describes the members. Strings may come from an untrusted
// file: bytes that are no UTF-8 are replaced.
//
//===----------------------------------------------------------------------===//
#include "runtime/report/forecast_report.h"

#include <nlohmann/json.hpp>

namespace auspex::report {
namespace {

using json = nlohmann::ordered_json;

/// Text, or null where there is none.
json optional(const std::string &S) { return S.empty() ? json(nullptr) : json(S); }
json optionalLine(uint32_t L) { return L == 0 ? json(nullptr) : json(L); }

json object(const std::vector<std::pair<std::string, std::string>> &Pairs) {
  json J = json::object();
  for (const auto &[Name, Text] : Pairs)
    J[Name] = Text;
  return J;
}

json kernel(const KernelReport &K) {
  json Dims = json::array();
  for (const KernelReport::DimReport &D : K.Dims)
    Dims.push_back({{"name", D.Name}, {"extent", D.Extent}, {"kind", D.Kind}});
  json Better = nullptr;
  if (!K.Better.empty())
    Better = {{"algorithm", K.Better}, {"measure", K.Measure}, {"ratio", optional(K.Ratio)}};
  return {{"idiom", K.Idiom},     {"family", K.Family},
          {"verdict", K.Verdict}, {"evidence", K.Evidence},
          {"form", K.Form},       {"roles", K.Roles},
          {"dims", Dims},         {"parameters", object(K.Params)},
          {"type", optional(K.Type)}, {"flops", optional(K.Flops)},
          {"bytes", optional(K.Bytes)}, {"accesses", optional(K.Accesses)},
          {"needs", K.Needs},     {"better", Better},
          {"function", optional(K.Function)}, {"file", optional(K.File)},
          {"line", optionalLine(K.Line)}};
}

json rejection(const RejectionReport &R) {
  return {{"idiom", R.Idiom},
          {"reason", R.Reason},
          {"function", optional(R.Function)},
          {"file", optional(R.File)},
          {"line", optionalLine(R.Line)}};
}

json function(const FunctionReport &F) {
  json J = {{"name", F.Name},
            {"symbol", F.Symbol},
            {"file", optional(F.File)},
            {"line", optionalLine(F.Line)},
            {"unit", optional(F.Unit)},
            {"internal", F.Internal},
            {"complexity", F.Complexity},
            {"formulas", object(F.Formulas)},
            {"at_most", F.AtMost},
            {"where", object(F.Where)},
            {"omitted", F.Omitted},
            {"reason", optional(F.Reason)}};
  json Params = json::array(), Kernels = json::array(), Rejected = json::array();
  for (const auto &[Name, Type] : F.Params)
    Params.push_back({{"name", optional(Name)}, {"type", Type}});
  for (const KernelReport &K : F.Kernels)
    Kernels.push_back(kernel(K));
  for (const RejectionReport &R : F.Rejected)
    Rejected.push_back(rejection(R));
  J["parameters"] = std::move(Params);
  J["kernels"] = std::move(Kernels);
  J["rejected"] = std::move(Rejected);
  return J;
}

} // namespace

std::string inspectionJson(const Inspection &I, const ForecastReport *F) {
  json Functions = json::array(), Rejected = json::array(), Units = json::array(),
       Libraries = json::array();
  for (const FunctionReport &R : I.Functions) {
    Functions.push_back(function(R));
    for (const RejectionReport &J : R.Rejected)
      Rejected.push_back(rejection(J));
  }
  for (const Inspection::UnitReport &U : I.Units)
    Units.push_back({{"source", U.Source}, {"producer", U.Producer}, {"triple", U.Triple}});
  for (const auto &[Name, Annotated] : I.Libraries)
    Libraries.push_back({{"name", Name}, {"functions", Annotated}});
  json J = {{"schema", "auspex.inspect/1"},
            {"file", I.Path},
            {"kind", I.Kind},
            {"build_id", optional(I.BuildId)},
            {"annotated", !I.Functions.empty()},
            {"units", std::move(Units)},
            {"libraries", std::move(Libraries)},
            {"functions", std::move(Functions)},
            {"rejected", std::move(Rejected)},
            {"warnings", I.Warnings}};
  if (F)
    J["forecast"] = forecastMembers(*F);
  return J.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::report
