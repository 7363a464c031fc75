//===- runtime/report/bottlenecks.cpp - Where the time of a run goes ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/demangle.h"
#include "demand/pretty.h"
#include "demand/print.h"
#include "runtime/report/forecast_report.h"
#include "runtime/report/names.h"
#include "runtime/report/text.h"

#include <fmt/format.h>

namespace auspex::report {
namespace {

const demand::FunctionDoc *find(const demand::Program &P, const demand::CostShare &C) {
  return P.resolve(C.Symbol, C.UnitId, C.Module).Function;
}

} // namespace

std::vector<Bottleneck> bottlenecks(const demand::Program &P, const demand::Forecast &F) {
  constexpr size_t Most = 64;
  std::vector<Bottleneck> Out;
  demand::Summaries All(P, /*OfLoops=*/true);
  for (const demand::CostShare &C : F.Costs) {
    const demand::FunctionDoc *D = find(P, C);
    if (!D || Out.size() == Most)
      continue;
    const demand::Function &Fn = D->Func;
    demand::Summary S = All.of(*D, C.Module);
    Bottleneck B;
    B.Loop = C.Loop != demand::NoLoop;
    B.Share = C.Share;
    B.File = Fn.File;
    std::string Function = demand::shortName(Fn.Symbol);
    if (B.Loop && C.Loop < Fn.Loops.size()) {
      const demand::Loop &L = Fn.Loops[C.Loop];
      B.Line = L.Line;
      B.Name = L.Name.empty() ? "loop in " + Function
                              : fmt::format("loop over {} in {}", L.Name, Function);
      for (const demand::Kernel &K : Fn.Kernels)
        if (K.Loop == C.Loop)
          B.Name = fmt::format("{} in {}", K.Idiom, Function);
    } else {
      B.Line = Fn.Line;
      B.Name = Function;
    }
    demand::ExprRef Cost =
        B.Loop ? (C.Loop < S.LoopCosts.size() ? S.LoopCosts[C.Loop] : demand::NoExpr) : S.Cost;
    Names Named(Fn); // as `inspect` names them
    Named.mention(S.Shape, S.Cost);
    Named.apply(S.Shape);
    B.Complexity = Cost == demand::NoExpr ? "O(1)" : demand::complexityOf(S.Shape, Cost);
    for (auto &[Name, What] : Named.where(S.Shape))
      if (B.Complexity.find(Name) != B.Complexity.npos)
        B.Where.emplace_back(Name, What);
    Out.push_back(std::move(B));
  }
  return Out;
}

std::string bottlenecksText(const std::vector<Bottleneck> &All) {
  constexpr double Notable = 0.01;
  constexpr size_t Most = 12, BarWidth = 20;
  std::string Text;
  size_t Shown = 0;
  std::map<std::string, std::string> Where;
  for (const Bottleneck &B : All) {
    if (B.Share < Notable || Shown++ == Most)
      break;
    Where.insert(B.Where.begin(), B.Where.end());
    size_t Filled = size_t(B.Share * BarWidth + 0.5);
    Text += fmt::format("    {:>4.0f}%  {:<{}}  {:<28}  {:<16}  {}\n", B.Share * 100,
                        std::string(Filled, '#'), BarWidth, printable(B.Name, 60),
                        printable(B.Complexity, 60), placeText(B.File, B.Line));
  }
  if (Text.empty())
    return Text;
  std::string Names;
  for (const auto &[Name, What] : Where)
    Names += fmt::format("{}{} = {}", Names.empty() ? "          where " : ", ", printable(Name, 40),
                         printable(What, 80));
  return "  where the time goes (calls included)\n" + Text + (Names.empty() ? "" : Names + "\n");
}

} // namespace auspex::report
