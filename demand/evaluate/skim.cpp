//===- demand/evaluate/skim.cpp - Loops over more input than is read ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that goes over a file is followed for the beginning of it. What that tells
// of an iteration stands for those over the rest. Where the program reads line by
// line, and keeps count of where it is, the file is skimmed: iterations are skipped
// up to where something else is about to happen (an array is full) or the file is
// about to end, and the lines that stand there are read on from.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/growth.h"
#include "demand/evaluate/loops.h"

#include <algorithm>

namespace auspex::demand::evaluate {

/// For how many more iterations there is something left of the file that the loop
/// reads, where they go on to read as much as they did since R.Half.
std::optional<int64_t> Machine::inputFor(LoopRun &R) {
  int64_t Read = Files.taken() - R.Half->Taken, Done = R.Next - R.Half->Next, Left = Files.left();
  if (Read <= 0 || Done <= 0 || Left <= 0)
    return std::nullopt;
  const FileContents::Items *Items = Files.currentItems();
  // By where it stands, and not by what the evaluation read, some of it twice.
  if (const auto C = Files.cursor(); C && R.Skips == 0 && C->Id < R.Half->Mem.size()) {
    const Val Now = R.Here->Mem.load(C->Id, C->At, Type::I64),
              Then = R.Half->Mem.load(C->Id, C->At, Type::I64);
    if (Now.exactInt() && Then.exactInt() && Now.Mid > Then.Mid) {
      Read = Now.Mid - Then.Mid;
      if (Files.endsLine())
        R.LinesEach = double(Files.linesIn(Then.Mid, Now.Mid)) / double(Done);
    }
  }
  double Each = double(Read) / double(Done);
  if (Items && R.LinesEach > 0.25) // as long as lines are on the whole, not at the beginning
    Each = Items->Line * R.LinesEach;
  // What takes clearly less than a line reads words.
  if (auto Different = Files.variety(); Items && Different)
    R.Fresh = std::max<int64_t>(
        0, (Each < 0.75 * Items->Line ? Different->Words : Different->Lines) - R.Next);
  return std::max<int64_t>(1, int64_t(double(Left) / Each));
}

/// From \p P, where an iteration begins, to where there is something to look at in the file, of
/// which \p More iterations are left. False where that is no place that can be found.
bool Machine::skim(LoopRun &R, Path &P, int64_t More) {
  constexpr unsigned MostSkips = 24, MostTurns = 3; ///< of an array that doubles, the rest follows
  constexpr int64_t Behind = 6; ///< iterations at the end that are followed
  const auto Cursor = Files.cursor();
  if (!Cursor || !Files.endsLine() || R.Skips == MostSkips)
    return false;
  const Val Now = P.Mem.load(Cursor->Id, Cursor->At, Type::I64);
  if (!Now.exactInt())
    return false;
  int64_t Skip = More - Behind;
  auto Turn = R.Skips < MostTurns && mayDo(R).Allocate ? nextTurn(R) : std::nullopt;
  // An array that moved is known to move on; what is full for the first time tells more.
  if (Turn && *Turn < R.Next && !relocations(R.Half->Mem, P.Mem).empty())
    Turn.reset();
  const bool Turns = Turn && *Turn - 2 < Skip;
  if (Turns)
    Skip = *Turn - 2;
  ++R.Skips;
  R.FollowedTo = Turns ? R.Next + std::max<int64_t>(0, Skip) + int64_t(Remembered) + 2 : INT64_MAX;
  if (Skip < MinLeap) {
    Files.skipTo(Now.Mid);
    return true;
  }
  const double Part = double(Skip) / double(More);
  const auto To = Files.lineBehind(Now.Mid + int64_t(double(Files.left()) * Part));
  if (!To)
    return false;
  if (R.Fresh)
    R.Fresh = int64_t(double(*R.Fresh) * Part);
  R.Sampling = true;
  R.Turned |= Turns;
  extrapolate(R, P, R.Next + Skip);
  P.Mem.store(Cursor->Id, Cursor->At, Val::integer(*To));
  Files.skipTo(*To);
  R.Last.clear();
  return true;
}

/// Goes on from \p P to where nothing is left of the file, which is for \p More iterations.
void Machine::skipInput(LoopRun &R, Path &P, int64_t More) {
  if (skim(R, P, More))
    return;
  R.FollowedTo = 0;
  extrapolate(R, P, R.Next + More - 1);
  Files.exhaust();
  InputEnded = true;
  R.Last.clear();
}

/// The last iteration read what is not followed any more: whether it was the last, or what it
/// carries on, is not known. Those before it say how much each reads: goes on from \p P, where it
/// began, to where nothing is left. False where they do not.
bool Machine::toInputEnd(LoopRun &R, Path &P) {
  if (!R.Half)
    R.Half = R.Early;
  --R.Next;
  R.Here = &P;
  std::optional<int64_t> More = R.Next > R.Half->Next ? inputFor(R) : std::nullopt;
  if (!More) {
    ++R.Next;
    return false;
  }
  R.Last.pop_back();
  R.UndecidedExit = false;
  skipInput(R, P, *More);
  return true;
}

} // namespace auspex::demand::evaluate
