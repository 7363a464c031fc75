//===- runtime/cli/arguments.h - Our options apart from a program's own ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `auspex inspect ./gemm -n 4096 --json` holds options of two programs. Ours
// are those that the subcommand declares; everything else after the program's
// name is the program's, and after `--` everything is.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CLI_ARGUMENTS_H
#define AUSPEX_RUNTIME_CLI_ARGUMENTS_H

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace auspex::cli {

struct Context;

/// Reorders \p Args (those after the subcommand's name) to: our options, "--",
/// the program, its arguments. With \p Anywhere our options are also taken
/// from behind the program's name, else its name ends them. Without a program
/// no "--" is added.
std::vector<std::string> separateOptions(const CLI::App &Sub, std::span<const std::string> Args,
                                         bool Anywhere);

/// --assume and --knowledge, of every command that makes a forecast.
void addForecastOptions(CLI::App &App, std::vector<std::string> &Assume,
                        std::vector<std::string> &KnowledgeFiles);

/// A program of ours: beside the command (build tree) or in the installation's libexec.
std::string companion(const Context &Ctx, const std::string &Name);

} // namespace auspex::cli

#endif
