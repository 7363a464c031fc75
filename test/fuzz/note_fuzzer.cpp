//===- note_fuzzer.cpp - Notes of anybody, read, shown and evaluated ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An input is a sequence of records (kind of note, 16-bit length, bytes), which
// together are one program: what `auspex inspect` and `auspex run` do with an
// untrusted binary, less the ELF around it. Beyond crashes it looks for broken
// promises: what was accepted must hold its invariants, be written and read
// back alike, and every expression must survive its exact text.
//
//===----------------------------------------------------------------------===//

#include "demand/forecast.h"
#include "demand/print.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace auspex::demand;

namespace {

void require(bool Holds, const char *What) {
  if (Holds)
    return;
  std::fprintf(stderr, "broken promise: %s\n", What);
  std::abort();
}

void checkText(Function F) {
  const size_t Count = F.Exprs.size();
  // A few expressions of a large pool say as much as all.
  for (ExprRef E = 0; E < Count; E += ExprRef(1 + Count / 48)) {
    require(prettyText(F, E).size() < 100000, "text for people is short");
    require(!complexityOf(F, E).empty(), "every expression has a class");
    originsOf(F, E);
    auto R = parseExact(F, exactText(F, E));
    require(R && *R == E, "exact text reads back");
  }
  require(F.Exprs.size() == Count, "reading exact text makes nothing new");
}

void checkFunctionDoc(const FunctionDoc &D) {
  require(checkFunction(D.Func).has_value(), "what was read is well-formed");
  std::string Bytes = encodeFunction(D.Func, D.UnitId);
  auto Again = decodeNote(FunctionNote, Bytes);
  // A pool filled to the brim cannot be told from one too large.
  require(Again.has_value(), "what was written can be read");
  const auto &Doc = std::get<FunctionDoc>(*Again);
  require(encodeFunction(Doc.Func, Doc.UnitId) == Bytes, "the same function, the same bytes");
  checkText(D.Func);
}

bool ordered(const Range &R) {
  return !std::isnan(R.Low) && R.Low <= R.Likely && R.Likely <= R.High;
}

void checkForecast(std::vector<FunctionDoc> Functions, std::vector<Unit> Units) {
  for (FunctionDoc &D : Functions)
    if (&D == &Functions.front())
      D.Func.Symbol = "main";
  Module M;
  M.Name = "fuzzed";
  for (const FunctionDoc &D : Functions)
    M.Defined.insert(D.Func.Symbol);
  M.Functions = std::move(Functions);
  M.Units = std::move(Units);
  std::vector<Module> Modules;
  Modules.push_back(std::move(M));
  Program P = Program::link(std::move(Modules), builtinKnowledge());
  Inputs In;
  In.Argv = {"fuzzed", "100", "-n", "7", "--size=64M", "file"};
  In.Env = {"OMP_NUM_THREADS=4", "HOME=/"};
  In.Cpus = 4;
  static const MachineModel Model = [] {
    MachineModel M;
    for (auto &Fused : M.Flops)
      Fused[0] = {6e9, 1.2e10, 2.4e10, 0};
    M.Levels = {{"L1", 32e3, 1e11, 1e11, 1e-9}, {"memory", 1e10, 1e10, 1e10, 1e-7}};
    return M;
  }();
  In.Model = &Model;
  Forecast F = forecast(P, In, {.Steps = 3000, .CallDepth = 12, .Objects = 300});
  require(ordered(F.PeakResident), "peak resident memory is an interval");
  require(ordered(F.HeapPeak), "peak heap is an interval");
  for (const Range &R : {F.Flops, F.IntOps, F.BytesAccessed, F.DiskRead, F.DiskWrite, F.NetRead,
                         F.NetWrite, F.Parallelism})
    require(ordered(R), "every quantity is an interval");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string_view Input(reinterpret_cast<const char *>(Data), Size);
  std::vector<FunctionDoc> Functions;
  std::vector<Unit> Units;
  for (unsigned Count = 0; Input.size() >= 3 && Count < 8; ++Count) {
    size_t Length = uint8_t(Input[1]) | size_t(uint8_t(Input[2])) << 8;
    auto D = decodeNote(NoteType(uint8_t(Input[0])), Input.substr(3, Length));
    Input.remove_prefix(std::min(Input.size(), 3 + Length));
    if (!D)
      continue;
    require(!toJson(*D).empty(), "every document has a JSON form");
    if (auto *F = std::get_if<FunctionDoc>(&*D)) {
      checkFunctionDoc(*F);
      Functions.push_back(std::move(*F));
    } else {
      Unit &U = std::get<Unit>(*D);
      require(decodeNote(UnitNote, encodeUnit(U)).has_value(), "a unit can be read back");
      Units.push_back(std::move(U));
    }
  }
  if (!Functions.empty())
    checkForecast(std::move(Functions), std::move(Units));
  return 0;
}
