//===- kernels/normal_form.h - What a loop nest computes -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel normal form. A Statement is what a compiler extracts: one store
// (or one scalar that leaves a loop) with the loops around it and the DAG of
// its value. updatesOf() splits it into Updates, one for each term:
//
//     Out[map(dims)]  (+)=  Coef * Scalars * Reads[map(dims)] * ... over dims
//
// which is an einsum with symbolic strides and extents. normalise() then takes
// away how it was written:
//
//   - copies at arithmetic offsets are re-rolled (unrolling, several
//     accumulators, register tiles): a loop of stride U*s with U copies s apart
//     is a loop of stride s;
//   - a remainder that goes on where the main loop stopped is joined to it;
//   - loops with the same role are one dimension (blocking, also min-clipped;
//     contiguous rows): stride(outer) = extent(inner) * stride(inner) in every
//     operand;
//   - dimensions of one iteration go, dimensions that move nothing are
//     repetitions of the kernel and no part of it.
//
// What remains are dimensions by the operands that they move in, whatever the
// order and the syntax of the loops were. Obstacles say why the code may mean
// something else than its shape; a recogniser that would name it reports them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_NORMAL_FORM_H
#define AUSPEX_KERNELS_NORMAL_FORM_H

#include "kernels/body.h"

#include <optional>
#include <string>
#include <vector>

namespace auspex::kernels {

/// A loop around a statement, or what normalise() made of several.
struct Dim {
  uint32_t Loop = 0; ///< its index symbol is indexOf(Loop)
  std::string Name;  ///< source name, where known
  /// Iterations: the smallest of these. Mentions the indices of other
  /// dimensions where the domain is no box (triangular).
  std::vector<Poly> Extent;
  bool Unrolled = false; ///< made from copies: no loop of the program any more
  bool MayLeave = false; ///< may be left before its count
  std::vector<uint32_t> Joined; ///< the loops that were merged into this one
  bool operator==(const Dim &O) const { return Loop == O.Loop && Extent == O.Extent; }
};

enum class ObstacleKind : uint8_t {
  SelfDependence, ///< the output is an input at another index
  DataGuard,      ///< executed where the data say so
  IndexGuard,     ///< executed on a part of the domain that is no box or triangle
  Indirect,       ///< an address depends on data
  Pattern,        ///< only where the output is not 0 already
  Body,           ///< the scalar body is not modelled or no product
  Overwritten,    ///< the output does not move with a loop and keeps nothing of its old value
  Recurrence,     ///< a value carried from iteration to iteration that is no reduction
  Volatile,       ///< volatile or atomic accesses
};
struct Obstacle {
  ObstacleKind Kind;
  std::string Text; ///< for a person
  Poly On = {};     ///< IndexGuard: the difference that is compared, where it is affine
};

/// What becomes of the output's old value.
enum class Old : uint8_t {
  Lost,   ///< overwritten
  Kept,   ///< accumulated into
  Scaled, ///< beta * old
};

/// A value that is carried from iteration to iteration: carried(Id) at the start of
/// one is Next of the one before.
struct State {
  uint32_t Id = 0;   ///< of its Carried node
  uint32_t Loop = 0; ///< of the loop that carries it
  NodeRef Next = NoNode;
};

struct Statement {
  std::vector<Dim> Loops;           ///< around the store, outermost first
  std::vector<Dim> Inner;           ///< the loops that Value is folded over
  Operand Out;                      ///< ToScalar: Elem only
  std::optional<Operand> EmptiedTo; ///< Out is a buffer: what it is copied to in the end
  bool ToScalar = false;            ///< the value leaves the nest in a register
  bool RootTaken = false;           ///< ToScalar: only its square root is used
  bool IsPlace = false;             ///< ToScalar: the index of the largest leaves, not its value
  bool Averaged = false;            ///< ToScalar: it is divided by a count
  bool Sparse = false;              ///< addresses are made from data: see Operand::Via
  bool StartsAtZero = false;        ///< what it accumulates into is a number before
  NodeRef Value = NoNode;
  std::vector<State> States; ///< what Value is computed from besides reads
  /// The value with the results of earlier loops in it, where it has some: what a
  /// sequence of kernels computes together.
  NodeRef Composite = NoNode;
  std::vector<Obstacle> Obstacles;
  std::vector<std::string> Assumptions; ///< what the extraction took for granted
  std::string Unlike; ///< why what the code holds is another number than Value, if it is
  /// The loads and stores of the code as written: bytes, and the loops around.
  std::vector<std::pair<int64_t, std::vector<Dim>>> Accesses;
  std::vector<uint32_t> Around; ///< every loop around it, also of those that Loops leaves out
  uint32_t Result = ~0u;        ///< ToScalar: the number of the scalar that leaves
  bool Doubles = false; ///< a loop around it doubles or halves its step
  uint32_t Tag = 0;     ///< the extractor's number for this statement
  /// Sparse: the tag of what is stored there as seen without its index arrays.
  uint32_t InsteadOf = ~0u;
};

/// An array that becomes another: memcpy, or pointers that change roles in a loop.
struct Move {
  uint32_t To, From; ///< roots
  std::vector<uint32_t> Around;
};

/// A factor: an operand, possibly its absolute value.
struct Factor {
  Operand Op;
  bool Abs = false;
};

struct Update {
  Fn Reduce = Fn::Add;  ///< how contributions meet: Add, Min, Max, Mul, And, Or, Xor
  Fn Combine = Fn::Mul; ///< how the factors of one contribution meet: Mul; Add for Min/Max
  Operand Out;
  bool ToScalar = false, RootTaken = false, IsPlace = false, Averaged = false;
  Old Before = Old::Lost;
  double Coef = 1;
  std::vector<NodeRef> Scalars; ///< factors that nothing moves (alpha)
  std::vector<Factor> Reads;    ///< factors that are operands, in a canonical order
  std::vector<NodeRef> Others;  ///< factors that are neither
  /// Where there are others: the contribution as a function of Reads, which are then
  /// all operands that it reads; argument K is Reads[K]. Product: those of them that
  /// are factors by themselves.
  NodeRef Function = NoNode;
  std::vector<Factor> Product;
  bool Whole = false;        ///< all terms of an element-wise statement as one function
  std::vector<State> States; ///< Whole: of a recurrence, as functions of Reads
  std::vector<Dim> Dims;
  bool Sparse = false;        ///< addresses are made from data
  bool Complex = false;       ///< elements are pairs: real and imaginary part
  bool Subtracts = false; ///< the contributions are taken away
  bool Mapped = false;        ///< a function of the sum is stored, element by element
  bool Repeated = false;      ///< a loop around it moves nothing: the same again and again
  bool IsInit = false;        ///< not under a reduction that other terms of its statement are under
  std::vector<uint32_t> Tags; ///< statements that it was made from
  std::vector<uint32_t> Origin; ///< loops that it was made from
  std::vector<Obstacle> Obstacles;
  std::vector<std::string> Assumptions;

  const Dim *dim(uint32_t Loop) const;
  bool moves(const BodyDag &B, uint32_t Loop) const; ///< in any operand
};

/// All updates of one output: usually one.
struct Contraction {
  std::vector<Update> Updates;
};

std::vector<Update> updatesOf(const Statement &S, BodyDag &B);

/// Normalises the updates of one function together (re-rolling and joining look
/// at all of them) and groups them by output.
std::vector<Contraction> normalise(std::vector<Update> Updates, const BodyDag &B);

/// The difference that a comparison of indices tests; bad where \p R is none.
Poly comparedIn(const BodyDag &B, NodeRef R);

/// The comparisons of indices that \p Test is made of; false where it is more.
bool indexTests(const BodyDag &B, NodeRef Test, std::vector<NodeRef> &Out);

/// An order of operands that copies at other offsets share: by object, then by which
/// lies before the other.
bool precedes(const Operand &A, const Operand &B);

/// \p A and \p B touch no common byte within \p Dims, as far as strides and
/// extents show it (all symbols are counts).
bool disjoint(const Operand &A, const Operand &B, const std::vector<Dim> &Dims);

} // namespace auspex::kernels

#endif
