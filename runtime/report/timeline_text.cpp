//===- runtime/report/timeline_text.cpp - A timeline for a terminal -------------===//
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

#include <algorithm>

namespace auspex::report {
namespace {

constexpr size_t BarWidth = 12;

/// What \p P does besides holding memory, shortly.
std::string doings(const demand::Phase &P) {
  std::string Text;
  auto Add = [&](const std::string &What) { Text += (Text.empty() ? "" : ", ") + What; };
  if (size_t End = P.Where.find(" ("); P.Where.find(':') < End) // file:line of a loop or call
    Add(printable(P.Where.substr(0, End).substr(P.Where.rfind('/', End) + 1), 60));
  if (P.Flops.Likely > 0)
    Add(countText(P.Flops.Likely) + (P.Flops.Likely < 1000 ? " FLOP" : "FLOP"));
  else if (P.IntOps.Likely > 0)
    Add(countText(P.IntOps.Likely) + " int ops");
  if (P.Bandwidth.Likely > 0)
    Add(place::sizeText(P.Bandwidth.Likely) + "/s");
  if (P.DiskRead.Likely > 0)
    Add("reads " + place::sizeText(P.DiskRead.Likely));
  if (P.DiskWrite.Likely > 0)
    Add("writes " + place::sizeText(P.DiskWrite.Likely));
  if (P.NetRead.Likely + P.NetWrite.Likely > 0)
    Add("network " + place::sizeText(P.NetRead.Likely + P.NetWrite.Likely));
  if (P.ToGpu.Likely + P.FromGpu.Likely > 0)
    Add("gpu transfers " + place::sizeText(P.ToGpu.Likely + P.FromGpu.Likely));
  if (P.GpuFlops.Likely > 0)
    Add("gpu " + countText(P.GpuFlops.Likely) + "FLOP");
  for (size_t I = 0; I < P.Kernels.size() && I < 3; ++I)
    if (P.Kernels[I].Idiom != P.Name)
      Add(P.Kernels[I].Idiom);
  return Text;
}

} // namespace

std::string timelineText(const demand::Forecast &F) {
  if (F.Timeline.empty())
    return {};
  const bool Timed = F.Seconds.Likely > 0;
  size_t NameWidth = 5;
  for (const demand::Phase &P : F.Timeline)
    NameWidth = std::max(NameWidth, std::min<size_t>(P.Name.size(), 32));
  std::string Text = fmt::format("  {:>9}  {:>9}  {:<{}}  {:>10}  {:<{}}  {:>4}  {}\n", "start",
                                 "lasts", "phase", NameWidth, "memory", "", BarWidth, "cpus", "");
  for (const demand::Phase &P : F.Timeline) {
    double Part = F.PeakResident.Likely > 0 ? P.Resident.Likely / F.PeakResident.Likely : 0;
    std::string Bar(size_t(std::clamp(Part, 0.0, 1.0) * BarWidth + 0.5), '#');
    std::string Name = printable(P.Name, 29); // "..." comes on top
    Text += fmt::format("  {:>9}  {:>9}  {:<{}}  {:>10}  {:<{}}  {:>4}  {}\n",
                        Timed ? secondsText(P.Start.Likely) : "-",
                        Timed ? secondsText(P.Seconds.Likely) : "-", Name, NameWidth,
                        place::sizeText(P.Resident.Likely) + (P.Resident.bounded() ? "" : "+"), Bar,
                        BarWidth, countText(P.Parallelism.Likely), doings(P));
  }
  return Text;
}

} // namespace auspex::report
