//===- runtime/cli/doctor.cpp - What this machine allows, what is missing --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"
#include "runtime/cli/doctor_gpu.h"
#include "runtime/history/history.h"
#include "runtime/launch/children.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/model.h"
#include "runtime/machine/probe.h"
#include "runtime/migrate/criu.h"
#include "runtime/migrate/host/hosts.h"
#include "runtime/migrate/host/key.h"
#include "runtime/place/file.h"
#include "runtime/place/registry.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace auspex::cli {
namespace {

using machine::Finding;
using State = Finding::State;

constexpr const char *CompilerMajor = "22";

/// First line of `clang-22 --version`, or empty.
std::string compilerVersion() {
  const char *Own = getenv("AUSPEX_CC");
  std::string Command = fmt::format("{} --version 2>/dev/null", Own && *Own ? Own : "clang-22");
  std::unique_ptr<FILE, int (*)(FILE *)> P(popen(Command.c_str(), "re"), pclose);
  char Line[256];
  if (!P || !fgets(Line, sizeof(Line), P.get()))
    return {};
  std::string Text = Line;
  while (!Text.empty() && Text.back() == '\n')
    Text.pop_back();
  return Text;
}

std::vector<Finding> probeCompiler(const Context &Ctx) {
  std::vector<Finding> Out;
  std::string Version = compilerVersion();
  bool Right = Version.find(fmt::format("version {}.", CompilerMajor)) != Version.npos;
  Finding C{"compiler", "compiler.clang", State::Available, Version, "compiling with the plugin",
            ""};
  if (!Right) {
    C.Is = Version.empty() ? State::Missing : State::Limited;
    C.Detail = Version.empty() ? "clang-22 is not on the PATH" : Version;
    C.Remedy = "apt-get install clang-22 (apt.llvm.org or Debian), or set AUSPEX_CC";
  }
  Out.push_back(std::move(C));
  Finding P{"compiler", "compiler.plugin", State::Missing, "", "putting the demand into a binary",
            ""};
  if (auto Path = pluginPath(Ctx)) {
    P.Is = Right ? State::Available : State::Limited;
    P.Detail = *Path;
    if (!Right)
      P.Remedy = fmt::format("it loads in clang of major version {} only", CompilerMajor);
  } else {
    P.Detail = Path.error().Message;
    P.Remedy = "build or install Auspex completely, or set AUSPEX_PLUGIN";
  }
  Out.push_back(std::move(P));
  return Out;
}

Finding probeModel() {
  Finding F{"tools", "machine file", State::Available, "", "forecasts of how long things take", ""};
  machine::FoundModel Found = machine::findModel();
  if (Found.Model.Measured) {
    F.Detail =
        fmt::format("{}, measured on {}", Found.Model.Source, Found.Model.When.substr(0, 10));
    return F;
  }
  F.Is = Found.Warning.empty() ? State::Missing : State::Limited;
  F.Detail = Found.Warning.empty() ? "none: durations follow from the processor's features"
                                   : Found.Warning;
  F.Remedy = "auspex calibrate (under a minute)";
  return F;
}

std::vector<Finding> probeRun(const Context &Ctx) {
  std::vector<Finding> Out;
  launch::ExecWatch Watch(nullptr, "0");
  bool Connector = Watch.source() == launch::ExecWatch::Source::Connector;
  Out.push_back(
      {"kernel", "kernel.proc-connector", Connector ? State::Available : State::Limited,
       Connector ? "every exec inside a job is seen"
                 : "refused; programs inside a job are found by looking at its process list",
       "annotated programs that scripts and launchers execute",
       Connector ? "" : "root (CAP_NET_ADMIN) in the first PID namespace, CONFIG_PROC_EVENTS"});
  std::string Path = history::defaultPath();
  Finding H{"tools", "history", State::Available, Path, "learning from earlier runs", ""};
  if (auto Opened = history::History::open(Path, false); !Opened) {
    bool Fresh = !Path.empty() && access(Path.c_str(), F_OK) != 0;
    H.Is = Fresh ? State::Available : State::Missing;
    H.Detail = Opened.error().Message;
    H.Remedy = Fresh ? "" : "set AUSPEX_HISTORY to another file, or move that one away";
  }
  Out.push_back(std::move(H));
  Out.push_back(probeModel());
  return Out;
}

/// What moves between containers need.
std::vector<Finding> probeMoves(const Context &Ctx) {
  Finding F{"tools",
            "migrate.criu",
            State::Available,
            "",
            "moving jobs between containers (auspex migrate)",
            ""};
  auto Tool = migrate::findCriu(Ctx.SelfPath);
  if (!Tool) {
    F.Is = State::Missing;
    F.Detail = Tool.error().Message;
    F.Remedy = "scripts/criu (into a folder of its own), or apt-get install criu where it is 3.19 "
               "or newer";
    return {F};
  }
  F.Detail = fmt::format("{}, version {}", Tool->Path, Tool->Version);
  if (geteuid() != 0) {
    F.Is = State::Limited;
    F.Detail += "; needs root";
    F.Remedy = "run auspex migrate as root";
  } else if (auto Works = migrate::checkCriu(*Tool); !Works) {
    F.Is = State::Missing;
    F.Detail = Works.error().Message;
    F.Remedy = "scripts/criu brings Debian 13's";
  } else if (!migrate::hardwareBreakpoints()) {
    F.Detail += "; hardware breakpoints do not work on this machine, and it does without";
  }
  return {F};
}

/// Which hosts jobs can go to and come from, as far as this side knows.
Finding probeHosts() {
  Finding F{"tools",
            "migrate.hosts",
            State::Available,
            "",
            "moving jobs to other hosts and from them (auspex migrate --to host=NAME)",
            ""};
  auto Known = migrate::loadHosts();
  if (!Known || Known->Path.empty()) {
    F.Is = State::Missing;
    F.Detail = Known ? "no hosts.toml names any" : Known.error().Message;
    F.Remedy = "docs/migration.md tells what to write into /etc/auspex/hosts.toml";
    return F;
  }
  std::vector<std::string> Parts;
  auto Add = [&](const std::string &What, const migrate::Peer &P) {
    Parts.push_back(fmt::format("{} {} port {}", What, P.Address, P.Port));
    if (auto K = migrate::readKey(P.Key); !K && F.Remedy.empty()) {
      F.Is = State::Limited;
      F.Remedy = K.error().Message;
    }
  };
  if (Known->Agent)
    Add("jobs may come, while auspex agent runs, to", *Known->Agent);
  for (const auto &[Name, P] : Known->Others)
    Add(fmt::format("host {} is", Name), P);
  F.Detail = fmt::format("{}: {}", Known->Path, fmt::join(Parts, ", "));
  return F;
}

void print(const machine::Machine &M, const std::vector<Finding> &All) {
  std::string Name = machine::processorName();
  fmt::print("machine: {}{}{}\n", M.summary(), Name.empty() ? "" : ", ", Name);
  std::string Caches;
  for (const machine::Cache &C : machine::caches())
    Caches +=
        fmt::format("{}L{} {} {} KiB", Caches.empty() ? "" : ", ", C.Level, C.Type, C.Bytes >> 10);
  if (!Caches.empty())
    fmt::print("caches:  {}\n", Caches);
  std::string_view Area;
  for (const char *Wanted : {"control groups", "kernel", "GPUs", "compiler", "tools"})
    for (const Finding &F : All) {
      if (F.Area != Wanted)
        continue;
      if (Area != F.Area) {
        fmt::print("\n{}\n", F.Area);
        Area = F.Area;
      }
      fmt::print("  {:<9}  {:<22} {}\n", nameOf(F.Is), F.Name, F.Detail);
      if (!F.Remedy.empty())
        fmt::print("  {:<9}  {:<22} for: {}\n  {:<9}  {:<22} to get it: {}\n", "", "", F.Use, "",
                   "", F.Remedy);
    }
}

std::string toJson(const machine::Machine &M, const std::vector<Finding> &All) {
  using nlohmann::json;
  json Findings = json::array(), Caches = json::array();
  for (const Finding &F : All)
    Findings.push_back({{"area", F.Area},
                        {"name", F.Name},
                        {"state", nameOf(F.Is)},
                        {"detail", F.Detail},
                        {"use", F.Use},
                        {"remedy", F.Remedy}});
  for (const machine::Cache &C : machine::caches())
    Caches.push_back(
        {{"level", C.Level}, {"type", C.Type}, {"bytes", C.Bytes}, {"shared_by", C.SharedBy}});
  json J = {{"schema", "auspex.doctor/1"},
            {"machine",
             {{"cpus", M.Cpus},
              {"cpus_online", machine::cpusOnline()},
              {"memory_bytes", M.MemoryBytes},
              {"page_bytes", M.PageBytes},
              {"huge_pages", machine::hugePageMode()},
              {"kernel", M.Kernel},
              {"processor", machine::processorName()},
              {"caches", Caches}}},
            {"findings", Findings}};
  return J.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace

void addDoctor(CLI::App &App, Context &Ctx) {
  auto Json = std::make_shared<bool>(false);
  App.add_flag("--json", *Json, "Print a document (schema auspex.doctor/1)");
  App.footer(R"(Missing things are no errors: programs run without them.

Examples:
  auspex doctor
  auspex doctor --json | jq '.findings[] | select(.state == "missing")')");
  App.callback([Json, &Ctx] {
    std::vector<Finding> All = machine::probeGroups();
    for (auto &&More : {machine::probeKernel(), probeGpus(), probeRun(Ctx), probeMoves(Ctx), probeCompiler(Ctx),
                        std::vector<Finding>{probeHosts()}, machine::probeTools()})
      All.insert(All.end(), More.begin(), More.end());
    if (auto Directory = place::runtimeDirectory())
      place::cleanUp(*Directory);
    machine::Machine M = machine::detectMachine();
    if (*Json)
      fmt::print("{}", toJson(M, All));
    else
      print(M, All);
  });
}

} // namespace auspex::cli
