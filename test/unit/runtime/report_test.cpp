//===- test/unit/runtime/report_test.cpp - Text for a terminal, options, library paths -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/demangle.h"
#include "runtime/binary/library_search.h"
#include "runtime/binary/process_image.h"
#include "runtime/cli/arguments.h"
#include "runtime/forecast/forecast.h"
#include "runtime/report/text.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <elf.h>
#include <gtest/gtest.h>

using namespace auspex;

TEST(Text, ScalesQuantities) {
  EXPECT_EQ(place::sizeText(0), "0 B");
  EXPECT_EQ(place::sizeText(1023), "1023 B");
  EXPECT_EQ(place::sizeText(1536), "1.50 KiB");
  EXPECT_EQ(place::sizeText(3.0 * 1024 * 1024 * 1024), "3 GiB");
  EXPECT_EQ(report::countText(137.4e9), "137 G");
  EXPECT_EQ(report::secondsText(0.0123), "12.3 ms");
  EXPECT_EQ(report::secondsText(125), "2 min 5 s");
}

TEST(Text, ShowsIntervals) {
  EXPECT_EQ(report::rangeText(demand::Range::exactly(2048), place::sizeText), "2 KiB");
  EXPECT_EQ(report::rangeText({1024, 2048, 4096}, place::sizeText), "2 KiB (1 KiB to 4 KiB)");
  EXPECT_EQ(report::rangeText({0, 1, demand::Range::Unbounded}, place::sizeText),
            "1 B (at least 0 B, no upper bound)");
}

TEST(Text, DefusesControlCharacters) {
  EXPECT_EQ(report::printable("a\x1b[31mb\nc"), "a?[31mb?c");
  EXPECT_EQ(report::printable("\xc2\x9b" "31m"), "?\x9b" "31m");
  EXPECT_EQ(report::printable("gr\xc3\xbc\xc3\x9f" "e"), "gr\xc3\xbc\xc3\x9f" "e");
  EXPECT_EQ(report::printable("12345", 3), "123...");
}

TEST(Demangle, HasBounds) {
  EXPECT_EQ(demand::demangled("_Z3mulPdi"), "mul(double*, int)");
  EXPECT_EQ(demand::demangledName("_ZN3lin3mulIdEEvPT_i"), "void lin::mul<double>");
  EXPECT_EQ(demand::demangled("main"), "main");
  EXPECT_EQ(demand::demangled("_Znonsense"), "_Znonsense");
  // Doubles with each level.
  std::string Bomb = "_Z1fPFviiE";
  for (int I = 0; I < 20; ++I)
    Bomb += "PFvS0_S0_E";
  EXPECT_EQ(demand::demangled(Bomb), Bomb);
}

TEST(Options, AreOursAsFarAsDeclared) {
  CLI::App App;
  bool Json = false;
  std::string Why;
  std::vector<std::string> Command;
  App.add_flag("--json", Json);
  App.add_option("--why", Why);
  App.add_option("command", Command);
  using List = std::vector<std::string>;
  auto Separate = [&](List Args, bool Anywhere) { return cli::separateOptions(App, Args, Anywhere); };
  EXPECT_EQ(Separate({"--json", "p", "-n", "4"}, false), (List{"--json", "--", "p", "-n", "4"}));
  EXPECT_EQ(Separate({"p", "--json"}, false), (List{"--", "p", "--json"}));
  EXPECT_EQ(Separate({"p", "-n", "--json", "4"}, true), (List{"--json", "--", "p", "-n", "4"}));
  EXPECT_EQ(Separate({"--why", "f", "p"}, false), (List{"--why", "f", "--", "p"}));
  EXPECT_EQ(Separate({"--why=f", "p", "--", "--json"}, true), (List{"--why=f", "--", "p", "--json"}));
  EXPECT_EQ(Separate({"--wrong", "p"}, true), (List{"--wrong", "--", "p"}));
  EXPECT_EQ(Separate({}, true), List{});
}

TEST(Assumptions, AreNumbers) {
  forecast::Options O;
  EXPECT_TRUE(forecast::addAssumption(O, "n=12"));
  EXPECT_TRUE(forecast::addAssumption(O, "bytes=2k"));
  EXPECT_TRUE(forecast::addAssumption(O, "a=b=3") ? false : true);
  EXPECT_EQ(O.Assume["n"], 12);
  EXPECT_EQ(O.Assume["bytes"], 2048);
  for (const char *Bad : {"n", "=1", "n=", "n=x", "n=1x", "n=inf", "n=1kk"})
    EXPECT_FALSE(forecast::addAssumption(O, Bad)) << Bad;
}

TEST(LibrarySearch, FollowsTheOrderOfTheLoader) {
  std::vector<std::string> Env = {"PATH=/bin", "LD_LIBRARY_PATH=/env:"};
  binary::LibrarySearch Search(Env);
  binary::ElfFile Program;
  Program.Path = "/opt/app/bin/program";
  Program.Machine = EM_X86_64;
  Program.RPath = "$ORIGIN/../lib";
  const binary::ElfFile *Chain[] = {&Program};
  auto C = Search.candidates("libx.so.1", Chain);
  ASSERT_GE(C.size(), 3u);
  EXPECT_EQ(C[0], "/opt/app/bin/../lib/libx.so.1");
  EXPECT_EQ(C[1], "/env/libx.so.1");
  Program.RunPath = "${ORIGIN}:/run";
  C = Search.candidates("libx.so.1", Chain);
  EXPECT_EQ(C[0], "/env/libx.so.1"); // DT_RUNPATH makes DT_RPATH void
  EXPECT_EQ(C[1], "/opt/app/bin/libx.so.1");
  EXPECT_EQ(C[2], "/run/libx.so.1");
  EXPECT_EQ(Search.candidates("./here.so", Chain), std::vector<std::string>{"./here.so"});
}

TEST(ProcessImage, FindsProgramsAsExecvpDoes) {
  std::vector<std::string> Env = {"PATH=/nonexistent:/bin:/usr/bin"};
  EXPECT_EQ(binary::findProgram("sh", Env), "/bin/sh");
  EXPECT_EQ(binary::findProgram("no-such-program-here", Env), "");
  EXPECT_EQ(binary::findProgram("./sh", Env), "./sh");
}

TEST(ProcessImage, DoesNotLookAtLibrariesWithoutNeed) {
  auto Image = binary::loadProcessImage("/bin/sh", {});
  ASSERT_TRUE(Image) << Image.error().Message;
  EXPECT_FALSE(Image->annotated());
  EXPECT_EQ(Image->Modules.size(), 1u);
  EXPECT_FALSE(Image->Executable.Needed.empty());
}
