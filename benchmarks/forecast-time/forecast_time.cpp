//===- benchmarks/forecast-time/forecast_time.cpp - What a forecast costs -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   forecast-time [--benchmark_...] PROGRAM ARGS...
//
// Reading the notes of a program and of its libraries, linking them, and
// evaluating them on the arguments, each on its own and all together, as
// `auspex forecast` does once. Before that, the most memory that it takes once, in a
// process of its own.
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/forecast.h"

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace auspex;

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2) {
    fmt::print(stderr, "usage: {} [--benchmark_...] PROGRAM ARGS...\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> Argv(argv + 1, argv + argc);
  std::vector<std::string> Env;
  for (char **E = environ; *E; ++E)
    Env.emplace_back(*E);
  const machine::Machine Here = machine::detectMachine();
  auto Whole = [&] { return forecast::forecastCommand(Argv[0], Argv, Env, Here); };
  if (pid_t Child = fork(); Child == 0) {
    benchmark::DoNotOptimize(Whole());
    _exit(0);
  } else {
    rusage Used{};
    if (Child < 0 || wait4(Child, nullptr, 0, &Used) != Child) {
      fmt::print(stderr, "no process for the first evaluation\n");
      return 1;
    }
    fmt::print("peak resident memory of one evaluation: {:.1f} MB\n",
               double(Used.ru_maxrss) * 1024 / 1e6);
    fflush(stdout);
  }
  auto Image = binary::loadProcessImage(Argv[0], Env);
  if (!Image || !Image->annotated()) {
    fmt::print(stderr, "{}: {}\n", Argv[0], Image ? "carries no demand note" : Image.error().Message);
    return 1;
  }
  benchmark::RegisterBenchmark("read", [&](benchmark::State &S) {
    for (auto _ : S)
      benchmark::DoNotOptimize(binary::loadProcessImage(Argv[0], Env));
  });
  const demand::Program P = demand::Program::link(Image->Modules, demand::builtinKnowledge());
  benchmark::RegisterBenchmark("link", [&](benchmark::State &S) {
    for (auto _ : S)
      benchmark::DoNotOptimize(demand::Program::link(Image->Modules, demand::builtinKnowledge()));
  });
  benchmark::RegisterBenchmark("evaluate", [&](benchmark::State &S) {
    uint64_t Steps = 0;
    for (auto _ : S)
      Steps = forecast::forecastLinked(P, *Image, Argv, Env, Here).Steps;
    S.counters["steps"] = double(Steps);
  })->MeasureProcessCPUTime(); // it runs in a thread of its own
  // What a beacon asks for: nothing is read anew.
  forecast::LoadedCommand Loaded(Argv[0], Env, {});
  benchmark::RegisterBenchmark("again", [&](benchmark::State &S) {
    for (auto _ : S)
      benchmark::DoNotOptimize(Loaded.forecast(Argv, Env, Here, {}));
  })->MeasureProcessCPUTime();
  benchmark::RegisterBenchmark("whole", [&](benchmark::State &S) {
    for (auto _ : S)
      benchmark::DoNotOptimize(Whole());
  })->MeasureProcessCPUTime();
  benchmark::RunSpecifiedBenchmarks();
}
