//===- runtime/cli/cc.cpp - The right clang with the plugin, for CC and CXX -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `CC="auspex cc"` for build systems: executes clang-22 with the plugin flag in
// front of the arguments. With link-time optimisation the linker runs passes
// too and has to be told (clang does not forward the flag to lld), so that a
// link with -flto gets the flag for lld as well.
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::cli {
namespace {

constexpr const char *Major = "22";

constexpr const char *CompileHelp = R"help(Runs {1} with the Auspex plugin: auspex {0} ARGS...
All arguments go to the compiler as they are; exit status and output are the compiler's.

  AUSPEX_{2}      another clang of major version {3} to run instead of {1}
  AUSPEX_PLUGIN  another plugin

Examples:
  auspex {0} -O2 -g1 -c gemm.c
  make CC="auspex cc" CXX="auspex c++"
  cmake -DCMAKE_C_COMPILER_LAUNCHER= -DCMAKE_C_COMPILER=clang-22 -DCMAKE_C_FLAGS="$(auspex --cflags)" ..
)help";

bool executable(const std::string &Path) {
  struct stat S;
  return stat(Path.c_str(), &S) == 0 && S_ISREG(S.st_mode) && access(Path.c_str(), X_OK) == 0;
}

/// The compiler to run: the user's choice, then the PATH, then where Debian and
/// LLVM's own packages put it.
std::string findCompiler(bool Cxx) {
  if (const char *Own = getenv(Cxx ? "AUSPEX_CXX" : "AUSPEX_CC"); Own && *Own)
    return Own;
  std::string Name = fmt::format("{}-{}", Cxx ? "clang++" : "clang", Major);
  const char *Path = getenv("PATH");
  std::string_view Rest = Path ? Path : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    size_t End = Rest.find(':');
    std::string Candidate = fmt::format("{}/{}", Rest.substr(0, End), Name);
    if (executable(Candidate))
      return Candidate;
    if (End == Rest.npos)
      break;
    Rest.remove_prefix(End + 1);
  }
  std::string Private = fmt::format("/usr/lib/llvm-{}/bin/{}", Major, Cxx ? "clang++" : "clang");
  return executable(Private) ? Private : std::string();
}

/// Whether this command line makes the linker run LLVM passes on bitcode.
bool linksWithLto(std::span<char *const> Args) {
  bool Lto = false;
  for (const char *A : Args) {
    std::string_view Arg = A;
    if (Arg == "-c" || Arg == "-S" || Arg == "-E" || Arg == "-fsyntax-only" || Arg == "-M" ||
        Arg == "-MM")
      return false;
    if (Arg == "-flto" || Arg.starts_with("-flto="))
      Lto = true;
    else if (Arg == "-fno-lto")
      Lto = false;
  }
  return Lto;
}

bool choosesLinker(std::span<char *const> Args) {
  for (const char *A : Args)
    if (!strncmp(A, "-fuse-ld=", 9))
      return true;
  return false;
}

bool choosesLld(std::span<char *const> Args) {
  bool Lld = false;
  for (const char *A : Args)
    if (!strncmp(A, "-fuse-ld=", 9))
      Lld = strstr(A + 9, "lld") != nullptr;
  return Lld;
}

} // namespace

int compile(const Context &Ctx, bool Cxx, std::span<char *const> Args) {
  if (!Args.empty() && (!strcmp(Args[0], "--help") || !strcmp(Args[0], "-h"))) {
    fmt::print(CompileHelp, Cxx ? "c++" : "cc", Cxx ? "clang++-22" : "clang-22",
               Cxx ? "CXX" : "CC", Major);
    return Success;
  }
  std::string Compiler = findCompiler(Cxx);
  if (Compiler.empty()) {
    printError(fmt::format("{} not found; the plugin needs clang of major version {}: apt-get "
                           "install clang-{}",
                           Cxx ? "clang++-22" : "clang-22", Major, Major));
    return NotFound;
  }
  auto Plugin = pluginPath(Ctx);
  if (!Plugin) {
    printError(Plugin.error().Message);
    return LaunchFailed;
  }
  std::string PluginFlag = "-fpass-plugin=" + *Plugin;
  std::string LinkerFlag = "-Wl,--load-pass-plugin=" + *Plugin;
  // Where only the linker or the preprocessor runs the flag is unused: no warning.
  char Quiet[] = "--start-no-unused-arguments", Loud[] = "--end-no-unused-arguments";
  char UseLld[] = "-fuse-ld=lld";
  std::vector<char *> Argv = {Compiler.data(), Quiet, PluginFlag.data(), Loud};
  if (linksWithLto(Args)) {
    if (!choosesLinker(Args))
      Argv.push_back(UseLld);
    if (!choosesLinker(Args) || choosesLld(Args))
      Argv.push_back(LinkerFlag.data());
  }
  Argv.insert(Argv.end(), Args.begin(), Args.end());
  Argv.push_back(nullptr);
  execvp(Compiler.c_str(), Argv.data());
  int Why = errno;
  printError(fmt::format("cannot execute {}: {}", Compiler, strerror(Why)));
  return Why == ENOENT ? NotFound : NotExecutable;
}

} // namespace auspex::cli
