//===- passes/trace/Tracer.h - Executes IR and keeps what it computed ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A concolic run of one function: control and addresses are concrete, data are graphs.
// Memory that comes from outside is made up when it is first read: a pointer points to a
// new object, a number is an input, an integer is an input with a small value. Integers
// that turn out to be counts, positions, shifts or masks are no data: the next run sets
// them (Plan).
//
// Integer arithmetic is that of numbers: a shift to the right divides, nothing is
// rounded and nothing wraps, which is what fixed-point code means by it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_TRACE_TRACER_H
#define AUSPEX_PASSES_TRACE_TRACER_H

#include "passes/trace/Memory.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"


namespace llvm {
class BasicBlock;
class CallBase;
class CmpInst;
class Constant;
class DataLayout;
class Function;
class Instruction;
class Type;
class Value;
} // namespace llvm

namespace auspex::passes::trace {

/// What integers were used for.
enum Role : uint8_t {
  Address = 1,
  Exit = 2,   ///< decides whether a loop goes on
  Amount = 4, ///< of a shift
  Mask = 8,
  Branch = 16,
  Angle = 32, ///< an argument of a function such as sine
  Written = 64,
  Divisor = 128,
};

/// An integer that the function gets from outside.
struct Source {
  uint64_t Key;      ///< the same in every run
  uint64_t Object;   ///< key of the object that it lies in; 0: a parameter
  int64_t Offset;
  unsigned Bytes;
  uint8_t Roles = 0;
  int64_t Against = 0; ///< largest number that a sum with it was compared with
  uint8_t Fraction = 0; ///< most bits that a sum with it was shifted right by
};

/// What the next run takes as given.
struct Plan {
  using Ints = llvm::DenseMap<uint64_t, int64_t>;
  Ints Values; ///< integers that are no data
  llvm::DenseMap<uint64_t, std::pair<uint64_t, int64_t>> Ends; ///< a pointer that ends an array
  int64_t Default = 8;
  /// Arrays of numbers that are this many times as large: other limits are met.
  llvm::DenseSet<uint64_t> Loud;
  static constexpr double Loudness = 20;
};

/// What a function's code is asked again and again.
struct Code {
  llvm::DenseMap<const llvm::Value *, unsigned> Slots;
  /// Blocks from which a loop is left; made when it is asked for.
  std::optional<llvm::DenseSet<const llvm::BasicBlock *>> Exiting;
};
/// The same for every run, as long as the code is not changed.
using CodeCache = llvm::DenseMap<const llvm::Function *, std::unique_ptr<Code>>;

class Tracer {
public:
  static constexpr int64_t ParameterStep = kernels::trace::ParameterStep;
  Tracer(const llvm::Function &F, const Plan &P, CodeCache &Codes, uint64_t MaxSteps);
  ~Tracer();

  /// Calls the function \p Calls times, with new numbers but the same memory.
  bool run(uint32_t Calls);
  /// Keys of the objects with at least as many numbers from outside.
  llvm::DenseSet<uint64_t> arrays(size_t Least) const;
  const char *reason() const { return Reason; }
  uint64_t steps() const { return Steps; }
  bool isTooDeep() const { return TooDeep; }

  kernels::trace::Trace T;
  llvm::MapVector<uint64_t, Source> Sources; ///< in the order in which they were met
  llvm::MapVector<uint64_t, std::pair<uint64_t, int64_t>> NewEnds;

private:
  struct Frame {
    const llvm::Function &F;
    Code &C;
    std::vector<Val> Values;
  };
  bool stop(const char *Why) {
    if (!Reason)
      Reason = Why;
    return false;
  }
  void returnParts(llvm::Type *T, const Val &V, int64_t Offset = 0);
  Code &codeOf(const llvm::Function &F);
  bool call(const llvm::Function &F, std::vector<Val> Args, Val &Result, unsigned Depth);
  Val get(Frame &Fr, const llvm::Value *V);
  Val constant(const llvm::Constant *C);
  Val makeConstant(const llvm::Constant *C);
  bool execute(Frame &Fr, const llvm::Instruction &I, unsigned Depth);
  Val binary(unsigned Opcode, const Val &A, const Val &B, llvm::Type *T, bool Disjoint);
  Val cast(unsigned Opcode, const Val &A, llvm::Type *From, llvm::Type *To);
  Val compare(unsigned Predicate, const Val &A, const Val &B, llvm::Type *T);
  Val select(const llvm::Instruction &I, const Val &C, const Val &A, const Val &B);
  bool branchOn(Frame &Fr, const llvm::Instruction &I, const Val &C);
  Val load(uint64_t Address, llvm::Type *T);
  bool store(uint64_t Address, llvm::Type *T, const Val &V);
  Val initial(uint64_t Address, llvm::Type *T, unsigned Bytes);
  Val fresh(uint64_t Key, uint64_t Object, int64_t Offset, llvm::Type *T, kernels::trace::Place P);
  kernels::trace::Place placeOf(uint64_t Address, unsigned Bytes, bool Real) const;
  uint64_t addressOf(const Val &V);
  uint32_t numberOf(uint64_t ObjectKey);
  void use(const Val &V, Role R);
  void use(Ref N, Role R);
  void shift(Ref N, unsigned Bits);
  void meet(uint64_t A, uint64_t B);
  void count(const llvm::CmpInst &Cmp, const Val &A, const Val &B);

  bool callInstruction(Frame &Fr, const llvm::CallBase &C, unsigned Depth);
  bool intrinsic(const llvm::CallBase &C, llvm::ArrayRef<Val> A, Val &R, bool &Known);
  bool library(llvm::StringRef Name, const llvm::CallBase &C, llvm::ArrayRef<Val> A, Val &R, bool &Known);
  Val limit(bool Least, const Val &A, const Val &B, llvm::Type *T, bool Signed);
  Val function(kernels::trace::Op O, const Val &A, const Val &B = {});
  Ref numberOf(const Val &V, llvm::Type *T);
  /// Lane by lane.
  Val each(llvm::Type *T, const Val &A, const Val &B,
           llvm::function_ref<Val(const Val &, const Val &)> Do);

  const llvm::Function &F;
  const llvm::DataLayout &DL;
  const Plan &P;
  uint64_t MaxSteps, Steps = 0;
  uint64_t Allocations = 0;
  unsigned Decisions = 0; ///< branches on numbers that are data
  uint32_t Call = 0;
  const char *Reason = nullptr;
  bool TooDeep = false;
  Memory Mem;
  CodeCache &Codes;
  llvm::DenseMap<const llvm::Constant *, Val> Constants;
  llvm::DenseMap<uint64_t, uint32_t> ObjectNumbers;
  llvm::DenseMap<std::pair<uint64_t, unsigned>, Val> Made;   ///< by address and bytes
  llvm::DenseMap<uint32_t, uint64_t> SourceOf;         ///< input number -> key
  llvm::DenseMap<uint64_t, std::pair<uint64_t, int64_t>> Pointers; ///< object -> where it was loaded from
  llvm::DenseSet<uint64_t> Stepped; ///< ends that something was on its way to
  llvm::DenseSet<std::pair<Ref, unsigned>> Used;
  bool isDigit(Ref N, unsigned Bits, bool Upper);
  /// Numbers of which the upper or lower part was taken, and at which bit.
  llvm::DenseSet<std::pair<Ref, unsigned>> Lower, Upper;
  llvm::DenseSet<Ref> Saturated; ///< numbers that are cut off at some limit
  llvm::DenseSet<Ref> Equalities; ///< comparisons for equality
};

} // namespace auspex::passes::trace

#endif
