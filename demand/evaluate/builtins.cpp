//===- demand/evaluate/builtins.cpp - Library calls by name ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins.h"

namespace auspex::demand::evaluate {

namespace {

const BuiltinRow *findRow(std::string_view Name) {
  static const auto Table = [] {
    std::unordered_map<std::string_view, const BuiltinRow *> T;
    for (auto Rows : {numberBuiltins(),
                      stringBuiltins(),
                      tokenBuiltins(),
                      formatBuiltins(),
                      scanBuiltins(),
                      stdStringBuiltins(),
                      stdStringSearchBuiltins(),
                      stdStringMemberBuiltins(),
                      streamBuiltins(),
                      streamOpenBuiltins(),
                      hashTableBuiltins(),
                      treeBuiltins(),
                      argpBuiltins(),
                      optionBuiltins(),
                      fileBuiltins(),
                      filesystemBuiltins(),
                      descriptorBuiltins(),
                      memoryBuiltins(),
                      processBuiltins(),
                      algorithmBuiltins(),
                      threadBuiltins(),
                      openmpBuiltins(),
                      cudaBuiltins(),
                      fortranBuiltins(),
                      fortranArrayBuiltins(),
                      fortranInputBuiltins(),
                      fortranUnitBuiltins()})
      for (const BuiltinRow &R : Rows)
        T.emplace(R.Name, &R);
    return T;
  }();
  auto I = Table.find(Name);
  return I == Table.end() ? nullptr : I->second;
}

} // namespace

Builtin findBuiltin(std::string_view Name) {
  const BuiltinRow *R = findRow(Name);
  return R ? R->Run : nullptr;
}

bool mayAllocate(std::string_view Name) {
  const BuiltinRow *R = findRow(Name);
  return R && R->Allocates;
}

} // namespace auspex::demand::evaluate
