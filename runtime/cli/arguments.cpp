//===- runtime/cli/arguments.cpp - Our options apart from a program's own -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace auspex::cli {

std::vector<std::string> separateOptions(const CLI::App &Sub, std::span<const std::string> Args,
                                         bool Anywhere) {
  std::vector<std::string> Ours, Theirs;
  for (size_t I = 0; I < Args.size(); ++I) {
    const std::string &A = Args[I];
    if (A == "--") {
      Theirs.insert(Theirs.end(), Args.begin() + I + 1, Args.end());
      break;
    }
    bool ReadsOptions = Anywhere || Theirs.empty();
    if (ReadsOptions && A.size() > 1 && A[0] == '-') {
      std::string Name = A.substr(0, A.find('='));
      const CLI::Option *O = Sub.get_option_no_throw(Name);
      // An unknown option before the program is a mistake that CLI11 reports.
      if (O || Theirs.empty()) {
        Ours.push_back(A);
        bool TakesValue = O && O->get_expected_max() > 0 && O->get_type_size_max() > 0;
        if (TakesValue && Name.size() == A.size() && I + 1 < Args.size())
          Ours.push_back(Args[++I]);
        continue;
      }
    }
    Theirs.push_back(A);
  }
  if (!Theirs.empty()) {
    Ours.emplace_back("--");
    Ours.insert(Ours.end(), Theirs.begin(), Theirs.end());
  }
  return Ours;
}

std::string companion(const Context &Ctx, const std::string &Name) {
  std::string Bin = Ctx.SelfPath.substr(0, Ctx.SelfPath.rfind('/'));
  std::string Beside = Bin + "/" + Name;
  if (access(Beside.c_str(), X_OK) == 0)
    return Beside;
  return Bin.substr(0, Bin.rfind('/')) + "/libexec/auspex/" + Name;
}

void addForecastOptions(CLI::App &App, std::vector<std::string> &Assume,
                        std::vector<std::string> &KnowledgeFiles) {
  // Without extra arguments: else a "--" behind the value ends the values, not the options.
  App.add_option("--assume", Assume,
                 "Give an unknown a value, by the name that inspect prints (repeatable)")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  App.add_option("--knowledge", KnowledgeFiles,
                 "Read what library calls cost from this file, too (repeatable; docs/knowledge.md)")
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
}

} // namespace auspex::cli
