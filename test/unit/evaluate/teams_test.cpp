//===- test/unit/evaluate/teams_test.cpp - Parallel regions and tasks -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

namespace auspex::demand::test {
namespace {

/// A region that works on ten million bytes of its own.
Maker region(std::vector<Param> Params) {
  Maker R("region", false);
  R.F.Params = std::move(Params);
  R.F.Result = Type::Void;
  ExprRef P = R.alloc(R.num(10'000'000));
  R.touch(P, R.num(10'000'000));
  R.flops(R.num(1000));
  R.release(P);
  R.ret();
  return R;
}

Inputs withCpus(unsigned N, std::vector<std::string> Env = {}) {
  Inputs In;
  In.Cpus = N;
  In.Env = std::move(Env);
  return In;
}

TEST(Teams, EveryThreadHoldsItsOwn) {
  Maker R = region({{"gtid", Type::Ptr}, {"btid", Type::Ptr}});
  Maker M;
  M.call("__kmpc_fork_call", {M.x().null(), M.i32(0), M.symbol("region")}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F, R.F}, {}, withCpus(4));
  EXPECT_EQ(F.Flops.Likely, 4000);
  EXPECT_EQ(F.Parallelism.Likely, 4);
  expectNear(F.PeakResident.Likely, 4e7, 0.02);
  EXPECT_EQ(forecastOf({M.F, R.F}, {}, withCpus(4, {"OMP_NUM_THREADS=3"})).Flops.Likely, 3000);
  EXPECT_EQ(forecastOf({M.F, R.F}, {}, withCpus(4, {"OMP_THREAD_LIMIT=2"})).Flops.Likely, 2000);
}

TEST(Teams, NumberAskedForOnceOrForAll) {
  Maker R = region({{"gtid", Type::Ptr}, {"btid", Type::Ptr}});
  for (const char *Ask : {"__kmpc_push_num_threads", "omp_set_num_threads"}) {
    Maker M;
    if (std::string(Ask) == "omp_set_num_threads")
      M.call(Ask, {M.i32(2)}, Type::Void);
    else
      M.call(Ask, {M.x().null(), M.i32(0), M.i32(2)}, Type::Void);
    for (int I = 0; I != 2; ++I)
      M.call("__kmpc_fork_call", {M.x().null(), M.i32(0), M.symbol("region")}, Type::Void);
    M.ret();
    EXPECT_EQ(forecastOf({M.F, R.F}, {}, withCpus(4)).Flops.Likely,
              std::string(Ask) == "omp_set_num_threads" ? 4000 : 6000);
  }
}

TEST(Teams, RegionsOfTheGnuCompiler) {
  Maker R = region({{"data", Type::Ptr}});
  Maker M;
  M.call("GOMP_parallel", {M.symbol("region"), M.x().null(), M.i32(0), M.i32(0)}, Type::Void);
  M.call("GOMP_parallel", {M.symbol("region"), M.x().null(), M.i32(3), M.i32(0)}, Type::Void);
  M.ret();
  EXPECT_EQ(forecastOf({M.F, R.F}, {}, withCpus(2)).Flops.Likely, 5000);
}

/// A task gets what it shares behind its descriptor.
TEST(Teams, TasksRunWithWhatTheyShare) {
  Maker T("task", false);
  T.F.Params = {{"gtid", Type::I32}, {"task", Type::Ptr}};
  T.F.Result = Type::I32;
  ExprRef Shared = T.load(T.x().param(1, Type::Ptr), Type::Ptr);
  T.flops(T.load(Shared, Type::I64));
  T.ret(T.i32(0));
  Maker M;
  ExprRef Task =
      M.call("__kmpc_omp_task_alloc",
             {M.x().null(), M.i32(0), M.i32(1), M.num(40), M.num(8), M.symbol("task")}, Type::Ptr);
  M.store(M.load(Task, Type::Ptr), M.num(77), Type::I64);
  M.call("__kmpc_omp_task", {M.x().null(), M.i32(0), Task});
  M.ret();
  Forecast F = forecastOf({M.F, T.F}, {});
  EXPECT_EQ(F.Flops.Likely, 77);
  EXPECT_EQ(F.UnknownSteps, 0u);
}

} // namespace
} // namespace auspex::demand::test
