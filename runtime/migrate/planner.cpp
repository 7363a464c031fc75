//===- runtime/migrate/planner.cpp - When moving is worth it, and when it is cheapest ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/planner.h"
#include "runtime/place/size.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace auspex::migrate {
namespace {

constexpr double SwapBytesPerSecond = 200e6;

/// Seconds from a boundary until the job stands still: the look that sees it, and the mover's
/// start. What the phase takes meanwhile is carried along.
constexpr double Lateness = 0.1;

double liveSoon(double Live, const Stretch &S) {
  double Share = S.Seconds > Lateness ? Lateness / S.Seconds : 1;
  return Live + Share * std::max(0.0, S.Peak - Live);
}

} // namespace

double secondsAt(const Stretch &S, const Place &P) {
  double T = S.Seconds;
  if (P.Cpus > 0 && S.Parallelism > P.Cpus)
    T *= S.Parallelism / P.Cpus;
  if (P.MemoryBytes > 0 && S.Peak > P.MemoryBytes)
    T += 2 * (S.Peak - P.MemoryBytes) / SwapBytesPerSecond;
  return T;
}

Decision decide(const std::vector<Stretch> &Timeline, size_t Current, double Now, double Held,
                const Place &Here, const Place &There, const Speed &Mover, const Bounds &B) {
  Decision D;
  if (Timeline.empty()) {
    D.Why = "nothing is foretold of the job's rest, so that no moment is better than another";
    return D;
  }
  Current = std::min(Current, Timeline.size() - 1);
  const Stretch &In = Timeline[Current];
  // The share of the phase in progress that is left.
  double Left =
      In.Seconds > 0 ? std::clamp((In.Start + In.Seconds - Now) / In.Seconds, 0.0, 1.0) : 0;
  auto Part = [&](size_t I) { return I == Current ? Left : 1.0; };
  double After = 0; // from a boundary to the end, over there
  for (size_t I = Current; I < Timeline.size(); ++I) {
    D.Stay += Part(I) * secondsAt(Timeline[I], Here);
    After += Part(I) * secondsAt(Timeline[I], There);
  }
  double Before = 0;
  for (size_t I = Current; I < Timeline.size(); ++I) {
    Choice C;
    C.Before = I;
    C.At = I == Current ? Now : Now + Before;
    C.Live = I != Current                 ? liveSoon(Timeline[I].LiveAtStart, Timeline[I])
             : Now < In.Start + Lateness ? liveSoon(Held, In)
                                         : Held; // what it takes it has, most likely
    C.Downtime = Mover.seconds(C.Live);
    C.Rest = Before + C.Downtime + After;
    D.All.push_back(C);
    Before += Part(I) * secondsAt(Timeline[I], Here);
    After -= Part(I) * secondsAt(Timeline[I], There);
  }
  D.Best = *std::ranges::min_element(D.All, {}, &Choice::Rest);
  double Gain = D.Stay - D.Best.Rest, Whole = Now + D.Stay;
  const std::string When =
      D.Best.Before == Current ? "at once" : fmt::format("before {}", Timeline[D.Best.Before].Name);
  if (Gain <= 0)
    D.Why =
        fmt::format("{} is no better for what is left: {:.2f} s there with the move, {:.2f} s here",
                    There.Name, D.Best.Rest, D.Stay);
  else if (Gain < B.LeastShare * D.Stay)
    D.Why = fmt::format("a move wins {:.2f} s of {:.2f} s, less than the {:.0f}% that it has to",
                        Gain, D.Stay, 100 * B.LeastShare);
  else if (Gain < B.LeastGain * D.Best.Downtime)
    D.Why = fmt::format("a move wins {:.2f} s, less than {:.0f} times its downtime of {:.2f} s",
                        Gain, B.LeastGain, D.Best.Downtime);
  else if (D.Best.Downtime > B.Budget * Whole)
    D.Why = fmt::format("its downtime of {:.2f} s would be more than {:.0f}% of the run",
                        D.Best.Downtime, 100 * B.Budget);
  else {
    D.Move = true;
    D.Why = fmt::format("{} with {} live it is cheapest: {:.2f} s of downtime win {:.2f} s", When,
                        place::sizeText(D.Best.Live), D.Best.Downtime, Gain);
  }
  return D;
}

std::string explain(const std::vector<Stretch> &Timeline, const Decision &D, const Place &Here,
                    const Place &There) {
  std::string Text = fmt::format("{:<28} {:>9} {:>12} {:>10} {:>10} {:>10} {:>10}\n", "MOVE BEFORE",
                                 "AT", "LIVE", "DOWNTIME", "HERE", "THERE", "UNTIL END");
  Text += fmt::format("{:<28} {:>9} {:>12} {:>10} {:>10} {:>10} {:>8.2f} s\n", "(stay)", "", "", "",
                      "", "", D.Stay);
  for (const Choice &C : D.All) {
    const Stretch &S = Timeline[C.Before];
    bool AtOnce = &C == &D.All.front();
    Text +=
        fmt::format("{:<28.28} {:>7.2f} s {:>12} {:>8.3f} s {:>8.2f} s {:>8.2f} s {:>8.2f} s{}\n",
                    AtOnce ? "(at once, in " + S.Name + ")" : S.Name, C.At, place::sizeText(C.Live),
                    C.Downtime, secondsAt(S, Here), secondsAt(S, There), C.Rest,
                    D.Best.Before == C.Before ? D.Move ? "  <- move" : "  <- best" : "");
  }
  return Text + (D.Move ? "move: " : "stay: ") + D.Why + "\n";
}

std::string decisionJson(const std::vector<Stretch> &Timeline, const Decision &D, const Place &Here,
                         const Place &There) {
  using nlohmann::json;
  auto Of = [&](const Choice &C) {
    return json{{"before", Timeline[C.Before].Name},
                {"phase", C.Before},
                {"at_seconds", C.At},
                {"live_bytes", C.Live},
                {"downtime_seconds", C.Downtime},
                {"rest_seconds", C.Rest}};
  };
  json All = json::array();
  for (const Choice &C : D.All)
    All.push_back(Of(C));
  json J = {{"schema", "auspex.migrate/1"},
            {"here", Here.Name},
            {"there", There.Name},
            {"move", D.Move},
            {"why", D.Why},
            {"stay_seconds", D.Stay},
            {"best", Timeline.empty() ? json(nullptr) : Of(D.Best)},
            {"choices", std::move(All)}};
  return J.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::migrate
