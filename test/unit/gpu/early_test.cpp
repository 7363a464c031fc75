//===- test/unit/gpu/early_test.cpp - Which programs a context is started early for ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/early.h"

#include <gtest/gtest.h>

namespace auspex::gpu {
namespace {

/// A file that is there, for a library; nothing loads it.
const char *const Library = "/proc/self/maps";
const char *const Program = "/proc/self/exe";

TEST(Early, SetsTheLoaderAndTheProgram) {
  auto Set = earlyStart(Program, Library, 4096, {"A=1"});
  ASSERT_TRUE(Set) << Set.error().Message;
  ASSERT_EQ(Set->size(), 2u);
  EXPECT_EQ((*Set)[0], std::string("LD_PRELOAD=") + Library);
  EXPECT_TRUE((*Set)[1].starts_with("AUSPEX_GPU_START=")) << (*Set)[1];
  EXPECT_TRUE((*Set)[1].ends_with(" 4096")) << (*Set)[1];
}

TEST(Early, ComesBeforeWhatTheUserPreloads) {
  auto Set = earlyStart(Program, Library, 0, {"LD_PRELOAD=a.so:b.so"});
  ASSERT_TRUE(Set);
  EXPECT_EQ((*Set)[0], std::string("LD_PRELOAD=") + Library + ":a.so:b.so");
  EXPECT_EQ((*earlyStart(Program, Library, 0, {"LD_PRELOAD="}))[0],
            std::string("LD_PRELOAD=") + Library);
}

TEST(Early, NotWithoutItsLibraryOrProgram) {
  EXPECT_FALSE(earlyStart(Program, "/no/such/library.so", 0, {}));
  EXPECT_FALSE(earlyStart("/no/such/program", Library, 0, {}));
  EXPECT_FALSE(earlyStart("/proc/self/maps", Library, 0, {})) << "no ELF file";
}

TEST(Early, ValuesByWholeNames) {
  std::vector<std::string> Environment{"AB=2", "A=1", "C="};
  EXPECT_STREQ(valueOf(Environment, "A"), "1");
  EXPECT_STREQ(valueOf(Environment, "C"), "");
  EXPECT_EQ(valueOf(Environment, "B"), nullptr);
}

} // namespace
} // namespace auspex::gpu
