//===- passes/execute/Code.h - A function's instructions, decoded ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every value of a function has slots in a frame (one for each scalar of at most 64
// bits in it: a vector or a structure has several, i128 has two); constants have theirs
// in a pool. Blocks are decoded when they are first entered, once for all runs that share
// the code: where a global lies is each run's own, so constants that refer to one are left
// open (Late).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXECUTE_CODE_H
#define AUSPEX_PASSES_EXECUTE_CODE_H

#include "passes/execute/Memory.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Instruction.h"

namespace llvm {
class DataLayout;
class Function;
} // namespace llvm

namespace auspex::passes::execute {

/// Where a value lies: a slot of the frame, or, negative, ~slot of the constants.
using Place = int32_t;

/// A type as scalars. Count is 0 where it has too many or some that are not modelled.
struct Shape {
  unsigned Count = 0;
  unsigned Bits = 0;   ///< of a scalar, where all are alike (0: a structure)
  bool Real = false;   ///< they are numbers
  bool Pointer = false;
};

/// A scalar of a type that lies in memory.
struct Leaf {
  uint64_t Offset;
  unsigned Bits, Bytes;
  bool Real, Pointer;
};

struct Op {
  const llvm::Instruction *I = nullptr;
  unsigned Opcode = 0;
  Place To = 0;
  llvm::SmallVector<Place, 3> From;
  Shape Type;              ///< of the result; of what is stored
  Shape Operand;           ///< of the first operand
  uint64_t Constant = 0;   ///< GEP: offset; alloca: bytes; extractvalue: first slot
  llvm::SmallVector<int64_t, 2> Scales; ///< GEP: of From[1...]
  llvm::SmallVector<Leaf, 1> Leaves;    ///< load, store: structures and vectors too
};

struct Block {
  const llvm::BasicBlock *BB;
  std::vector<Op> Ops;
  /// What the phis become, by the block that one comes from.
  struct Move {
    Place To, From;
    unsigned Count;
    const llvm::Value *Value;
  };
  llvm::SmallDenseMap<const llvm::BasicBlock *, llvm::SmallVector<Move, 4>, 2> Moves;
  /// Values of the frame that operands refer to and that this block does not make.
  llvm::SmallVector<std::pair<const llvm::Value *, Place>, 8> Uses;
  llvm::SmallVector<unsigned, 2> Late; ///< constants that refer to globals: Code::late()
  unsigned Index = 0;                  ///< in the order of decoding
};

/// Answers where the globals lie that constants refer to.
class GlobalAddresses {
public:
  virtual ~GlobalAddresses() = default;
  virtual std::optional<uint64_t> addressOf(const llvm::GlobalValue &G) = 0;
};

class Code {
public:
  Code(const llvm::Function &F, const llvm::DataLayout &DL, Numbers N) : F(F), DL(DL), N(N) {}

  const llvm::Function &function() const { return F; }
  /// Null: something in it is not modelled; reason() says what.
  Block *block(const llvm::BasicBlock *BB);
  const char *reason() const { return Reason; }
  const llvm::Value *culprit() const { return Culprit; }
  /// Where \p V lies; nothing where its type or the constant is not modelled.
  std::optional<Place> placeOf(const llvm::Value *V);
  unsigned frameSize() const { return Slots; }
  /// Those that refer to globals are not set.
  const std::vector<Slot> &constants() const { return Pool; }
  struct Late {
    const llvm::Constant *C;
    unsigned At; ///< its first slot among the constants
  };
  const Late &late(unsigned Index) const { return Lates[Index]; }
  /// Its slots where globals lie as \p Globals says.
  bool resolve(const llvm::Constant *C, GlobalAddresses &Globals,
               llvm::SmallVectorImpl<Slot> &Out) {
    return constant(C, Out, &Globals);
  }
  Shape shapeOf(llvm::Type *T) const;
  size_t blocks() const { return Blocks.size(); }
  /// Null: it was not decoded.
  const Block *decoded(const llvm::BasicBlock *BB) const;
  const Block &decoded(size_t Index) const { return *Order[Index]; }

  static constexpr unsigned MaxSlots = 1024; ///< of one value

private:
  bool leavesOf(llvm::Type *T, uint64_t Offset, llvm::SmallVectorImpl<Leaf> &Out) const;
  /// Without \p Globals false for what refers to one.
  bool constant(const llvm::Constant *C, llvm::SmallVectorImpl<Slot> &Out,
                GlobalAddresses *Globals);
  std::optional<uint64_t> integer(const llvm::Constant *C, GlobalAddresses *Globals);
  bool decode(const llvm::Instruction &I, Block &B);
  bool fail(const char *Why, const llvm::Value *V) {
    Reason = Why;
    Culprit = V;
    return false;
  }

  const llvm::Function &F;
  const llvm::DataLayout &DL;
  const Numbers N;
  llvm::DenseMap<const llvm::Value *, Place> Places;
  std::vector<Slot> Pool;
  std::vector<Late> Lates;
  llvm::DenseMap<Place, unsigned> LateAt;
  bool MetGlobal = false;    ///< constant() ended for want of Globals
  Block *Decoding = nullptr; ///< collects the late constants
  unsigned Slots = 0;
  llvm::DenseMap<const llvm::BasicBlock *, std::unique_ptr<Block>> Blocks;
  std::vector<const Block *> Order;
  const char *Reason = "";
  const llvm::Value *Culprit = nullptr;
};

/// The code of a module's functions, for executors that compute in the same numbers. As long
/// as the IR is not changed.
class CodeCache {
public:
  explicit CodeCache(Arithmetic Kind) : N(Kind) {}
  Code &of(const llvm::Function &F);

private:
  Numbers N;
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Code>> Codes;
};

} // namespace auspex::passes::execute

#endif
