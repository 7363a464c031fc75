//===- test/unit/migrate/target_test.cpp - Where a job is to go ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/target.h"

#include <gtest/gtest.h>

namespace auspex::migrate {
namespace {

TEST(Target, PrintsAsItIsRead) {
  for (const char *Text : {"cpus=0", "cpus=2-3", "cpus=0,2-4,9", "node=1", "container=web-1",
                           "container=pid:12", "host=big.example"}) {
    auto T = parseTarget(Text);
    ASSERT_TRUE(T) << Text;
    EXPECT_EQ(toText(*T), Text);
  }
  EXPECT_EQ(toText(*parseTarget("cpus=3,1,2,2")), "cpus=1-3");
}

TEST(Target, RefusesWhatIsNone) {
  for (const char *Text : {"",
                           "cpus",
                           "cpus=",
                           "cpus=a",
                           "cpus=3-1",
                           "cpus=1,",
                           "cpus=-1",
                           "cpus=99999",
                           "cpus=1 ",
                           "node=",
                           "node=x",
                           "node=-1",
                           "node=1x",
                           "container=",
                           "container=a b",
                           "container=../x",
                           "container=a;b",
                           "host=$(x)",
                           "container=..",
                           "tape=1"})
    EXPECT_FALSE(parseTarget(Text)) << Text;
}

TEST(Target, SetsAndLists) {
  std::vector<int> List = {0, 5, 63, 64, 1000};
  EXPECT_EQ(cpuList(cpuSet(List)), List);
  EXPECT_EQ(listText({}), "");
}

} // namespace
} // namespace auspex::migrate
