//===- runtime/forecast/forecast.cpp - From a command line to its forecast ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/forecast.h"

#include "runtime/binary/file.h"
#include "runtime/forecast/input_files.h"
#include "runtime/machine/baseline.h"
#include "runtime/machine/model.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <dirent.h>
#include <unistd.h>

namespace auspex::forecast {
namespace {

constexpr uint64_t MaxKnowledgeBytes = 4u << 20;

std::string configFolder() {
  if (const char *Xdg = getenv("XDG_CONFIG_HOME"); Xdg && *Xdg == '/')
    return std::string(Xdg) + "/auspex/knowledge";
  const char *Home = getenv("HOME");
  return Home && *Home ? std::string(Home) + "/.config/auspex/knowledge" : std::string();
}

std::vector<std::string> userFiles() {
  std::vector<std::string> Names;
  std::string Folder = configFolder();
  DIR *D = Folder.empty() ? nullptr : opendir(Folder.c_str());
  if (!D)
    return Names;
  while (const dirent *E = readdir(D))
    if (std::string_view Name = E->d_name; Name.ends_with(".toml") && Name[0] != '.')
      Names.push_back(Folder + "/" + E->d_name);
  closedir(D);
  std::ranges::sort(Names);
  return Names;
}

} // namespace

demand::Expected<void> addAssumption(Options &O, const std::string &Text) {
  size_t Equals = Text.find('=');
  if (Equals == 0 || Equals == Text.npos || Equals + 1 == Text.size())
    return demand::fail(fmt::format("--assume {}: write name=value, with a name that inspect or "
                                    "run printed",
                                    Text));
  const char *Value = Text.c_str() + Equals + 1;
  char *End = nullptr;
  double Number = strtod(Value, &End);
  static constexpr std::string_view Suffixes = "kMGT";
  if (End != Value && *End)
    if (size_t Power = Suffixes.find(*End); Power != Suffixes.npos) {
      Number = std::ldexp(Number, 10 * int(Power + 1));
      ++End;
    }
  if (End == Value || *End || !std::isfinite(Number))
    return demand::fail(
        fmt::format("--assume {}: '{}' is not a number (k, M, G, T may follow)", Text, Value));
  O.Assume[Text.substr(0, Equals)] = Number;
  return {};
}

demand::Expected<Rows> loadKnowledge(const std::vector<std::string> &Files) {
  std::vector<std::string> All = userFiles();
  All.insert(All.end(), Files.begin(), Files.end());
  Rows R;
  if (All.empty()) {
    R.All = &demand::builtinKnowledge();
    return R;
  }
  R.Own = std::make_unique<demand::Knowledge>(demand::Knowledge::WithBuiltin);
  for (const std::string &Name : All) {
    auto F = binary::File::open(Name);
    if (!F)
      return std::unexpected(F.error());
    if (F->size() > MaxKnowledgeBytes)
      return demand::fail(fmt::format("{}: larger than 4 MiB; no knowledge file is", Name));
    auto Text = F->read(0, F->size());
    if (!Text)
      return demand::fail(fmt::format("{}: {}", Name, Text.error().Message));
    if (auto Added = R.Own->add(*Text, Name); !Added)
      return std::unexpected(Added.error());
  }
  R.All = R.Own.get();
  return R;
}

demand::Forecast forecastLinked(const demand::Program &P, const binary::ProcessImage &Image,
                                const std::vector<std::string> &Argv,
                                const std::vector<std::string> &Env, const machine::Machine &M,
                                const Options &O, Facts *Known) {
  if (P.empty()) {
    demand::Forecast F;
    F.Why = fmt::format("{} carries no demand note; compile it with clang-22 $(auspex --cflags)",
                        Image.Executable.Path);
    return F;
  }
  Facts Own;
  Facts &About = Known ? *Known : Own;
  demand::Inputs In;
  In.Argv = Argv;
  In.Env = Env;
  In.Cpus = M.Cpus;
  In.PageSize = M.PageBytes;
  In.HugePagesAlways = M.HugePagesAlways;
  In.Baseline = [&](const std::vector<demand::LibraryCall> &Calls) {
    std::vector<std::pair<std::string, bool>> Names;
    for (const demand::LibraryCall &C : Calls)
      Names.emplace_back(C.Symbol, C.Real);
    auto [It, New] = About.Baselines.try_emplace(std::move(Names));
    if (New)
      It->second = machine::baselineOf(Image.Paths, Calls).total();
    return It->second;
  };
  In.FileSize = [&](const std::string &File) {
    return O.Running && isStandardInput(File) ? std::nullopt : inputSize(File);
  };
  In.FileBytes = inputBytes;
  In.FileName = inputName;
  In.FileMissing = inputMissing;
  if (!O.Running)
    In.IsTerminal = [](int Descriptor) { return isatty(Descriptor) == 1; };
  In.Assume = O.Assume;
  In.Gpus = O.Gpus;
  if (O.Model)
    In.Cpus = O.Model->Cpus;
  else if (!About.Here)
    About.Here = machine::findModel();
  const demand::MachineModel &Model = O.Model ? *O.Model : About.Here->Model;
  In.Model = &Model;
  demand::Forecast F = demand::forecast(P, In);
  if (!O.Model && !About.Here->Warning.empty())
    F.Assumptions.push_back(About.Here->Warning);
  F.Assumptions.push_back(machine::describe(Model));
  return F;
}

LoadedCommand::LoadedCommand(const std::string &Path, const std::vector<std::string> &Env,
                             const Options &O) {
  auto Found = binary::loadProcessImage(Path, Env);
  if (!Found) {
    Plain.Forecast.Why = Found.error().Message;
    return;
  }
  Image = std::move(*Found);
  Plain.BuildId = Image->Executable.Notes.BuildId;
  Plain.Warnings = std::move(Image->Warnings);
  if (!Image->Modules.empty())
    for (const demand::FunctionDoc &D : Image->Modules[0].Functions)
      Plain.Beacons.insert(Plain.Beacons.end(), D.Func.Beacons.begin(), D.Func.Beacons.end());
  // Knowledge is not looked at where nothing can use it: /bin/true pays nothing.
  if (Image->annotated()) {
    if (auto Loaded = loadKnowledge(O.KnowledgeFiles))
      Knowledge = std::move(*Loaded);
    else
      Plain.Warnings.push_back(Loaded.error().Message + " (only the built-in knowledge is used)");
  }
  if (!Knowledge.All)
    Knowledge.All = &demand::builtinKnowledge();
  Linked = demand::Program::link(std::move(Image->Modules), *Knowledge.All);
}

Result LoadedCommand::forecast(const std::vector<std::string> &Argv,
                               const std::vector<std::string> &Env, const machine::Machine &M,
                               const Options &O) {
  Result R = Plain;
  if (Image)
    R.Forecast = forecastLinked(Linked, *Image, Argv, Env, M, O, &About);
  return R;
}

Result forecastCommand(const std::string &Path, const std::vector<std::string> &Argv,
                       const std::vector<std::string> &Env, const machine::Machine &M,
                       const Options &O) {
  return LoadedCommand(Path, Env, O).forecast(Argv, Env, M, O);
}

} // namespace auspex::forecast
