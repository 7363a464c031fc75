//===- test/unit/place/group_test.cpp - Groups, as libcgroup sees them -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What Group sets is read back by a library that others wrote. Needs the right to
// create groups in v1 hierarchies; elsewhere the tests are skipped.
//
//===----------------------------------------------------------------------===//
#include "runtime/place/group.h"
#include "runtime/place/registry.h"

#include <gtest/gtest.h>
#include <libcgroup.h>
#include <memory>

using namespace auspex::place;

namespace {

class Groups : public testing::Test {
protected:
  void SetUp() override {
    if (cgroup_init() != 0)
      GTEST_SKIP() << "libcgroup finds no control groups here";
    L = detectLayout();
    const Hierarchy *Memory = L.find("memory");
    if (!Memory || Memory->Version != 1)
      GTEST_SKIP() << "the memory controller is no v1 hierarchy here";
    Wanted.Memory = 64u << 20;
    Wanted.MemoryMax = 128u << 20;
    Wanted.Pids = 40;
    Wanted.CpuWeight = 200;
    P = planGroup(L, Wanted);
    if (P.Parts.empty())
      GTEST_SKIP() << "no right to create groups here";
    Job = newJob();
  }

  /// A value as libcgroup reads it.
  int64_t value(const char *Controller, const char *Name) const {
    const Hierarchy *H = L.find(Controller);
    if (!H)
      return -1;
    std::string Path = (H->Own.empty() ? "" : H->Own + "/") + "auspex-" + Job;
    std::unique_ptr<cgroup, void (*)(cgroup *)> G(cgroup_new_cgroup(Path.c_str()),
                                                  [](cgroup *C) { cgroup_free(&C); });
    if (!G || cgroup_get_cgroup(G.get()) != 0)
      return -1;
    cgroup_controller *C = cgroup_get_controller(G.get(), Controller);
    int64_t V = -1;
    return C && cgroup_get_value_int64(C, Name, &V) == 0 ? V : -1;
  }

  Layout L;
  Limits Wanted;
  Plan P;
  std::string Job;
};

TEST_F(Groups, LibcgroupReadsWhatWasSet) {
  std::vector<std::string> Missing;
  Group G = Group::create(P, Job, Missing);
  ASSERT_FALSE(G.empty());
  G.apply(Wanted, Missing);
  EXPECT_TRUE(Missing.empty()) << Missing.front();
  EXPECT_EQ(value("memory", "memory.limit_in_bytes"), 128 << 20);
  if (G.find("pids"))
    EXPECT_EQ(value("pids", "pids.max"), 40);
  if (G.find("cpu"))
    EXPECT_EQ(value("cpu", "cpu.shares"), 2048);
  G.lift();
  EXPECT_GT(value("memory", "memory.limit_in_bytes"), int64_t(1) << 40);
  EXPECT_TRUE(G.remove());
  EXPECT_EQ(value("memory", "memory.limit_in_bytes"), -1);
}

} // namespace
