//===- test/unit/runtime/program_test.cpp - Linking as the dynamic linker does --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/program.h"

#include <gtest/gtest.h>

using namespace auspex::demand;

namespace {

FunctionDoc function(std::string Symbol, std::string Unit, std::string File = "") {
  FunctionDoc D;
  D.Func.Symbol = std::move(Symbol);
  D.Func.File = std::move(File);
  D.Func.Nodes.emplace_back();
  D.UnitId = std::move(Unit);
  return D;
}

struct LinkTest : testing::Test {
  Knowledge K;
  Module Exe{"/bin/program", {}, {}, {}}, Lib{"libone.so.1", {}, {}, {""}},
      Libc{"libc.so.6", {}, {}, {"", "malloc", "shared"}};
  LinkTest() {
    EXPECT_TRUE(K.add("libraries = [\"libc.so\"]\n[[call]]\nsymbols = [\"malloc\", \"atoi\", \"mine\"]\ncost = \"none\"\n", "k"));
  }
  Program link() { return Program::link({Exe, Lib, Libc}, K); }
};

} // namespace

TEST_F(LinkTest, PrefersTheUnitsOwnInternalFunction) {
  Exe.Functions = {function("helper", "a", "a.c"), function("helper", "b", "b.c"), function("helper", "c", "c.c")};
  Exe.Functions[0].Func.Internal = Exe.Functions[1].Func.Internal = true;
  Program P = link();
  EXPECT_EQ(P.resolve("helper", "a", 0).Function->Func.File, "a.c");
  EXPECT_EQ(P.resolve("helper", "b", 0).Function->Func.File, "b.c");
  EXPECT_EQ(P.resolve("helper", "elsewhere", 0).Function->Func.File, "c.c");
}

TEST_F(LinkTest, PrefersTheStrongDefinitionOfAModule) {
  Exe.Functions = {function("f", "a", "weak.c"), function("f", "b", "strong.c")};
  Exe.Functions[0].Func.Weak = true;
  EXPECT_EQ(link().resolve("f", "x", 0).Function->Func.File, "strong.c");
}

TEST_F(LinkTest, TakesTheCopyOfATemplateThatSaysSomething) {
  Exe.Functions = {function("f", "a", "empty.c"), function("f", "b", "full.c")};
  for (FunctionDoc &D : Exe.Functions)
    D.Func.Weak = true;
  Exe.Functions[0].Func.Nodes.clear();
  EXPECT_EQ(link().resolve("f", "x", 0).Function->Func.File, "full.c");
}

TEST_F(LinkTest, KnowsTemplatesOfTheLibraryWhateverTheirCode) {
  ASSERT_TRUE(K.add("libraries = [\"libstdc++.so\"]\n[[call]]\nsymbols = [\"_ZSt4sortI*\", \"sortI*\"]\n"
                    "instantiated = true\ncost = \"none\"\n"
                    "[[call]]\nsymbols = [\"_ZSt5otherI*\"]\ncost = \"none\"\n",
                    "k"));
  Exe.Functions = {function("_ZSt4sortIPiEvT_S1_", "a"), function("_ZSt5otherIPiEvT_", "a"),
                   function("sortIPi", "a"), function("_ZSt4sortIPdEvT_S1_", "a")};
  for (FunctionDoc &D : Exe.Functions)
    D.Func.Weak = true;
  Exe.Functions[3].Func.Weak = false; // a program's own, though it may not be
  Program P = link();
  Target T = P.resolve("_ZSt4sortIPiEvT_S1_", "a", 0);
  EXPECT_EQ(T.Function, nullptr);
  ASSERT_NE(T.Known, nullptr);
  EXPECT_TRUE(T.Known->Instantiated);
  for (const char *Own : {"_ZSt5otherIPiEvT_", "sortIPi", "_ZSt4sortIPdEvT_S1_"})
    EXPECT_NE(P.resolve(Own, "a", 0).Function, nullptr) << Own;
}

TEST_F(LinkTest, AnAliasIsItsTarget) {
  Lib.Functions = {function("_ZN1VC2El", "l", "v.cpp"), function("impl", "l", "impl.c")};
  Lib.Functions[1].Func.Internal = true;
  Unit U;
  U.Id = "l";
  U.Globals.emplace_back();
  U.Globals[0].Symbol = "table";
  U.Aliases = {{"_ZN1VC1El", false, false, "_ZN1VC2El"},
               {"pub", false, true, "impl"},
               {"own", true, false, "impl"},
               {"table_v2", false, false, "table"},
               {"nothing", false, false, "nowhere"}};
  Lib.Units = {U};
  Lib.Defined = {"_ZN1VC1El", "_ZN1VC2El", "pub", "table_v2"};
  Program P = link();
  EXPECT_EQ(P.resolve("_ZN1VC1El", "x", 0).Function->Func.File, "v.cpp");
  EXPECT_EQ(P.resolve("pub", "x", 0).Function->Func.File, "impl.c");
  EXPECT_FALSE(P.resolve("own", "x", 0).Function);
  EXPECT_TRUE(P.resolve("own", "l", 1).Function);
  EXPECT_TRUE(P.global("table_v2", "x", 0).Def);
  EXPECT_FALSE(P.resolve("nothing", "x", 1).Function);
}

TEST_F(LinkTest, SearchesModulesInOrder) {
  Lib.Functions = {function("shared", "l", "lib.c")};
  Lib.Defined.insert("shared");
  Program P = link();
  Target T = P.resolve("shared", "x", 0);
  ASSERT_TRUE(T.Function);
  EXPECT_EQ(T.Module, 1u);
}

TEST_F(LinkTest, ADefinitionWithoutANoteHidesALaterOne) {
  Lib.Defined.insert("shared"); // no note
  Libc.Functions = {function("shared", "c", "libc.c")};
  Target T = link().resolve("shared", "x", 0);
  EXPECT_FALSE(T.Function);
  EXPECT_FALSE(T.Known);
  EXPECT_EQ(T.Module, 1u);
}

TEST_F(LinkTest, WhatALibraryDoesNotExportIsItsOwn) {
  Lib.Functions = {function("hidden", "l", "lib.c")};
  Program P = link();
  EXPECT_FALSE(P.resolve("hidden", "x", 0).Function);
  EXPECT_TRUE(P.resolve("hidden", "x", 1).Function);
  // Even where the executable has one of that name.
  Exe.Functions = {function("hidden", "e", "exe.c")};
  Program Q = link();
  EXPECT_EQ(Q.resolve("hidden", "x", 1).Function->Func.File, "lib.c");
  EXPECT_EQ(Q.resolve("hidden", "x", 0).Function->Func.File, "exe.c");
}

TEST_F(LinkTest, KnowledgeIsForTheLibraryThatDefines) {
  Program P = link();
  Target T = P.resolve("malloc", "x", 0);
  EXPECT_TRUE(T.Known);
  EXPECT_EQ(T.Module, 2u);
  // Nothing defines it: a static program.
  EXPECT_TRUE(P.resolve("atoi", "x", 0).Known);
  // Somebody else's function of that name.
  Lib.Defined.insert("mine");
  EXPECT_FALSE(link().resolve("mine", "x", 0).Known);
}

TEST_F(LinkTest, AVendoredCopyIsJudgedByItsNote) {
  Exe.Functions = {function("malloc", "e")};
  Target T = link().resolve("malloc", "x", 0);
  EXPECT_TRUE(T.Function);
  EXPECT_FALSE(T.Known);
}

TEST_F(LinkTest, FindsTheDefinitionOfAGlobal) {
  Unit A, B;
  A.Id = "a";
  B.Id = "b";
  Global Extern, Defined, Own;
  Extern.Symbol = Defined.Symbol = Own.Symbol = "limit";
  Extern.Declared = true;
  Defined.Size = 8;
  Own.Internal = true;
  Own.Size = 4;
  A.Globals = {Extern};
  B.Globals = {Defined};
  Exe.Units = {A, B};
  Program P = link();
  EXPECT_EQ(P.global("limit", "a", 0).Def->Size, 8u);
  EXPECT_EQ(P.global("limit", "a", 0).Owner->Id, "b");
  Exe.Units[0].Globals.push_back(Own);
  EXPECT_EQ(link().global("limit", "a", 0).Def->Size, 4u);
  EXPECT_FALSE(P.global("nothing", "a", 0).Def);
}
