//===- test/unit/migrate/limits_test.cpp - A job's limits on the way to other groups ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/limits.h"
#include "runtime/place/layout.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// Groups beside the test's own, removed with the object.
struct Made {
  explicit Made(const place::Plan &P, const char *Name)
      : Groups(place::Group::create(P, fmt::format("limits-{}-{}", Name, getpid()), Missing)) {}
  ~Made() { Groups.remove(); }
  std::vector<std::string> Missing;
  place::Group Groups;
};

std::string pidsOf(const place::Group &G) {
  const place::Group::Part *P = G.find("pids");
  return P ? place::readFileAt(P->Dir.get(), "pids.max") : "";
}

TEST(Limits, AreThereAfterAMoveOrItIsRefused) {
  place::Plan P = place::planGroup(place::detectLayout(), {});
  Made From(P, "from");
  if (!From.Groups.find("pids"))
    GTEST_SKIP() << "no groups with the pids controller can be made here";
  place::Limits L;
  L.Pids = 123;
  From.Groups.apply(L, From.Missing);
  ASSERT_TRUE(From.Missing.empty()) << From.Missing[0];

  Made To(P, "to");
  auto Ok = copyLimits(From.Groups, To.Groups);
  EXPECT_TRUE(Ok) << (Ok ? "" : Ok.error().Message);
  EXPECT_EQ(pidsOf(To.Groups), "123\n");

  // A place without the controller does not keep it.
  place::Plan Less = P;
  for (place::Plan::Part &Part : Less.Parts)
    std::erase(Part.Controllers, "pids");
  std::erase_if(Less.Parts, [](const place::Plan::Part &Part) { return Part.Controllers.empty(); });
  Made Without(Less, "without");
  auto Refused = copyLimits(From.Groups, Without.Groups);
  ASSERT_FALSE(Refused);
  EXPECT_NE(Refused.error().Message.find("pids.max = 123"), std::string::npos)
      << Refused.error().Message;
  // What bounds nothing needs no place.
  EXPECT_TRUE(copyLimits(Without.Groups, Without.Groups));
}

} // namespace
} // namespace auspex::migrate
