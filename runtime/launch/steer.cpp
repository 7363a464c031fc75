//===- runtime/launch/steer.cpp - Keep a job's limits ahead of its phases ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/steer.h"

#include "runtime/launch/report.h"
#include "runtime/place/file.h"
#include "runtime/place/policy.h"
#include "runtime/watch/files.h"
#include "runtime/place/size.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <time.h>

namespace auspex::launch {
namespace {

constexpr int Soonest = 20, Latest = 250; // ms between two looks
/// Looks over the foretold duration: what is missed between two of them is little.
constexpr double Looks = 100;
constexpr size_t MostSamples = 100'000;

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

} // namespace

Steering::Steering(const place::Group &G, const demand::Forecast &F, const Options &Given)
    : Group(G), Timeline(F.Timeline), O(Given) {
  setCourse(F);
  Follow = O.Follow && Course && Course->worthwhile();
  Weigh = weightsDiffer();
}

bool Steering::weightsDiffer() const {
  return O.Follow && O.Weigh && Course &&
         std::ranges::any_of(Timeline, [&](const demand::Phase &P) {
           return weightOf(P) != weightOf(Timeline.front());
         });
}

uint64_t Steering::weightOf(const demand::Phase &P) const {
  uint64_t W = place::weightFor(P.Parallelism.Likely, O.Cpus);
  return O.WeightMax ? std::min(W, O.WeightMax) : W;
}

/// The weight of the phase in progress or of one that may begin within the lead time,
/// whichever runs more threads.
void Steering::weigh() {
  uint64_t Most = 0;
  for (size_t I = Course->phase(); I <= Course->soon(); ++I)
    Most = std::max(Most, weightOf(Timeline[I]));
  if (Most == Weight)
    return;
  Weight = Most;
  if (Group.setCpuWeight(Most) == 0)
    ++WeightChanges;
}

void Steering::setCourse(const demand::Forecast &F) {
  if (F.Seconds.Likely > 0)
    IntervalMs = std::clamp(int(F.Seconds.Likely * 1000 / Looks), Soonest, Latest);
  watch::FollowOptions Ways;
  Ways.LeadSeconds = IntervalMs / 1e3;
  Ways.HoldSeconds = std::max(0.05, 2 * Ways.LeadSeconds);
  Ways.Max = O.Max;
  // A tenth of the whole is worth a change, 8 MiB at least.
  Ways.Step = std::max<uint64_t>(O.WholeRun / 10, 8 << 20);
  if (F.Available && F.Seconds.Likely > 0 && O.WholeRun && !Timeline.empty())
    Course.emplace(legsOf(F), Ways);
}

uint64_t Steering::reservation(double HighBytes) const {
  return uint64_t(double(place::reservationFor(HighBytes, O.Cpus)) * O.Margin);
}

std::vector<watch::Leg> Steering::legsOf(const demand::Forecast &F) const {
  std::vector<watch::Leg> Legs;
  for (const demand::Phase &P : F.Timeline) {
    double High = P.Resident.bounded() ? P.Resident.High : P.Resident.Likely;
    uint64_t Bytes = reservation(High);
    Legs.push_back({P.Start.Likely, P.Seconds.Likely, P.ResidentStart.Likely, P.Resident.Likely,
                    std::min(Bytes, O.WholeRun)});
  }
  return Legs;
}

uint64_t Steering::first() const { return Follow ? Course->first() : O.WholeRun; }

void Steering::started(pid_t Pid) {
  Job = Pid;
  StartedNanos = now();
}

double Steering::undisturbed() const {
  // proc(5): time on a CPU, time waiting for one, both in nanoseconds.
  std::string Text = place::readFile(fmt::format("/proc/{}/schedstat", Job));
  size_t Space = Text.find(' ');
  double Waited = Space == Text.npos ? 0 : strtod(Text.c_str() + Space, nullptr) / 1e9;
  return std::max(seconds() - Waited, 0.0);
}

double Steering::seconds() const { return StartedNanos ? double(now() - StartedNanos) / 1e9 : 0; }

void Steering::look() {
  LookedNanos = now();
  uint64_t Held = watch::heldMemory(Group);
  if (Course)
    Wanted = Course->decide(undisturbed(), Held);
  if (Weigh)
    weigh();
  if (O.Record && Samples.size() < MostSamples) {
    watch::Counters C = watch::readGroup(Group);
    Samples.push_back({seconds(), Held, Reserved, C.CpuNanos.value_or(0),
                       Course ? uint32_t(Course->phase()) : 0});
  }
}

uint64_t Steering::want(bool AtOnce) {
  if (!StartedNanos || (!Course && !O.Record))
    return 0;
  if (AtOnce || now() - LookedNanos >= uint64_t(IntervalMs) * 1'000'000)
    look();
  return Follow ? Wanted : 0;
}

int Steering::interval() const {
  if (!Follow && !Weigh && !O.Record)
    return -1;
  uint64_t Passed = (now() - LookedNanos) / 1'000'000;
  return Passed >= uint64_t(IntervalMs) ? 0 : IntervalMs - int(Passed);
}

void Steering::reserved(uint64_t Bytes, double SetSeconds) {
  Reserved = Bytes;
  // As measured here: a look may come an interval late, and setting takes its time.
  if (Course)
    Course->setLead(IntervalMs / 1e3 + 2 * SetSeconds);
}

void Steering::replace(const demand::Forecast &F, uint64_t WholeRun) {
  if (!WholeRun || F.Timeline.empty())
    return;
  O.WholeRun = WholeRun;
  Timeline = F.Timeline;
  if (Course)
    Course->replace(legsOf(F), undisturbed());
  else
    setCourse(F);
  Follow = O.Follow && Course;
  Weigh |= weightsDiffer(); // what was set is taken back where they differ no more
  LookedNanos = 0;
}

void Steering::tell(watch::Status &S) const {
  if (!Course)
    return;
  S.Phases.clear();
  // On the clock of whoever looks.
  const double Waited = seconds() - undisturbed();
  for (size_t I = 0; I < Timeline.size(); ++I) {
    const demand::Phase &P = Timeline[I];
    double High = P.Resident.bounded() ? P.Resident.High : P.Resident.Likely;
    // Rounded, so that the pace's last digits make no new status.
    S.Phases.push_back({P.Name, std::round((Course->startOf(I) + Waited) * 10) / 10,
                        P.Seconds.Likely, P.ResidentStart.Likely, P.Resident.Likely,
                        reservation(High), P.Parallelism.Likely});
  }
  S.Phase = uint32_t(Course->phase());
  S.ReservedBytes = Reserved;
}

std::string Steering::deviation() const {
  if (!Course || !Course->deviation())
    return {};
  const demand::Phase &P = Timeline[Course->deviatingPhase()];
  return fmt::format("in {}{}{} the job held {} more than any phase was given (forecast of this "
                     "one {}, at most {})",
                     P.Name, P.Where.empty() ? "" : " at ", P.Where,
                     place::sizeText(double(Course->deviation())), place::sizeText(P.Resident.Likely),
                     place::sizeText(P.Resident.High));
}

} // namespace auspex::launch
