//===- runtime/report/forecast_text.cpp - A forecast for a terminal -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge_kernel.h"
#include "runtime/place/size.h"
#include "runtime/report/forecast_report.h"
#include "runtime/report/text.h"

#include <fmt/format.h>

namespace auspex::report {
namespace {

constexpr size_t MaxUnknowns = 8;

void line(std::string &Text, const char *Label, const demand::Range &R,
          std::string (*One)(double)) {
  if (R.Likely > 0 || R.High > 0)
    Text += fmt::format("  {:<13} {}\n", Label, rangeText(R, One));
}

} // namespace

std::string forecastText(const ForecastReport &R) {
  const demand::Forecast &F = R.Forecast;
  std::string Text = "\nforecast for";
  for (const std::string &A : R.Argv)
    Text += " " + printable(A, 200);
  Text += "\n";
  if (!F.Available)
    return Text +
           fmt::format("  none: {}\n", F.Why.empty() ? "nothing is known" : printable(F.Why));
  line(Text, "memory", F.PeakResident, place::sizeText);
  if (F.EarlierRuns)
    Text += fmt::format("  {:<13} from {} earlier run{}\n", "", F.EarlierRuns,
                        F.EarlierRuns == 1 ? "" : "s");
  else if (!F.PeakResident.bounded() && R.Remembered)
    Text += fmt::format("  {:<13} a second run will be forecast from the first\n", "");
  if (F.OnlyHistory)
    return Text;
  line(Text, "  of it heap", F.HeapPeak, place::sizeText);
  line(Text, "threads", F.Parallelism, countText);
  line(Text, "flops", F.Flops, countText);
  line(Text, "integer ops", F.IntOps, countText);
  line(Text, "memory access", F.BytesAccessed, place::sizeText);
  line(Text, "disk read", F.DiskRead, place::sizeText);
  line(Text, "disk write", F.DiskWrite, place::sizeText);
  line(Text, "net read", F.NetRead, place::sizeText);
  line(Text, "net write", F.NetWrite, place::sizeText);
  if (F.Gpu.used()) {
    line(Text, "gpu memory", F.Gpu.Peak, place::sizeText);
    if (F.Gpu.ContextBytes > 0)
      Text +=
          fmt::format("  {:<13} {} besides\n", "  a context", place::sizeText(F.Gpu.ContextBytes));
    line(Text, "gpu launches", F.Gpu.Launches, countText);
    line(Text, "gpu flops", F.Gpu.Flops, countText);
    line(Text, "gpu traffic", F.Gpu.Bytes, place::sizeText);
    line(Text, "to gpu", F.Gpu.ToGpu, place::sizeText);
    line(Text, "from gpu", F.Gpu.FromGpu, place::sizeText);
  }
  if (F.Need)
    Text += fmt::format("  {:<13} {}\n", "needs", fmt::join(demand::needNames(F.Need), ", "));
  line(Text, "duration", F.Seconds, secondsText);
  if (F.Timeline.size() > 1 || F.Seconds.Likely > 0)
    Text += timelineText(F);
  Text += fmt::format("  {:<13} {} of {} steps ({:.1f}%)\n", "unknown", F.UnknownSteps, F.Steps,
                      F.unknownShare() * 100);
  for (size_t I = 0; I < F.Unknowns.size() && I < MaxUnknowns; ++I) {
    const demand::UnknownUse &U = F.Unknowns[I];
    Text += fmt::format("    {}{}{}{}\n", printable(U.Reason), U.Where.empty() ? "" : " at ",
                        printable(U.Where), U.Times > 1 ? fmt::format(" ({} times)", U.Times) : "");
    std::string Remedy = printable(U.Remedy);
    if (!U.Name.empty())
      Remedy += fmt::format("{}--assume {}=...", Remedy.empty() ? "" : "; or ", printable(U.Name));
    if (!Remedy.empty())
      Text += fmt::format("      to resolve it: {}\n", Remedy);
  }
  if (F.Unknowns.size() > MaxUnknowns)
    Text += fmt::format("    and {} more (--json lists all)\n", F.Unknowns.size() - MaxUnknowns);
  for (const std::string &Name : F.UnusedAssumptions)
    Text +=
        fmt::format("  {:<13} --assume {}: no unknown has that name\n", "warning", printable(Name));
  for (const std::string &A : F.Assumptions)
    Text += fmt::format("  {:<13} {}\n", "assuming", printable(A));
  return Text;
}

} // namespace auspex::report
