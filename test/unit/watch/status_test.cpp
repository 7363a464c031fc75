//===- test/unit/watch/status_test.cpp --------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/live.h"

#include <gtest/gtest.h>

using namespace auspex::watch;

namespace {

Status sample() {
  Status S;
  S.Job = "7-ab";
  S.Argv = {"./a \"b\"\n", "\xff"};
  S.Pid = 42;
  S.Source = "cgroup v1";
  S.ReservedBytes = 1 << 20;
  S.Phases = {{.Name = "loop", .Start = 0, .Seconds = 1.5, .ResidentBytes = 1e6, .ReserveBytes = 2 << 20},
              {.Name = "gemm",
               .Start = 1.5,
               .Seconds = 2,
               .ResidentBytes = 5e6,
               .ReserveBytes = 6 << 20,
               .Parallelism = 4}};
  return S;
}

} // namespace

TEST(Status, ReadsWhatItWrote) {
  auto Back = parseStatus(toText(sample()));
  ASSERT_TRUE(Back) << Back.error().Message;
  EXPECT_EQ(Back->Job, "7-ab");
  EXPECT_EQ(Back->Pid, 42);
  ASSERT_EQ(Back->Phases.size(), 2u);
  EXPECT_EQ(Back->Phases[1].Name, "gemm");
  EXPECT_EQ(Back->Phases[1].ReserveBytes, 6u << 20);
}

TEST(Status, RefusesWhatIsNone) {
  for (const char *Text : {"", "[]", "{\"Job\": 3}", "{\"Phases\": [1]}", "\xff\xfe"})
    EXPECT_FALSE(parseStatus(Text)) << Text;
}

TEST(Live, MetricsEscapeAndEnd) {
  LiveJob J;
  J.Status = sample();
  J.Now.MemoryBytes = 12345;
  std::string Text = liveMetrics({J});
  EXPECT_NE(Text.find("auspex_job_memory_bytes{job=\"7-ab\",program=\"./a \\\"b\\\"\\n\"} 12345"),
            Text.npos)
      << Text;
  EXPECT_TRUE(Text.ends_with("# EOF\n"));
}

TEST(Live, NextPhase) {
  LiveJob J;
  J.Status = sample();
  ASSERT_NE(J.next(), nullptr);
  EXPECT_EQ(J.next()->Name, "gemm");
  J.Status.Phase = 1;
  EXPECT_EQ(J.next(), nullptr);
  EXPECT_NE(liveText({J}).find("gemm"), std::string::npos);
}
