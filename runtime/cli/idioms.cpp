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
  }
  write(Text);
}

void printJson(const std::string &Family) {
  using json = nlohmann::ordered_json;
  json Rows = json::array();
  for (const kernels::Idiom *I : kernels::catalogue())
    if (Family.empty() || I->Family == Family)
      Rows.push_back({{"name", I->Name},
                      {"family", I->Family},
                      {"form", I->Form},
                      {"title", I->Title},
                      {"flops", I->Flops},
                      {"bytes", I->Bytes},
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
