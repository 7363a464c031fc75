//===- test/unit/place/layout_test.cpp - Where a process sits --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/layout.h"

#include <gtest/gtest.h>

using namespace auspex::place;

namespace {

TEST(Layout, PureV2WithSystemd) {
  Layout L = parseLayout(
      "25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n",
      "0::/user.slice/user-1000.slice/session-3.scope\n");
  ASSERT_EQ(L.Hierarchies.size(), 1u);
  EXPECT_STREQ(L.name(), "v2");
  EXPECT_EQ(L.unified()->Mount, "/sys/fs/cgroup");
  EXPECT_EQ(L.unified()->Own, "user.slice/user-1000.slice/session-3.scope");
}

TEST(Layout, V1WithSharedAndNamedHierarchies) {
  Layout L = parseLayout(
      "31 23 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
      "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
      "33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "34 31 0:31 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n",
      "9:name=systemd:/x\n4:memory:/jobs/7\n3:cpu,cpuacct:/\n2:blkio:/\n");
  EXPECT_STREQ(L.name(), "v1");
  EXPECT_EQ(L.Hierarchies.size(), 3u);
  EXPECT_EQ(L.find("cpu"), L.find("cpuacct"));
  EXPECT_EQ(L.find("memory")->Own, "jobs/7");
  EXPECT_EQ(L.find("io"), L.find("blkio"));
  EXPECT_EQ(L.find("pids"), nullptr);
}

TEST(Layout, Hybrid) {
  Layout L = parseLayout("31 23 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                         "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
                         "4:memory:/\n0::/a\n");
  EXPECT_STREQ(L.name(), "hybrid");
  EXPECT_EQ(L.find("memory")->Version, 1);
  EXPECT_EQ(L.unified()->Own, "a");
}

// A container's bind mount shows a part of the tree only.
TEST(Layout, MountsOfAPartOfTheTree) {
  const char *Mount = "30 25 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
  EXPECT_EQ(parseLayout(Mount, "4:memory:/docker/abc\n").find("memory")->Own, "");
  EXPECT_EQ(parseLayout(Mount, "4:memory:/docker/abc/x\n").find("memory")->Own, "x");
  EXPECT_TRUE(parseLayout(Mount, "4:memory:/docker/abcd\n").empty());
  EXPECT_TRUE(parseLayout(Mount, "4:memory:/other\n").empty());
  // Outside the cgroup namespace.
  EXPECT_TRUE(parseLayout("30 25 0:26 / /c rw - cgroup2 x rw\n", "0::/../other\n").empty());
}

TEST(Layout, OddText) {
  EXPECT_STREQ(parseLayout("", "").name(), "none");
  EXPECT_TRUE(parseLayout("garbage\n\n - cgroup2\n30 25 0:26 / /c rw - cgroup", "x\n::\n0\n").empty());
  Layout L = parseLayout("30 25 0:26 / /sys/fs/my\\040cgroup rw - cgroup2 x rw\n", "0::/\n");
  EXPECT_EQ(L.unified()->Mount, "/sys/fs/my cgroup");
  EXPECT_EQ(L.unified()->Own, "");
}

} // namespace
