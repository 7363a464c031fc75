//===- passes/execute/Code.h - A function's instructions, decoded ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every value of a function has slots in a frame (one for each scalar of at most 64
// bits in it: a vector or a structure has several, i128 has two); constants have theirs
// in a pool. Blocks are decoded when they are first entered.
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
  uint64_t Entered = 0; ///< how often
};

/// Answers where the globals lie that constants refer to.
class GlobalAddresses {
public:
  virtual ~GlobalAddresses() = default;
  virtual std::optional<uint64_t> addressOf(const llvm::GlobalValue &G) = 0;
};

class Code {
public:
  Code(const llvm::Function &F, const llvm::DataLayout &DL, GlobalAddresses &Globals,
       const Numbers &N)
      : F(F), DL(DL), Globals(Globals), N(N) {}

  const llvm::Function &function() const { return F; }
  /// Null: something in it is not modelled; reason() says what.
  Block *block(const llvm::BasicBlock *BB);
  const char *reason() const { return Reason; }
  const llvm::Value *culprit() const { return Culprit; }
  /// Where \p V lies; nothing where its type or the constant is not modelled.
  std::optional<Place> placeOf(const llvm::Value *V);
  unsigned frameSize() const { return Slots; }
  const std::vector<Slot> &constants() const { return Pool; }
  Shape shapeOf(llvm::Type *T) const;
  unsigned executedBlocks() const;
  bool wasEntered(const llvm::BasicBlock *BB) const;
  void forEachEntered(llvm::function_ref<void(const llvm::BasicBlock &, uint64_t Times)> Do) const;

  static constexpr unsigned MaxSlots = 1024; ///< of one value

private:
  bool leavesOf(llvm::Type *T, uint64_t Offset, llvm::SmallVectorImpl<Leaf> &Out) const;
  bool constant(const llvm::Constant *C, llvm::SmallVectorImpl<Slot> &Out);
  std::optional<uint64_t> integer(const llvm::Constant *C);
  bool decode(const llvm::Instruction &I, Block &B);
  bool fail(const char *Why, const llvm::Value *V) {
    Reason = Why;
    Culprit = V;
    return false;
  }

  const llvm::Function &F;
  const llvm::DataLayout &DL;
  GlobalAddresses &Globals;
  const Numbers &N;
  llvm::DenseMap<const llvm::Value *, Place> Places;
  std::vector<Slot> Pool;
  unsigned Slots = 0;
  llvm::DenseMap<const llvm::BasicBlock *, std::unique_ptr<Block>> Blocks;
  const char *Reason = "";
  const llvm::Value *Culprit = nullptr;
};

} // namespace auspex::passes::execute

#endif
