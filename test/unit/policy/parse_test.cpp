//===- test/unit/policy/parse_test.cpp - Policy files ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/policy/policy.h"

#include <gtest/gtest.h>

using namespace auspex::policy;

namespace {

Document parsed(std::string_view Text) {
  auto D = parse(Text, "p");
  EXPECT_TRUE(D) << (D ? "" : D.error().Message);
  return D ? *D : Document();
}

std::string errorOf(std::string_view Text) {
  auto D = parse(Text, "p");
  return D ? "none" : D.error().Message;
}

TEST(PolicyFile, LaterRulesReplaceWhatEarlierOnesSaid) {
  Document D = parsed(R"(
[[rule]]
memory_max = "1G"
pids = 100
[[rule]]
user = "alice"
memory_max = "2GiB"
)");
  Settings Alice = D.settingsFor({"alice", {}, ""}), Bob = D.settingsFor({"bob", {}, ""});
  EXPECT_EQ(Alice.MemoryMax->Value, 2ull << 30);
  EXPECT_EQ(Alice.MemoryMax->From, "p:7");
  EXPECT_EQ(Alice.Pids->Value, 100u);
  EXPECT_EQ(Bob.MemoryMax->Value, 1ull << 30);
  EXPECT_EQ(Bob.MemoryMax->From, "p:3");
}

TEST(PolicyFile, ARuleMatchesWhereAllItsConditionsDo) {
  Document D = parsed(R"(
[[rule]]
user = ["alice", "bob"]
group = "research"
class = "batch"
cpus = 1.5
)");
  EXPECT_TRUE(D.settingsFor({"bob", {"staff", "research"}, "batch"}).Cpus);
  EXPECT_FALSE(D.settingsFor({"bob", {"staff", "research"}, ""}).Cpus);
  EXPECT_FALSE(D.settingsFor({"bob", {"staff"}, "batch"}).Cpus);
  EXPECT_FALSE(D.settingsFor({"carol", {"research"}, "batch"}).Cpus);
}

TEST(PolicyFile, UseNamesAllThatMayBeUsed) {
  Document D = parsed("[[rule]]\nuse = [\"memory\"]\n[[rule]]\nclass = \"x\"\nuse = [\"bpf\"]\n");
  Settings Any = D.settingsFor({"a", {}, ""}), X = D.settingsFor({"a", {}, "x"});
  EXPECT_TRUE(Any.allows(Mechanism::Memory));
  EXPECT_FALSE(Any.allows(Mechanism::Bpf));
  EXPECT_EQ(*Any.Forbidden[unsigned(Mechanism::Bpf)], "p:2");
  EXPECT_TRUE(X.allows(Mechanism::Bpf));
  EXPECT_FALSE(X.allows(Mechanism::Memory));
}

TEST(PolicyFile, AUserNarrowsAndNeverWidens) {
  Settings Site =
      parsed("[[rule]]\nmemory_max=\"4G\"\ncpus=2\nuse=[\"memory\",\"bpf\"]").settingsFor({});
  Settings User = parsed("[[rule]]\nmemory_max=\"8G\"\ncpus=1\npids=5\nmargin=2\n"
                         "use=[\"memory\",\"resize\"]")
                      .settingsFor({});
  Settings Both = narrowed(Site, User);
  EXPECT_EQ(Both.MemoryMax->Value, 4ull << 30);
  EXPECT_EQ(Both.Cpus->Value, 1);
  EXPECT_EQ(Both.Pids->Value, 5u);
  EXPECT_EQ(Both.Margin->Value, 2);
  EXPECT_TRUE(Both.allows(Mechanism::Memory));
  EXPECT_FALSE(Both.allows(Mechanism::Bpf));
  EXPECT_FALSE(Both.allows(Mechanism::Resize));
}

TEST(PolicyFile, ErrorsHaveTheirPlace) {
  EXPECT_TRUE(errorOf("[[rule]\n").starts_with("p:1:"));
  EXPECT_TRUE(errorOf("[rule]\npids=1").starts_with("p:1:1: rules are written [[rule]]"));
  EXPECT_TRUE(errorOf("x = 1").starts_with("p:1:5: unknown key 'x'"));
  EXPECT_TRUE(errorOf("[[rule]]\nmemory = 1").starts_with("p:2:10: unknown key 'memory'"));
  EXPECT_TRUE(errorOf("[[rule]]\nuse = [\"quantum\"]").starts_with("p:2:8: unknown mechanism 'quantum'"));
  EXPECT_TRUE(errorOf("[[rule]]\nuser = []").starts_with("p:2:8: an empty list"));
  EXPECT_TRUE(errorOf("rule = [1]").starts_with("p:1:9: "));
}

TEST(PolicyFile, SizesAndNumbersAreChecked) {
  for (const char *Bad : {"0", "-1", "\"\"", "\"8X\"", "\"8GB\"", "\"-8G\"", "\" 8G\"", "1.5",
                          "true", "\"99999999999999999999\"", "\"9999999999G\""})
    EXPECT_NE(errorOf(std::string("[[rule]]\nmemory_max = ") + Bad), "none") << Bad;
  for (const char *Bad : {"0", "-1", "nan", "inf", "\"1\"", "true"})
    EXPECT_NE(errorOf(std::string("[[rule]]\ncpus = ") + Bad), "none") << Bad;
  for (const char *Bad : {"0", "10001", "1.5"})
    EXPECT_NE(errorOf(std::string("[[rule]]\ncpu_weight = ") + Bad), "none") << Bad;
}

} // namespace
