//===- runtime/cli/cflags.cpp - The flag that adds the plugin -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"
#include "runtime/gpu/early.h"

#include <fmt/core.h>

#include <cstdlib>
#include <unistd.h>

namespace auspex::cli {
namespace {

/// <prefix>/bin/auspex, <prefix>/lib/auspex/NAME: a build tree is laid out like an installation.
demand::Expected<std::string> privateFile(const Context &Ctx, const char *Name) {
  std::string Bin = Ctx.SelfPath.substr(0, Ctx.SelfPath.rfind('/'));
  std::string Root = Bin.substr(0, Bin.rfind('/'));
  for (const char *Dir : {AUSPEX_PLUGIN_DIR, "lib/auspex"}) {
    std::string Path = fmt::format("{}/{}/{}", Root, Dir, Name);
    if (access(Path.c_str(), R_OK) == 0)
      return Path;
  }
  return demand::fail(
      fmt::format("{} not found below {}; build or install Auspex completely", Name, Root));
}

} // namespace

demand::Expected<std::string> pluginPath(const Context &Ctx) {
  if (const char *Own = getenv("AUSPEX_PLUGIN"); Own && *Own) {
    if (access(Own, R_OK) != 0)
      return demand::fail(fmt::format("AUSPEX_PLUGIN names {}, which cannot be read; unset it or "
                                      "name the plugin of this Auspex",
                                      Own));
    return Own;
  }
  auto Path = privateFile(Ctx, "AuspexPlugin.so");
  if (!Path)
    return demand::fail(Path.error().Message + ", or set AUSPEX_PLUGIN to it");
  return Path;
}

demand::Expected<std::string> gpuLibrary(const Context &Ctx) {
  return privateFile(Ctx, gpu::PreloadName);
}

int printCflags(const Context &Ctx) {
  auto Plugin = pluginPath(Ctx);
  if (!Plugin) {
    printError(Plugin.error().Message);
    return Failed;
  }
  fmt::print("-fpass-plugin={}\n", *Plugin);
  return Success;
}

} // namespace auspex::cli
