//===- runtime/machine/model.h - The machine file -------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// demand::MachineModel on disk: JSON of the schema auspex.machine/1
// (docs/forecast.md), written by `auspex calibrate` and read by every forecast.
// It lies at $AUSPEX_MACHINE or $XDG_STATE_HOME/auspex/machine.json (default
// ~/.local/state). A file that cannot be used never stops anything: the rates are
// then derived from the CPU's features, and it is said.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MACHINE_MODEL_H
#define AUSPEX_RUNTIME_MACHINE_MODEL_H

#include "demand/error.h"
#include "demand/machine_model.h"

#include <string>

namespace auspex::machine {

/// Where this machine's file lies; empty where there is neither variable nor home.
std::string modelPath();

/// Errors name the file, what is wrong with it and what to do.
demand::Expected<demand::MachineModel> readModel(const std::string &Path);

/// Whether writeModel() could; makes the folder.
demand::Expected<void> prepareModel(const std::string &Path);
/// Replaces the file in one step; makes its folder.
demand::Expected<void> writeModel(const std::string &Path, const demand::MachineModel &M);

/// What the CPU's features, its caches and its clock promise.
demand::MachineModel modelFromFeatures();

struct FoundModel {
  demand::MachineModel Model;
  std::string Warning; ///< a file is there and cannot be used; empty: none
};
/// The file of modelPath() where it is there and about this processor.
FoundModel findModel();

/// "rates of this machine as measured on 2026-11-26", for people.
std::string describe(const demand::MachineModel &M);

} // namespace auspex::machine

#endif
