//===- demand/note_wire.h - Numbers that the note's bytes consist of ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Shared by the writer and the reader of notes and by nothing else.
// docs/note-format.md explains every one of them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_NOTE_WIRE_H
#define AUSPEX_DEMAND_NOTE_WIRE_H

#include "demand/expr.h"
#include "demand/skeleton.h"

namespace auspex::demand::wire {

/// Keys of the map of a function note, in the order in which they are written.
/// Each may be left out where its value is zero or empty.
enum FunctionKey : uint8_t {
  Version, Strings, UnitId, Symbol, Flags, File, Line, Result, Params, Values, Exprs, Loops, Code,
  Kernels, Rejected, Reason, Beacons, Paces, FunctionKeys,
};
/// Of a unit note. Version and Strings as above.
enum UnitKey : uint8_t {
  Id = 2, Source, Producer, Triple, Globals, Constructors, Aliases, UnitKeys,
};

enum FunctionFlag : uint8_t { Internal = 1, Weak = 2, VarArgs = 4 };
enum GlobalFlag : uint8_t { GlobalInternal = 1, Constant = 2, Zero = 4, Declared = 8 };
enum AliasFlag : uint8_t { AliasInternal = 1, AliasWeak = 2 };
enum LoopFlag : uint8_t {
  HasTrip = 1, TripIsBound = 2, HasExpected = 4, HasLine = 8, HasName = 16,
};

/// The kinds of a kernel's dimensions are one number, so many bits each, the first
/// in the lowest; those that do not fit are unknown.
inline constexpr unsigned DimKindBits = 2, DimKindsInANumber = 31;

/// Numbers of a pace are counted in this many parts.
inline constexpr int PaceParts = 8;
inline constexpr int64_t StreamWritten = 256; ///< added to what it moves with

/// The numbers of a pace in the order in which they are written.
inline constexpr float Pace::*PaceNumbers[] = {
    &Pace::Chain,  &Pace::FloatChain, &Pace::Flops,     &Pace::Single, &Pace::Slow,
    &Pace::Opaque, &Pace::IntOps,     &Pace::Loads,     &Pace::Stores, &Pace::Irregular,
    &Pace::Chased, &Pace::Undecided};

/// A value's entry: its type, and whether a name follows.
inline constexpr uint8_t NamedValue = 16;

/// Add, Sub, Mul and Shl with flags have operator codes of their own:
/// Flagged + 3 * (0 Add, 1 Sub, 2 Mul, 3 Shl) + flags - 1.
inline constexpr uint8_t Flagged = 116;
inline constexpr Op FlaggedOps[] = {Op::Add, Op::Sub, Op::Mul, Op::Shl};

/// The head of a step: its kind in the low four bits and these.
enum StepBit : uint8_t {
  LineFollows = 16, ///< the line differs from that of the step before
  Variant = 32,     ///< Touch: writes; Call: indirect; Alloc: has a second argument
  More = 64,        ///< Call, Alloc, Realloc: has a result; Free, Touch, Forget: one argument more
};

/// Likelihoods are counted in this many parts, so that halves, thirds, fifths
/// and eighths are exact and a likelihood takes one byte.
inline constexpr int LikelihoodParts = 120;

/// How many bytes of strings a reader copies out of a document: the table holds
/// each string once, but what is read has a copy at each use.
inline constexpr size_t textBudget(size_t DocumentBytes) {
  return (size_t(1) << 20) + 16 * DocumentBytes;
}

/// Types follow an operator only where its operands do not say it.
inline bool writesType(Op O) {
  return O == Op::Int || O == Op::Real || O == Op::Unknown || (O >= Op::Trunc && O <= Op::Cast);
}

} // namespace auspex::demand::wire

#endif
