//===- test/conformance/movers/gpu_test.cpp - What a move between GPUs refuses and survives ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cases.h"
#include "machine.h"
#include "runtime/gpu/promise.h"

#include <fstream>
#include <gtest/gtest.h>

namespace auspex::migrate::test {
namespace {

class GpuMoves : public testing::Test {
protected:
  GpuMoves() {
    for (const Kind &K : kinds())
      if (K.Name == std::string("gpu"))
        Job = K.Make(Dir.path());
  }
  /// The script with \p More behind it, for who comes from now on.
  void add(const std::string &More) {
    std::ofstream(Dir.path() + "/gpus", std::ios::app) << More << "\n";
  }
  void rewrite(const std::string &Text) { std::ofstream(Dir.path() + "/gpus") << Text << "\n"; }
  std::string refusal(const char *To = "gpu=1") {
    Outcome O = moveJob(*Job->mover(), Job->subject(), *parseTarget(To));
    EXPECT_FALSE(O.Moved);
    EXPECT_EQ(O.Unsettled, "");
    EXPECT_EQ(Job->side(), Side::Source);
    return O.Reason;
  }
  Folder Dir;
  std::unique_ptr<Case> Job;
  static constexpr const char *One = "gpu GPU-11111111-1111-1111-1111-111111111111 8G 90 H100\n";
};

TEST_F(GpuMoves, ByUuid) {
  Outcome O = moveJob(*Job->mover(), Job->subject(),
                      *parseTarget("gpu=GPU-22222222-2222-2222-2222-222222222222"));
  EXPECT_TRUE(O.Moved) << O.Reason;
  EXPECT_EQ(Job->side(), Side::Target);
}

TEST_F(GpuMoves, ThereAndBack) {
  EXPECT_TRUE(moveJob(*Job->mover(), Job->subject(), Job->target()).Moved);
  EXPECT_TRUE(moveJob(*Job->mover(), Job->subject(), *parseTarget("gpu=0")).Moved);
  EXPECT_EQ(Job->side(), Side::Source);
}

TEST_F(GpuMoves, NotWhereItIs) { EXPECT_EQ(refusal("gpu=0"), "it is on GPU 0 already"); }

TEST_F(GpuMoves, NotToAnotherKind) {
  rewrite(std::string(One) + "gpu GPU-22222222-2222-2222-2222-222222222222 8G 80 A100");
  EXPECT_NE(refusal().find("another kind (A100)"), std::string::npos);
}

TEST_F(GpuMoves, NotWhereThereIsNoRoom) {
  rewrite(std::string(One) + "gpu GPU-22222222-2222-2222-2222-222222222222 1G 90 H100");
  EXPECT_EQ(refusal(),
            "GPU 1 has 1 GiB free, the job holds 1.25 GiB and some room is needed beside it");
}

TEST_F(GpuMoves, NotWhereOthersWerePromisedTheRoom) {
  auto Book = gpu::Ledger::open(Dir.path());
  ASSERT_TRUE(Book);
  auto Theirs = Book->promise("1-other", "GPU-22222222-2222-2222-2222-222222222222", 7ull << 30);
  ASSERT_TRUE(Theirs);
  { gpu::Ledger Released = std::move(*Book); }
  EXPECT_NE(refusal().find("7 GiB are promised to other jobs"), std::string::npos);
}

TEST_F(GpuMoves, NotWhereItsModeAdmitsNobody) {
  rewrite(std::string(One) + "gpu GPU-22222222-2222-2222-2222-222222222222 8G 90 H100 prohibited");
  EXPECT_NE(refusal().find("nvidia-smi -c DEFAULT"), std::string::npos);
}

TEST_F(GpuMoves, NotToALostOne) {
  rewrite(std::string(One) + "gpu GPU-22222222-2222-2222-2222-222222222222 8G 90 H100 lost");
  EXPECT_NE(refusal("gpu=1").find("GPU is lost"), std::string::npos);
}

TEST_F(GpuMoves, NotWithAnOldDriver) {
  add("driver 12080");
  EXPECT_NE(refusal().find("it is of CUDA 12.8, 13.0 is needed"), std::string::npos);
}

TEST_F(GpuMoves, NotOfMps) {
  Folder Pipe;
  std::ofstream(Pipe.path() + "/control") << "";
  setenv("CUDA_MPS_PIPE_DIRECTORY", Pipe.path().c_str(), 1);
  EXPECT_NE(refusal().find("MPS"), std::string::npos);
  unsetenv("CUDA_MPS_PIPE_DIRECTORY");
}

/// What shows only on the way is put back.
TEST_F(GpuMoves, WhatTheDriverRefusesOnTheWayStays) {
  add("fail cuCheckpointProcessCheckpoint 801");
  EXPECT_NE(refusal().find("UVM"), std::string::npos);
}
TEST_F(GpuMoves, KernelsThatTakeTooLongStay) {
  add("fail cuCheckpointProcessLock 600");
  EXPECT_NE(refusal().find("took too long"), std::string::npos);
}
TEST_F(GpuMoves, ARestoreThatFailsGoesBack) {
  add("fail cuCheckpointProcessRestore 2 1");
  EXPECT_NE(refusal().find("too little free memory"), std::string::npos);
}
TEST_F(GpuMoves, AnUnlockThatFailsIsTriedAgain) {
  add("fail cuCheckpointProcessUnlock 999 1");
  moveJob(*Job->mover(), Job->subject(), Job->target());
  EXPECT_EQ(Job->side(), Side::Target) << "it was committed";
}

TEST_F(GpuMoves, ThePromiseGoesAlong) {
  Subject S = Job->subject();
  gpu::Promise Own;
  {
    auto Book = gpu::Ledger::open(Dir.path());
    ASSERT_TRUE(Book);
    auto P = Book->promise(S.Job, "GPU-11111111-1111-1111-1111-111111111111", 2ull << 30);
    ASSERT_TRUE(P);
    Own = std::move(*P);
    Own.started(S.Pid);
  }
  EXPECT_TRUE(moveJob(*Job->mover(), S, Job->target()).Moved);
  auto Book = gpu::Ledger::open(Dir.path());
  ASSERT_TRUE(Book);
  std::vector<gpu::Promised> All = Book->promises();
  ASSERT_EQ(All.size(), 1u) << "the move's own is gone";
  EXPECT_EQ(All[0].Uuid, "GPU-22222222-2222-2222-2222-222222222222");
  EXPECT_EQ(All[0].Pid, S.Pid);
  EXPECT_EQ(All[0].Bytes, 2ull << 30);
}

} // namespace
} // namespace auspex::migrate::test
