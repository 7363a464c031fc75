//===- runtime/forecast/forecast.h - From a command line to its forecast --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts together what demand::forecast needs: the notes of the program and of
// the libraries that it will load, the rows of knowledge, the machine, and the
// sizes and beginnings of the files that the program will open
// (runtime/forecast/input_files.h). Everything is looked at with the rights of the
// invoking user.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_FORECAST_FORECAST_H
#define AUSPEX_RUNTIME_FORECAST_FORECAST_H

#include "demand/forecast.h"
#include "runtime/binary/process_image.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/model.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace auspex::forecast {

struct Options {
  std::map<std::string, double> Assume;    ///< --assume
  std::vector<std::string> KnowledgeFiles; ///< --knowledge
  /// --machine: the machine that the run is forecast for; none: this one.
  std::optional<demand::MachineModel> Model;
  /// It runs already, with standard streams of its own: nothing is said of those.
  bool Running = false;
  /// GPUs that the program may use; none: not known.
  std::optional<unsigned> Gpus;
};

/// Reads "name=value"; the value is a number, with k, M, G, T for powers of 1024.
demand::Expected<void> addAssumption(Options &O, const std::string &Text);

/// The built-in rows with the user's: $XDG_CONFIG_HOME/auspex/knowledge/*.toml
/// (~/.config where that is not set) in the order of their names, then \p Files.
struct Rows {
  const demand::Knowledge *All = nullptr;
  std::unique_ptr<demand::Knowledge> Own; ///< null where the user has none
};
demand::Expected<Rows> loadKnowledge(const std::vector<std::string> &Files);

struct Result {
  demand::Forecast Forecast; ///< not Available, with the reason, where there is none
  std::string BuildId;       ///< of the executable, hexadecimal; may be empty
  std::vector<std::string> Warnings;
  std::vector<demand::Beacon> Beacons; ///< of the executable
};

/// The forecast of running \p Path with \p Argv (Argv[0] is the program) and
/// \p Env ("NAME=value"). Never fails: what is missing is in Forecast.Why.
Result forecastCommand(const std::string &Path, const std::vector<std::string> &Argv,
                       const std::vector<std::string> &Env, const machine::Machine &M,
                       const Options &O = {});

/// What is found out once about the files of a command and the machine, however often it is
/// forecast.
struct Facts {
  /// By the library calls that they depend on: their names, and whether with real numbers.
  std::map<std::vector<std::pair<std::string, bool>>, uint64_t> Baselines;
  std::optional<machine::FoundModel> Here;
};

/// The same for the modules of \p Image, linked to \p P already. \p Known may be null.
demand::Forecast forecastLinked(const demand::Program &P, const binary::ProcessImage &Image,
                                const std::vector<std::string> &Argv,
                                const std::vector<std::string> &Env, const machine::Machine &M,
                                const Options &O = {}, Facts *Known = nullptr);

/// A command whose files were read, decoded and linked: to forecast it again, as a beacon
/// asks for, is to evaluate it and no more.
class LoadedCommand {
public:
  LoadedCommand(const std::string &Path, const std::vector<std::string> &Env, const Options &O);
  Result forecast(const std::vector<std::string> &Argv, const std::vector<std::string> &Env,
                  const machine::Machine &M, const Options &O);

private:
  Result Plain; ///< what does not depend on arguments
  std::optional<binary::ProcessImage> Image;
  Rows Knowledge;
  demand::Program Linked;
  Facts About;
};

} // namespace auspex::forecast

#endif
