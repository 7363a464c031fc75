//===- runtime/cli/commands.h - The subcommands of auspex -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file of this folder a subcommand. `add` declares options, help and an
// example on the CLI11 app that it is given and sets a callback; the callback
// does the work and leaves the exit status in Context::Status. Nothing is
// declared for subcommands that the command line does not name: the start-up
// of `auspex run` is part of every job that it starts.
//
// Conventions. Text for a person by default, `--json` for tools, a document
// with a "schema" member (docs/json-schema.md). Results go to stdout, messages
// to stderr as `auspex: error: what, where, what to do`.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CLI_COMMANDS_H
#define AUSPEX_RUNTIME_CLI_COMMANDS_H

#include "demand/error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace auspex::cli {

/// Exit statuses (docs/cli.md). `auspex run` returns the program's own status;
/// its own failures use the numbers of env(1), timeout(1) and nohup(1).
enum Exit : int {
  Success = 0,
  Failed = 1,          ///< the command could not do what it was asked
  Usage = 2,           ///< wrong options or arguments
  LaunchFailed = 125,  ///< run: Auspex itself failed
  NotExecutable = 126, ///< run, cc: found, but cannot be executed
  NotFound = 127,      ///< run, cc: program not found
};

/// What main gives to a subcommand and takes back.
struct Context {
  std::string SelfPath; ///< this executable, absolute; empty where /proc is missing
  int Status = Exit::Success;
};

void addRun(CLI::App &, Context &);
void addTop(CLI::App &, Context &);
void addMigrate(CLI::App &, Context &);
void addAgent(CLI::App &, Context &);
void addInspect(CLI::App &, Context &);
void addForecast(CLI::App &, Context &);
void addCalibrate(CLI::App &, Context &);
void addDoctor(CLI::App &, Context &);
void addHistory(CLI::App &, Context &);
void addPolicy(CLI::App &, Context &);
void addIdioms(CLI::App &, Context &);
void addCompletion(CLI::App &, Context &);

/// One row of the table of subcommands (main.cpp).
struct Command {
  const char *Name;
  const char *Summary;
  void (*Add)(CLI::App &, Context &);
  /// The command is followed by a program (or a file) and that program's own
  /// arguments: `auspex run --quiet ./gemm -n 4096` needs no `--`.
  enum { None, OptionsBeforeProgram, OptionsAnywhere } TakesProgram = None;
};
std::span<const Command> commands();

/// Declares \p C with its options below \p Root; completion declares them all.
CLI::App &declare(CLI::App &Root, const Command &C, Context &Ctx);

/// Where the plugin lies: $AUSPEX_PLUGIN, then beside this executable in an
/// installation (../lib) or a build tree.
demand::Expected<std::string> pluginPath(const Context &Ctx);
/// Where libauspex-gpu.so lies: beside the plugin.
demand::Expected<std::string> gpuLibrary(const Context &Ctx);
/// `auspex --cflags`.
int printCflags(const Context &Ctx);
/// `auspex cc ...` and `auspex c++ ...`; Args are those after cc.
int compile(const Context &Ctx, bool Cxx, std::span<char *const> Args);

/// Prints `auspex: error: <Message>` on stderr.
void printError(std::string_view Message);
/// ... and sets \p Ctx.Status.
void failWith(Context &Ctx, std::string_view Message, int Status = Exit::Failed);

} // namespace auspex::cli

#endif
