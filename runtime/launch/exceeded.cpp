//===- runtime/launch/exceeded.cpp - The formula that did not hold ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/exceeded.h"

#include "demand/print.h"
#include "demand/summary.h"
#include "runtime/binary/process_image.h"
#include "runtime/place/size.h"
#include "runtime/report/names.h"

#include <fmt/format.h>

namespace auspex::launch {
namespace {

constexpr size_t LongestText = 160;

/// "heap = 24*n^2 with n = strtol(argv[1], null, 10), argv[1] = 1500 (main at gemm.c:4)";
/// empty where the closed form says nothing.
std::string heapFormula(const RunReport &R, const std::vector<std::string> &Env) {
  auto Image = binary::loadProcessImage(R.Path, Env);
  if (!Image)
    return {};
  const auto P = demand::Program::link(std::move(Image->Modules), demand::builtinKnowledge());
  demand::Target Main;
  if (!P.modules().empty())
    Main = P.resolve("main", "", 0);
  if (!Main.Function || Main.Function->Func.Nodes.empty())
    return {};
  demand::Summaries All(P);
  const demand::Summary &S = All.of(*Main.Function, Main.Module);
  if (S.Q.Heap == demand::NoExpr || S.Shape.Exprs.hasUnknown(S.Q.Heap))
    return {};
  demand::Function F = S.Shape;
  report::Names Named(F);
  Named.mention(F, S.Q.Heap);
  Named.apply(F);
  std::string Text = demand::prettyText(F, S.Q.Heap);
  if (Text.size() > LongestText || Text.find("...") != Text.npos)
    return {};
  std::string Inputs;
  for (const auto &[Name, Origin] : Named.where(F))
    Inputs += fmt::format("{}{} = {}", Inputs.empty() ? " with " : ", ", Name, Origin);
  for (size_t I = 1; I < R.Argv.size(); ++I)
    if (std::string Name = fmt::format("argv[{}]", I);
        Inputs.find(Name) != Inputs.npos || Text.find(Name) != Text.npos)
      Inputs += fmt::format("{}{} = {}", Inputs.empty() ? " with " : ", ", Name, R.Argv[I]);
  return fmt::format("heap {} {}{} (main{}{})", S.AtMost ? "at most" : "=", Text, Inputs,
                     F.File.empty() ? "" : " at ",
                     F.File.empty() ? "" : fmt::format("{}:{}", F.File, F.Line));
}

} // namespace

std::string exceededText(const RunReport &R, const std::vector<std::string> &Env) {
  const auto Bound = std::ranges::find(R.Bounds, std::string_view("memory_max"), &JobBound::What);
  const demand::Forecast &F = R.Forecast;
  if (Bound == R.Bounds.end() || !R.Group.OomKills || !F.Available || !F.PeakResident.bounded())
    return {};
  const double High = F.PeakResident.High;
  std::string Text =
      fmt::format("its bound of {} ({}) ", place::sizeText(Bound->Value), Bound->From);
  if (High > Bound->Value)
    Text += fmt::format("is {} less than the forecast's {}", place::sizeText(High - Bound->Value),
                        place::sizeText(High));
  else
    Text += fmt::format("was reached, the forecast's {} exceeded by {} or more",
                        place::sizeText(High), place::sizeText(Bound->Value - High));
  if (std::string Formula = heapFormula(R, Env); !Formula.empty())
    Text += "; " + Formula;
  return Text;
}

} // namespace auspex::launch
