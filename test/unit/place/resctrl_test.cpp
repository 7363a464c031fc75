//===- test/unit/place/resctrl_test.cpp - A share of the cache and its bandwidth --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Trees of files as the kernel's document shows them: the machines that this is built
// on have no such processor.
//
//===----------------------------------------------------------------------===//
#include "runtime/place/resctrl.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace auspex::place;

namespace {

class Caches : public testing::Test {
protected:
  void SetUp() override {
    Mount = std::filesystem::temp_directory_path() /
            ("auspex-resctrl-" + std::to_string(getpid()));
    std::filesystem::create_directories(Mount);
  }
  void TearDown() override { std::filesystem::remove_all(Mount); }
  void file(const std::string &Name, const std::string &Text) {
    std::filesystem::create_directories((Mount / Name).parent_path());
    std::ofstream(Mount / Name) << Text;
  }
  /// Two sockets with caches of 20 ways, bandwidth in steps of ten percent.
  void twoSockets(const char *Schemata) {
    file("info/L3/cbm_mask", "fffff\n");
    file("info/L3/min_cbm_bits", "2\n");
    file("info/MB/min_bandwidth", "10\n");
    file("info/MB/bandwidth_gran", "10\n");
    file("schemata", Schemata);
  }
  std::string text(const CacheShares &S) {
    auto R = detectResctrl(Mount);
    if (!R)
      return "no: " + R.error().Message;
    auto Text = schemataFor(*R, S);
    return Text ? *Text : "no: " + Text.error().Message;
  }
  std::filesystem::path Mount;
};

TEST_F(Caches, RoundsUpToWhatTheProcessorTellsApart) {
  twoSockets("    L3:0=fffff;1=fffff\n    MB:0=100;1=100\n");
  EXPECT_EQ(text({0.25, 0}), "L3:0=1f;1=1f\n");
  EXPECT_EQ(text({0.26, 0}), "L3:0=3f;1=3f\n");
  EXPECT_EQ(text({0.01, 0}), "L3:0=3;1=3\n") << "two ways at least";
  EXPECT_EQ(text({0, 0.3}), "MB:0=30;1=30\n");
  EXPECT_EQ(text({0, 0.31}), "MB:0=40;1=40\n");
  EXPECT_EQ(text({1, 0.01}), "L3:0=fffff;1=fffff\nMB:0=10;1=10\n");
}

TEST_F(Caches, CodeAndDataHaveWaysOfTheirOwn) {
  file("info/L3CODE/cbm_mask", "7ff\n");
  file("info/L3CODE/min_cbm_bits", "1\n");
  file("schemata", "L3DATA:0=7ff\nL3CODE:0=7ff\n");
  EXPECT_EQ(text({0.5, 0}), "L3DATA:0=3f\nL3CODE:0=3f\n");
}

TEST_F(Caches, AbsoluteBandwidthIsNotTakenForPercent) {
  twoSockets("L3:0=ffff\nMB:0=2048;1=2048\n");
  EXPECT_EQ(text({0, 0.5}),
            "no: memory bandwidth cannot be shared out by percent on this machine");
  EXPECT_EQ(text({0.5, 0}), "L3:0=3ff\n");
}

TEST_F(Caches, WhatCannotBeBoundedIsSaid) {
  EXPECT_TRUE(text({0.5, 0}).starts_with("no: " + Mount.string() + " is not mounted"));
  file("schemata", "MB:0=100\n");
  EXPECT_EQ(text({0.5, 0}), "no: the last-level cache cannot be shared out on this machine");
}

TEST_F(Caches, AGroupThatIsRefusedLeavesNothing) {
  twoSockets("L3:0=fffff;1=fffff\n");
  file("info/last_cmd_status", "Mask out of range\n");
  // A directory has no schemata of its own here, as if the kernel refused to write it.
  auto G = CacheGroup::create("12-ab", {0.5, 0}, Mount);
  ASSERT_FALSE(G);
  EXPECT_TRUE(G.error().Message.ends_with("Mask out of range")) << G.error().Message;
  EXPECT_FALSE(CacheGroup::exists("12-ab", Mount));
  EXPECT_FALSE(CacheGroup::create("../x", {0.5, 0}, Mount));
}

} // namespace
