//===- test/unit/evaluate/options_test.cpp - getopt against getopt(3) -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"

#include <getopt.h>

namespace auspex::demand::test {
namespace {

/// One call of getopt and what it left behind.
struct Seen {
  int Result = 0, Index = 0, Invalid = 0, LongIndex = 0;
  std::string Argument;
  bool operator==(const Seen &) const = default;
};
std::ostream &operator<<(std::ostream &Out, const Seen &S) {
  return Out << S.Result << " optind " << S.Index << " optopt " << S.Invalid << " longindex "
             << S.LongIndex << " optarg " << S.Argument;
}
struct Log {
  std::vector<Seen> Calls;
  std::vector<std::string> Argv;
  int Flag = 0;
};

enum class Kind { Short, Long, LongOnly };
constexpr int MaxCalls = 40, Untouched = -77;
int TheFlag;
const option Table[] = {{"size", required_argument, nullptr, 's'},
                        {"silent", no_argument, nullptr, 'q'},
                        {"verbose", no_argument, &TheFlag, 5},
                        {"level", optional_argument, nullptr, 'l'},
                        {"size-limit", required_argument, nullptr, 's'},
                        {"x", no_argument, nullptr, 'X'},
                        {nullptr, 0, nullptr, 0}};

Log real(const std::vector<std::string> &Argv, const char *Spec, Kind K) {
  Log L;
  std::vector<std::string> Copy = Argv;
  std::vector<char *> Pointers;
  for (std::string &S : Copy)
    Pointers.push_back(S.data());
  Pointers.push_back(nullptr);
  optind = 0;
  opterr = 0;
  TheFlag = 0;
  optopt = 0;
  for (int I = 0; I != MaxCalls; ++I) {
    Seen S;
    S.LongIndex = Untouched;
    int N = int(Argv.size());
    S.Result = K == Kind::Short  ? getopt(N, Pointers.data(), Spec)
               : K == Kind::Long ? getopt_long(N, Pointers.data(), Spec, Table, &S.LongIndex)
                                 : getopt_long_only(N, Pointers.data(), Spec, Table, &S.LongIndex);
    S.Index = optind;
    S.Invalid = S.Result == '?' || S.Result == ':' ? optopt : 0; // glibc keeps it between vectors
    S.Argument = optarg ? optarg : "(null)";
    L.Calls.push_back(S);
    if (S.Result == -1)
      break;
  }
  for (size_t I = 0; I != Argv.size(); ++I)
    L.Argv.push_back(Pointers[I]);
  L.Flag = TheFlag;
  return L;
}

Log modelled(const std::vector<std::string> &Argv, const char *Spec, Kind K) {
  Log L;
  Caller C;
  int64_t N = int64_t(Argv.size());
  Val Vector = C.buffer(8 * N + 8), Format = C.text(Spec), Flag = C.buffer(8),
      LongIndex = C.buffer(8);
  for (int64_t I = 0; I != N; ++I)
    C.store(Vector, C.text(Argv[size_t(I)]), 8 * I);
  Val Rows = C.buffer(sizeof Table);
  for (int64_t I = 0; Table[I].name; ++I) {
    C.store(Rows, C.text(Table[I].name), 32 * I);
    C.store(Rows, number(Table[I].has_arg, Type::I32), 32 * I + 8);
    C.store(Rows, Table[I].flag ? Flag : null(), 32 * I + 16);
    C.store(Rows, number(Table[I].val, Type::I32), 32 * I + 24);
  }
  for (int I = 0; I != MaxCalls; ++I) {
    Seen S;
    C.store(LongIndex, number(Untouched, Type::I32));
    std::vector<Val> Args{number(N, Type::I32), Vector, Format};
    if (K != Kind::Short)
      Args.insert(Args.end(), {Rows, LongIndex});
    Val R = C.call(K == Kind::Short  ? "getopt"
                   : K == Kind::Long ? "getopt_long"
                                     : "getopt_long_only",
                   Args);
    EXPECT_TRUE(R.exactInt());
    S.Result = int(R.Mid);
    S.Index = int(C.library("optind", Type::I32).Mid);
    if (S.Result == '?' || S.Result == ':')
      S.Invalid = int(C.library("optopt", Type::I32).Mid);
    S.LongIndex = int(C.load(LongIndex, Type::I32).Mid);
    Val Argument = C.library("optarg", Type::Ptr);
    S.Argument = Argument.isNull() ? "(null)" : C.M.stringAt(C.P, Argument).value_or("(unknown)");
    L.Calls.push_back(S);
    if (S.Result == -1 || !R.exactInt())
      break;
  }
  for (int64_t I = 0; I != N; ++I)
    L.Argv.push_back(C.M.stringAt(C.P, C.load(Vector, Type::Ptr, 8 * I)).value_or("(unknown)"));
  L.Flag = int(C.load(Flag, Type::I32).Mid);
  return L;
}

void compare(const std::vector<std::string> &Argv, const char *Spec, Kind K) {
  std::string What = Spec;
  for (const std::string &S : Argv)
    What += " [" + S + "]";
  Log Want = real(Argv, Spec, K), Got = modelled(Argv, Spec, K);
  EXPECT_EQ(Got.Calls, Want.Calls) << What;
  EXPECT_EQ(Got.Argv, Want.Argv) << What;
  EXPECT_EQ(Got.Flag, Want.Flag) << What;
}

TEST(Options, LikeGetoptOnRandomArguments) {
  const char *Elements[] = {"-a",
                            "-b",
                            "-ab",
                            "-n",
                            "-n5",
                            "-an5",
                            "5",
                            "-",
                            "--",
                            "file",
                            "-o",
                            "-oX",
                            "-z",
                            "-:",
                            "--size",
                            "--size=9",
                            "--si",
                            "--sil",
                            "--siz=3",
                            "--verb",
                            "--verbose=1",
                            "--level",
                            "--level=2",
                            "--nope",
                            "--x",
                            "-x",
                            "-size",
                            "-level=7",
                            "-W",
                            "-Wsize=4",
                            "--size-limit=8",
                            "",
                            "-sil",
                            "--=",
                            "-ao"};
  const char *Specs[] = {
      "abn:o::", "+abn:o::", "-abn:o::", ":abn:", "+:abn:x", "an:W;", "-:n:o::b"};
  std::mt19937 Random(2024);
  for (int Round = 0; Round != 4000; ++Round) {
    std::vector<std::string> Argv{"program"};
    for (unsigned I = Random() % 7; I > 0; --I)
      Argv.push_back(Elements[Random() % std::size(Elements)]);
    compare(Argv, Specs[Random() % std::size(Specs)], Kind(Random() % 3));
    if (HasFailure())
      return;
  }
}

TEST(Options, StrictWhereTheEnvironmentSaysSo) {
  Inputs In;
  In.Env = {"POSIXLY_CORRECT=1"};
  Caller C(In);
  Val Vector = C.buffer(32);
  for (int I = 0; I != 3; ++I)
    C.store(Vector, C.text(I == 1 ? "file" : "-a"), 8 * I);
  EXPECT_EQ(C.call("getopt", {number(3, Type::I32), Vector, C.text("a")}).Mid, -1);
}

TEST(Options, UnknownVectorGivesUnknown) {
  Caller C;
  Val Vector = C.buffer(32);
  C.store(Vector, C.text("p"));
  C.store(Vector, Val::unknown(Type::Ptr), 8);
  EXPECT_FALSE(C.call("getopt", {number(2, Type::I32), Vector, C.text("a")}).known());
}

TEST(Options, Environment) {
  Inputs In;
  In.Env = {"SIZE=12", "SIZES=13", "EMPTY="};
  Caller C(In);
  EXPECT_EQ(C.M.stringAt(C.P, C.call("getenv", {C.text("SIZE")}, Type::Ptr)), "12");
  EXPECT_EQ(C.M.stringAt(C.P, C.call("getenv", {C.text("EMPTY")}, Type::Ptr)), "");
  EXPECT_TRUE(C.call("getenv", {C.text("SIZ")}, Type::Ptr).isNull());
}

} // namespace
} // namespace auspex::demand::test
