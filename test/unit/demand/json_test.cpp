//===- json_test.cpp - Notes as JSON --------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/note.h"
#include "samples.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace auspex::demand;
using namespace auspex::demand::test;
using nlohmann::json;

namespace {

TEST(Json, OfAFunction) {
  json J = json::parse(toJson(FunctionDoc{gemmMain(), "u"}));
  EXPECT_EQ(J["format"], "auspex-note");
  EXPECT_EQ(J["version"], json({NoteMajor, NoteMinor}));
  EXPECT_EQ(J["type"], "function");
  EXPECT_EQ(J["unit"], "u");
  EXPECT_EQ(J["symbol"], "main");
  EXPECT_EQ(J["params"][1]["name"], "argv");
  EXPECT_EQ(J["params"][1]["type"], "ptr");
  EXPECT_EQ(J["nodes"].size(), 5u);
  json Call = J["nodes"][1]["steps"][1];
  EXPECT_EQ(Call["kind"], "call");
  EXPECT_EQ(Call["callee"], "atoi");
  EXPECT_EQ(Call["result"], 1);
  EXPECT_EQ(Call["line"], 5);
  EXPECT_EQ(J["expressions"][Call["args"][0].get<size_t>()], "value.ptr(0)");
  EXPECT_EQ(J["nodes"][0]["terminator"], "branch");
  EXPECT_EQ(J["nodes"][0]["edges"][1]["assign"][0]["value"], 2);
  EXPECT_EQ(J["loops"][0]["name"], "i");
  EXPECT_EQ(J["loops"][0]["parent"], nullptr);
  EXPECT_EQ(J["kernels"][0]["verdict"], "proved");
  EXPECT_EQ(J["kernels"][0]["loop"], nullptr);
  EXPECT_EQ(J["kernels"][0]["dims"][2]["kind"], "reduction");
  EXPECT_EQ(J["kernels"][0]["need"], unsigned(NeedFma));
  EXPECT_FALSE(J["kernels"][0].contains("better"));
  EXPECT_EQ(J["rejected"][0]["idiom"], "fir");
}

TEST(Json, OfAUnit) {
  json J = json::parse(toJson(sampleUnit()));
  EXPECT_EQ(J["type"], "unit");
  EXPECT_EQ(J["globals"][0]["bytes"], "757361676500");
  EXPECT_EQ(J["globals"][1]["inits"][1]["symbol"], ".str");
  EXPECT_EQ(J["globals"][2]["size"], uint64_t(1) << 40);
  EXPECT_EQ(J["constructors"][0], "_GLOBAL__sub_I_gemm.cpp");
}

TEST(Json, OfAnythingIsValid) {
  for (uint64_t Seed = 0; Seed < 200; ++Seed) {
    std::string Text = toJson(FunctionDoc{randomFunction(Seed), "u"});
    EXPECT_TRUE(json::accept(Text)) << Text;
  }
}

TEST(Json, StringsOfAnyBytes) {
  Function F;
  for (int C = 0; C < 256; ++C)
    F.Symbol.push_back(char(C));
  F.File = "gr\xc3\xbc\xc3\x9f"
           "e/\xf0\x9f\x9a\x80/\xed\xa0\x80/\xc0\xaf/\xf4\x90\x80\x80/\xe2\x82";
  std::string Text = toJson(FunctionDoc{F, ""});
  json J = json::parse(Text); // refuses what is no UTF-8
  EXPECT_TRUE(J["file"].get<std::string>().starts_with("gr\xc3\xbc\xc3\x9f" "e/\xf0\x9f\x9a\x80/"));
}

} // namespace
