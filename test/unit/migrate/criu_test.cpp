//===- test/unit/migrate/criu_test.cpp - Finding out what CRIU can do, where little is allowed
//---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "denied.h"
#include "runtime/migrate/criu.h"

#include <cerrno>
#include <gtest/gtest.h>

namespace auspex::migrate::test {
namespace {

TEST(Criu, WhereNothingMayBeTracedBreakpointsAreNotKnownToWork) {
  EXPECT_EQ(
      statusOf([] { return !deny({SYS_ptrace}, EPERM) ? 99
                           : hardwareBreakpoints()    ? 1
                                                      : 0; }), 0);
}

TEST(Criu, WhereNoProcessCanBeMadeNobodyIsKilled) {
  EXPECT_EQ(statusOf([] { return !deny(Forking, EAGAIN)  ? 99
                                 : hardwareBreakpoints() ? 1
                                                         : 0; }),
            0);
  EXPECT_EQ(statusOf([] {
              Criu C{"/bin/true", ""};
              return !deny(Forking, EAGAIN) ? 99 : checkCriu(C) ? 1 : 0;
            }),
            0);
}

} // namespace
} // namespace auspex::migrate::test
