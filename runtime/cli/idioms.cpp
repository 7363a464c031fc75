//===- runtime/cli/idioms.cpp - The computations that are recognised ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/catalogue/catalogue.h"
#include "runtime/cli/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace auspex::cli {
namespace {

/// The table fills more than a buffer: what cannot be written is found when the
/// command ends, as with every other, not thrown here.
void write(const std::string &Text) { std::fputs(Text.c_str(), stdout); }

void printText(const std::string &Family) {
  std::string_view Before;
  std::string Text;
  for (const kernels::Idiom *I : kernels::catalogue()) {
    if (!Family.empty() && I->Family != Family)
      continue;
    if (I->Family != Before) {
      Text += fmt::format("{}{}\n", Before.empty() ? "" : "\n", I->Family);
      Before = I->Family;
    }
    Text += fmt::format("  {:<12} {}\n               {}; flops {}; traffic {} bytes\n", I->Name,
                        I->Form, I->Title, I->Flops.empty() ? "0" : I->Flops, I->Bytes);
    for (const kernels::Alternative &Way : I->Better)
      if (!Way.Name.empty())
        Text += fmt::format("               {} takes fewer {}, by {}{}{}\n", Way.Name, Way.Measure, Way.Ratio,
                            Way.When.empty() ? "" : ", where ", Way.When);
    Text += fmt::format("               rests on {}; not to be confused with {}\n", kernels::proofOf(*I), I->Confused);
  }
  write(Text);
}

using json = nlohmann::ordered_json;

/// The words of \p List, between commas.
json words(std::string_view List) {
  json Result = json::array();
  while (!List.empty()) {
    const size_t End = std::min(List.find(','), List.size());
    Result.push_back(List.substr(0, End));
    List.remove_prefix(std::min(End + 1, List.size()));
  }
  return Result;
}

json better(const kernels::Idiom &I) {
  json Result = json::array();
  for (const kernels::Alternative &Way : I.Better)
    if (!Way.Name.empty())
      Result.push_back({{"algorithm", Way.Name},
                        {"measure", Way.Measure},
                        {"ratio", Way.Ratio},
                        {"when", Way.When}});
  return Result;
}

void printJson(const std::string &Family) {
  json Rows = json::array();
  for (const kernels::Idiom *I : kernels::catalogue())
    if (Family.empty() || I->Family == Family)
      Rows.push_back({{"name", I->Name},
                      {"family", I->Family},
                      {"form", I->Form},
                      {"title", I->Title},
                      {"flops", I->Flops},
                      {"bytes", I->Bytes},
                      {"roles", words(I->Serves)},
                      {"proof", kernels::proofOf(*I)},
                      {"better", better(*I)},
                      {"confused", I->Confused}});
  json Document = {{"schema", "auspex.idioms/1"}, {"idioms", std::move(Rows)}};
  write(Document.dump(2) + "\n");
}

} // namespace

void addIdioms(CLI::App &App, Context &Ctx) {
  struct Options {
    bool Json = false;
    std::string Family;
  };
  auto O = std::make_shared<Options>();
  App.add_flag("--json", O->Json, "Print the document auspex.idioms/1 (docs/json-schema.md)");
  App.add_option("--family", O->Family, "Only this family: linear-algebra, ...")->type_name("NAME");
  App.footer(
      "Flops and traffic of one execution in the form's extents (i: m, j: n, k: k); e is the\n"
      "size of an element in bytes.\n\nExamples:\n  auspex idioms\n"
      "  auspex idioms --family linear-algebra --json");
  App.callback([O, &Ctx] {
    bool Known = O->Family.empty();
    for (const kernels::Idiom *I : kernels::catalogue())
      Known |= I->Family == O->Family;
    if (!Known)
      return failWith(Ctx, fmt::format("no family '{}'; auspex idioms lists them", O->Family),
                      Usage);
    if (O->Json)
      printJson(O->Family);
    else
      printText(O->Family);
  });
}

} // namespace auspex::cli
