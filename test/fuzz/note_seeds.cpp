//===- note_seeds.cpp - Where the fuzzing of notes begins -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Usage: note-seeds FOLDER. Writes inputs of note_fuzzer.cpp: programs of one
// to four functions and a unit, encoded.
//
//===----------------------------------------------------------------------===//

#include "test/unit/demand/samples.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace auspex::demand;

/// One record of an input: kind of note, length, bytes.
static std::string record(NoteType Type, const std::string &Bytes) {
  std::string Out;
  Out.push_back(char(Type));
  Out.push_back(char(Bytes.size()));
  Out.push_back(char(Bytes.size() >> 8));
  return Out + Bytes;
}

int main(int Argc, char **Argv) {
  if (Argc != 2) {
    std::fprintf(stderr, "usage: note-seeds FOLDER\n");
    return 2;
  }
  std::filesystem::path Folder = Argv[1];
  std::filesystem::create_directories(Folder);
  auto Write = [&](const std::string &Name, const std::string &Bytes) {
    std::ofstream(Folder / Name, std::ios::binary) << Bytes;
  };
  const std::string Unit = record(UnitNote, encodeUnit(test::sampleUnit()));
  Write("gemm", record(FunctionNote, encodeFunction(test::gemmMain(), "00ff12ab34cd56ef")) + Unit);
  for (uint64_t Seed = 0; Seed < 200; ++Seed) {
    std::string Program;
    for (uint64_t I = 0; I <= Seed % 4; ++I) {
      Function F = test::randomFunction(Seed * 8 + I);
      // The functions that random functions call.
      F.Symbol = I ? "callee" + std::to_string(I) : "main";
      std::string Bytes = encodeFunction(F, "00ff12ab34cd56ef");
      if (Bytes.size() < 4000)
        Program += record(FunctionNote, Bytes);
    }
    Write("random-" + std::to_string(Seed), Program + (Seed % 3 ? "" : Unit));
  }
  return 0;
}
