//===- test/unit/gpu/choose_test.cpp - Which GPU a job gets ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/choose.h"

#include <gtest/gtest.h>

namespace auspex::gpu {
namespace {

constexpr uint64_t GiB = 1ull << 30;

Gpu make(unsigned Index, const char *Uuid, uint64_t Free, int Capability = 90) {
  Gpu G;
  G.Index = Index;
  G.Uuid = Uuid;
  G.Name = "H100";
  G.Capability = Capability;
  G.TotalBytes = 80 * GiB;
  G.FreeBytes = Free;
  return G;
}

Wishes wish(uint64_t Bytes, int Capability = 0) {
  Wishes W;
  W.Certain = true;
  W.Devices = 1;
  W.Bytes = Bytes;
  W.Capability = Capability;
  return W;
}

std::string chosen(const std::vector<Gpu> &All, const Wishes &W,
                   const std::vector<Outstanding> &Promised = {}, bool Mps = false) {
  Choice C = choose(All, Promised, W, Mps);
  return C.Fits ? C.Fits->Uuid : C.Refused.empty() ? "" : C.Refused[0];
}

TEST(Choose, TheFirstOfEquals) {
  EXPECT_EQ(chosen({make(0, "a", 80 * GiB), make(1, "b", 80 * GiB)}, wish(GiB)), "a");
}

TEST(Choose, NeverAnOlderOne) {
  EXPECT_EQ(chosen({make(0, "old", 80 * GiB, 75), make(1, "new", 2 * GiB)}, wish(GiB)), "new");
}

TEST(Choose, AnIdleOneOfEquals) {
  std::vector<Gpu> All{make(0, "a", 80 * GiB), make(1, "b", 40 * GiB)};
  All[0].Processes = {{1, GiB}};
  EXPECT_EQ(chosen(All, wish(GiB)), "b");
  EXPECT_EQ(
      chosen({make(0, "a", 80 * GiB), make(1, "b", 40 * GiB)}, wish(GiB), {{"job", "a", GiB}}),
      "b");
}

TEST(Choose, WithItsContext) {
  EXPECT_EQ(chosen({make(0, "a", GiB + ContextBytes)}, wish(GiB)), "a");
  EXPECT_EQ(chosen({make(0, "a", GiB + ContextBytes - 1)}, wish(GiB)),
            "GPU 0 (H100) has 1.59 GiB free, 1.59 GiB are needed");
}

TEST(Choose, WhatIsPromisedIsGone) {
  EXPECT_EQ(chosen({make(0, "a", 4 * GiB)}, wish(2 * GiB), {{"j", "a", GiB}, {"k", "a", GiB}}),
            "GPU 0 (H100) has 2 GiB free (2 GiB more are promised to other jobs), 2.59 GiB "
            "are needed");
  EXPECT_EQ(chosen({make(0, "a", 4 * GiB)}, wish(2 * GiB), {{"j", "b", 4 * GiB}}), "a");
  EXPECT_NE(chosen({make(0, "a", GiB)}, wish(1), {{"j", "a", 4 * GiB}}), "a") << "no wrap-around";
}

TEST(Choose, WhatItIsCompiledFor) {
  EXPECT_EQ(chosen({make(0, "a", 80 * GiB, 75)}, wish(GiB, 80)),
            "GPU 0 (H100) has compute capability 7.5, the program is compiled for 8.0");
  EXPECT_EQ(chosen({make(0, "a", 80 * GiB, 80)}, wish(GiB, 80)), "a");
}

TEST(Choose, ModesAdmitOrNot) {
  std::vector<Gpu> All{make(0, "a", 80 * GiB)};
  All[0].Mode = cu::ComputeMode::ExclusiveProcess;
  EXPECT_EQ(chosen(All, wish(GiB)), "a") << "nobody has it";
  All[0].Processes = {{42, GiB}};
  EXPECT_EQ(chosen(All, wish(GiB)),
            "GPU 0 (H100) takes one process only (compute mode) and process 42 has it");
  EXPECT_EQ(chosen(All, wish(GiB), {}, true), "a") << "the MPS server has it";
  All[0].Mode = cu::ComputeMode::Prohibited;
  EXPECT_NE(chosen(All, wish(GiB), {}, true), "a");
}

TEST(Choose, InstancesOfADividedOne) {
  std::vector<Gpu> All{make(0, "whole", 80 * GiB), make(0, "part", 10 * GiB)};
  All[0].Divided = true;
  All[1].Instance = true;
  EXPECT_EQ(chosen(All, wish(GiB)), "part");
}

TEST(Choose, NotALostOne) {
  std::vector<Gpu> All{make(0, "a", 0)};
  All[0].Unusable = "its memory: GPU is lost (15)";
  EXPECT_EQ(chosen(All, wish(0)), "GPU 0 (H100) its memory: GPU is lost (15)");
  EXPECT_EQ(chosen({}, wish(0)), "");
}

} // namespace
} // namespace auspex::gpu
