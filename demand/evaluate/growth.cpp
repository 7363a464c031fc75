//===- demand/evaluate/growth.cpp - Arrays that move when they are full ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/growth.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MostBytes = int64_t(1) << 46;

bool isOneBlock(const Object &O) {
  return !O.Freed && O.Count == 1 && O.Where == Object::Home::Heap;
}

/// Calls \p F(Id, Offset, before, now) for the cells that differ in both.
template <class Fn> void changedCells(const Memory &Then, const Memory &Now, Fn F) {
  Memory::differing(Then, Now, [&](ObjectId I) {
    const Object &Old = Then.at(I), &New = Now.at(I);
    if (Old.Freed || New.Freed)
      return;
    New.Cells.changedSince(Old.Cells, [&](int64_t At, const Val &V) {
      if (auto Was = Old.Cells.find(At); Was != Old.Cells.end() && !(Was->second == V))
        F(I, At, Was->second, V);
    });
  });
}

} // namespace

int64_t usedOf(const Object &O) {
  return O.Written.empty() ? 0 : O.Written.ranges().back().End;
}

std::vector<Relocation> relocations(const Memory &Then, const Memory &Now) {
  std::vector<Relocation> All;
  auto Add = [&](ObjectId A, ObjectId B) {
    if (Then.at(A).Bytes < Now.at(B).Bytes &&
        std::ranges::find(All, B, &Relocation::Now) == All.end())
      All.push_back({A, B});
  };
  Memory::differing(Then, Now, [&](ObjectId I) {
    if (isOneBlock(Then.at(I)) && isOneBlock(Now.at(I)))
      Add(I, I);
  });
  changedCells(Then, Now, [&](ObjectId, int64_t, const Val &Was, const Val &V) {
    if (Was.isPtr() && V.isPtr() && Was.Id < Then.size() && V.Id >= Then.size() &&
        isOneBlock(Then.at(Was.Id)) && Now.at(Was.Id).Freed && isOneBlock(Now.at(V.Id)))
      Add(Was.Id, V.Id);
  });
  return All;
}

GrowingArray::GrowingArray(const Memory &Then, const Memory &Now, Relocation R, int64_t Done,
                           int64_t Rest)
    : R(R), Done(Done), Rest(Rest), Block(Now.at(R.Now)), ThenBytes(Then.at(R.Then).Bytes),
      UsedThen(usedOf(Then.at(R.Then))), UsedNow(usedOf(Block)), Bytes(Block.Bytes),
      Current(R.Now) {
  // Several moves may lie in between: each by a factor around two.
  double Ratio = double(Block.Bytes) / double(std::max<int64_t>(1, ThenBytes));
  Factor = std::max(1.05, std::pow(Ratio, 1 / std::max(1.0, std::round(std::log2(Ratio)))));
  int64_t Last = 0; // a pointer to the end of what is used knows better than the pages do
  changedCells(Then, Now, [&](ObjectId I, int64_t At, const Val &Was, const Val &V) {
    if (moved(Was, V))
      Places.push_back({I, At, Was, V});
    if (V.isPtr() && V.Id == R.Now && Was.isPtr() && Was.Id == R.Then && V.Mid > Last &&
        V.Mid - Was.Mid != Block.Bytes - ThenBytes) {
      Last = UsedNow = V.Mid;
      UsedThen = Was.Mid;
    }
  });
}

GrowingArray GrowingArray::table(const Memory &Then, const Memory &Now, Relocation R, int64_t Done,
                                 int64_t Rest) {
  GrowingArray A(Then, Now, R, Done, Rest);
  A.UsedThen = 0;
  return A;
}

/// Where what was at \p Was and is at \p Now is after \p Part of the rest.
int64_t GrowingArray::movedOn(int64_t Was, int64_t Now, double Part) const {
  int64_t By = Now - Was;
  if (Part == 1 && By % Done == 0) { // to the byte
    __int128 Exact = Now + __int128(By / Done) * Rest;
    return int64_t(std::clamp<__int128>(Exact, -MostBytes, MostBytes));
  }
  double About = double(Now) + double(By) * double(Rest) / double(Done) * Part;
  return int64_t(std::clamp(About, -double(MostBytes), double(MostBytes)));
}

int64_t GrowingArray::usedAt(double Part) const {
  return movedOn(std::min(UsedThen, UsedNow), UsedNow, Part);
}

double GrowingArray::nextMove() const {
  double More = double(usedAt(1) - UsedNow);
  return usedAt(1) <= Bytes || Bytes >= MostBytes / 2 ? 2 : double(Bytes - UsedNow) / More;
}

double GrowingArray::atMostBeyond(int64_t Step) const {
  double Used = std::min(double(MostBytes), double(UsedNow) + double(Step) * double(Rest));
  double More = std::max(0.0, Used - double(usedAt(1)));
  return Used > double(Bytes) ? More + double(Bytes) : More; // moves once more
}

void GrowingArray::move(Memory &Mem) {
  int64_t Full = Bytes;
  Bytes = std::max(Bytes + 1, int64_t(double(Bytes) * Factor));
  Mem.touch(Current, 0, Full, 0, true);
  if (R.Then == R.Now) {
    Mem.resize(Current, Val::integer(Bytes));
    return;
  }
  ObjectId New = Mem.allocate(Val::integer(Bytes), AllocKind::Malloc, 16);
  Mem.touch(New, 0, Full, 0, true);
  Mem.notePeak();
  Mem.release(Current);
  Current = New;
}

std::optional<Val> GrowingArray::moved(const Val &Was, const Val &Now) const {
  if (Now.isPtr() && Now.Id == R.Now) {
    int64_t Offset = Now.Mid;
    if (Offset == Block.Bytes)
      Offset = Bytes;
    else if (Offset != 0 && Was.isPtr() && Was.Id == R.Then)
      Offset = std::min(Bytes, movedOn(Was.Mid, Offset));
    return Val::pointer(Current, Offset);
  }
  if (!Now.exactInt() || !Was.exactInt() || Now.Mid == Was.Mid || Now.Mid <= 0)
    return std::nullopt;
  if (Block.Bytes - Now.Mid == ThenBytes - Was.Mid) // perhaps without a final NUL
    return Val::integer(Now.Mid + grownBy(), Now.Ty);
  if (__int128(Now.Mid) * ThenBytes == __int128(Was.Mid) * Block.Bytes) // in elements
    return Val::integer(int64_t(std::min(double(MostBytes), double(Bytes) / double(Block.Bytes) *
                                                                double(Now.Mid))),
                        Now.Ty);
  return std::nullopt;
}

void GrowingArray::settle(Memory &Mem) {
  Mem.touch(Current, 0, std::min(usedAt(1), Bytes), 0, true);
  Object &O = Mem.edit(Current);
  if (Current != R.Now) {
    O.Cells = Block.Cells;
    O.Runs = Block.Runs;
    O.Repeated = Block.Repeated;
  }
  // What was not followed looks like the last pointer that was stored.
  for (const auto &[At, V] : O.Cells)
    if (V.isPtr() && V.Id != R.Now && !Mem.at(V.Id).Freed)
      O.Repeated = V;
  for (const Place &P : Places)
    Mem.store(P.Id, P.At, *moved(P.Was, P.Now));
}

} // namespace auspex::demand::evaluate
