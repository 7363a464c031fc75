//===- passes/execute/Executor.h - An interpreter of IR --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the code's own IR, a whole function or a part of one, on inputs that nobody
// computed: pointers that come from outside point to objects with arbitrary contents
// (Memory.h), real numbers are those of Numbers.h. What it cannot follow stops it with
// a reason; so does its budget. It never reaches anything outside of its own memory.
//
// Globals lie in memory of their own: constants with their contents, others with their
// initialiser where the module defines it, and arbitrary contents where it does not.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXECUTE_EXECUTOR_H
#define AUSPEX_PASSES_EXECUTE_EXECUTOR_H

#include "passes/execute/Code.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <string>

namespace llvm {
class CallBase;
class Module;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes::execute {

struct Budget {
  uint64_t Steps = 1 << 18; ///< instructions, over all runs of an executor
  unsigned Depth = 24;      ///< of calls
};

/// Why a run ended early.
struct Stop {
  const char *Reason = nullptr; ///< null: it ended as the code says
  const llvm::Value *At = nullptr;
  explicit operator bool() const { return Reason; }
  std::string text() const;
};

class Executor : public GlobalAddresses {
public:
  /// \p Shared: code that others decoded, in the same numbers.
  Executor(const llvm::Module &M, const llvm::TargetLibraryInfo &TLI, const Numbers &N, Memory &Mem,
           Budget B = {}, CodeCache *Shared = nullptr);
  ~Executor() override;

  /// Calls \p F. \p Args: the slots of its parameters in order. \p Result becomes those
  /// of what it returns.
  Stop run(const llvm::Function &F, llvm::ArrayRef<Slot> Args, llvm::SmallVectorImpl<Slot> &Result);

  /// Runs from the start of \p Entry, as if coming from \p Before, until a block for
  /// which \p Inside answers false is about to be entered. What is computed elsewhere in
  /// the function is asked of LiveIn.
  Stop runRegion(const llvm::BasicBlock &Entry, const llvm::BasicBlock &Before,
                 llvm::function_ref<bool(const llvm::BasicBlock &)> Inside);

  /// Variables of the module hold arbitrary contents, not those that they start with: as
  /// for code that runs late in a program. Set before the first run.
  bool ArbitraryGlobals = false;
  /// A value that the region uses and does not compute: sets its slots, or false.
  std::function<bool(const llvm::Value &, llvm::MutableArrayRef<Slot>)> LiveIn;
  /// A call of a function without a body that is not modelled here, or through a pointer
  /// that comes from elsewhere: does what it does, or false. \p Result has the slots of what
  /// it returns.
  std::function<bool(const llvm::CallBase &, llvm::ArrayRef<Slot> Args,
                     llvm::MutableArrayRef<Slot> Result)>
      External;

  /// After a run: a value of the function or region that ran (the last one computed in a
  /// loop). Nothing: it was not computed.
  std::optional<Slot> valueOf(const llvm::Value &V, unsigned Slot = 0);
  /// Of the code that ran since construction.
  bool wasEntered(const llvm::BasicBlock &BB) const;
  void forEachEntered(llvm::function_ref<void(const llvm::BasicBlock &, uint64_t Times)> Do) const;
  uint64_t steps() const { return Steps; }
  /// What is executed right now: for those who are called back.
  const llvm::Instruction *current() const { return Current; }

  std::optional<uint64_t> addressOf(const llvm::GlobalValue &G) override;
  /// The globals that were referred to.
  const llvm::DenseMap<const llvm::GlobalValue *, uint64_t> &globals() const { return Globals; }

  Memory &memory() { return Mem; }
  const Numbers &numbers() const { return N; }

private:
  /// A function's code in this run.
  struct Loaded {
    Code &C;
    std::vector<Slot> Constants = {};
    std::vector<bool> Resolved = {};    ///< late constants
    std::vector<uint64_t> Entered = {}; ///< how often, by block
  };
  struct Frame {
    Loaded &L;
    Code &C;
    bool Region = false; ///< a part of the function: some values come from elsewhere
    std::vector<Slot> Slots = {};
    llvm::SmallPtrSet<const Block *, 16> Filled = {}; ///< Region: blocks whose values are there
    const Slot *at(Place P) const { return P >= 0 ? &Slots[size_t(P)] : &L.Constants[size_t(~P)]; }
    Slot *to(Place P) { return &Slots[size_t(P)]; }
  };

  Loaded &codeOf(const llvm::Function &F);
  /// The constants of \p F as far as they are decoded, with those late ones that \p B needs.
  bool fill(Frame &F, const Block &B);
  bool enter(Frame &F, Block &B);
  /// Runs blocks until a return or one outside.
  bool go(Frame &F, const llvm::BasicBlock *BB, const llvm::BasicBlock *From,
          llvm::function_ref<bool(const llvm::BasicBlock &)> Inside,
          llvm::SmallVectorImpl<Slot> *Result);
  bool stop(const char *Why, const llvm::Value *At) {
    Ended = {Why, At};
    return false;
  }
  bool liveIn(Frame &F, const llvm::Value &V, Place P, unsigned Count);
  /// Bytes that are moved at once count as a loop over words would.
  bool charge(uint64_t Bytes, const llvm::Value *At) {
    Steps += std::min(Bytes / 8, Bounds.Steps);
    return Steps <= Bounds.Steps || stop("the budget of replayed instructions is spent", At);
  }

  // Operations.cpp: what instructions compute.
  bool compute(Frame &F, const Op &O);
  bool binary(Frame &F, const Op &O);
  bool cast(Frame &F, const Op &O);
  bool compare(Frame &F, const Op &O);
  bool wide(Frame &F, const Op &O);
  bool bitcast(Frame &F, const Op &O);
  bool loadOrStore(Frame &F, const Op &O);
  bool number(Slot &S, unsigned Bits); ///< makes a number of it
  bool integer(Slot &S, unsigned Bits);

  // Calls.cpp: functions with bodies, intrinsics, the C library.
  bool call(Frame &F, const Op &O);
  bool intrinsic(Frame &F, const Op &O, unsigned Id, bool &Known);
  bool x86(Frame &F, const Op &O, unsigned Id, bool &Known); ///< X86.cpp
  bool library(const llvm::CallBase &Call, const llvm::Function &Callee, llvm::ArrayRef<Slot> Args,
               llvm::MutableArrayRef<Slot> Result, bool &Known);

  const llvm::Module &M;
  const llvm::TargetLibraryInfo &TLI;
  const Numbers &N;
  Memory &Mem;
  Budget Bounds;
  uint64_t Steps = 0;
  unsigned Depth = 0;
  const llvm::Instruction *Current = nullptr;
  Stop Ended;
  std::optional<CodeCache> Own; ///< where none is shared
  CodeCache &Cache;
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Loaded>> Codes;
  llvm::DenseMap<const llvm::GlobalValue *, uint64_t> Globals;
  llvm::DenseMap<uint64_t, const llvm::Function *> Functions;
  std::unique_ptr<Frame> LastFrame;
};

} // namespace auspex::passes::execute

#endif
