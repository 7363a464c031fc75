//===- passes/device/Grid.cpp - A kernel as a loop nest over its threads --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// References: PTX ISA, "Special Registers"; Stratton, Stone, Hwu, "MCUDA: An Efficient
// Implementation of CUDA Kernels for Multi-Core CPUs", LCPC 2008.
//
//===----------------------------------------------------------------------===//
#include "passes/device/Grid.h"

#include "demand/launch.h"
#include "passes/device/Bounds.h"
#include "passes/device/Threads.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

/// An index of the nest before there are loops, and the extent it runs over.
struct Level {
  Instruction *Index; ///< a placeholder
  Value *Extent;
  IndexBounds Bounds;
  bool Whole = false; ///< a loop that goes on by the grid's size made it one over all
};

class Spreader {
public:
  explicit Spreader(Function &F) : F(F), Dimensions(threadDimensions(F)) {}
  Function &run();

private:
  void takeBody();
  Value *extent(StringRef Name) const;
  Instruction *placeholder(const Twine &Name);
  void makeIndices();
  bool endStride(Level &L, const ThreadDimension &D);
  void nest();

  Function &F;
  ThreadDimensions Dimensions;
  Function *New = nullptr;
  BasicBlock *Entry = nullptr, *Body = nullptr;
  SmallVector<Level, 6> Levels; ///< outermost first

public:
  std::vector<std::string> Extents; ///< that are parameters, in their order
};

constexpr std::array Letters{'x', 'y', 'z'};

/// The kernel's blocks move into a function with the extents as further parameters,
/// behind an entry that the variables of a thread are moved to.
void Spreader::takeBody() {
  LLVMContext &C = F.getContext();
  SmallVector<Type *, 16> Types;
  for (Argument &A : F.args())
    Types.push_back(A.getType());
  for (size_t K = 0; K != 2; ++K)
    for (size_t I = 0; I != 3; ++I) {
      const ThreadDimension &D = Dimensions[I];
      const bool Of = K == 0 ? !D.Block.empty() || !D.GridExtent.empty()
                             : !D.Thread.empty() || !D.BlockExtent.empty();
      if (Of)
        Extents.emplace_back(demand::LaunchExtents[3 * K + I]);
    }
  Types.append(Extents.size(), Type::getInt32Ty(C));
  auto *Signature = FunctionType::get(Type::getVoidTy(C), Types, false);
  New = Function::Create(Signature, GlobalValue::ExternalLinkage, 0, "", F.getParent());
  New->takeName(&F);
  New->setAttributes(F.getAttributes());
  for (unsigned I = 0; I != F.arg_size(); ++I) {
    F.getArg(I)->replaceAllUsesWith(New->getArg(I));
    New->getArg(I)->takeName(F.getArg(I));
  }
  New->splice(New->begin(), &F);
  New->setSubprogram(F.getSubprogram());
  F.setSubprogram(nullptr);
  Body = &New->front();
  Entry = BasicBlock::Create(C, "", New, Body);
  for (Instruction &I : make_early_inc_range(*Body))
    if (isa<AllocaInst>(I))
      I.moveBefore(*Entry, Entry->end());
  BranchInst::Create(Body, Entry);
}

Value *Spreader::extent(StringRef Name) const {
  auto At = find(Extents, Name);
  return At == Extents.end() ? nullptr
                             : New->getArg(unsigned(F.arg_size() + (At - Extents.begin())));
}

Instruction *Spreader::placeholder(const Twine &Name) {
  auto *I32 = Type::getInt32Ty(F.getContext());
  return new FreezeInst(PoisonValue::get(I32), Name, Body->getFirstInsertionPt());
}

void Spreader::makeIndices() {
  auto Replace = [](ArrayRef<Instruction *> Reads, Value *By) {
    for (Instruction *I : Reads) {
      IRBuilder<> Here(I);
      I->replaceAllUsesWith(Here.CreateZExtOrTrunc(By, I->getType()));
      I->eraseFromParent();
    }
  };
  SmallVector<Level, 3> Threads;
  IRBuilder<> Before(Entry->getTerminator());
  for (size_t I = 3; I-- > 0;) {
    ThreadDimension &D = Dimensions[I];
    Value *Grid = extent(demand::LaunchExtents[I]), *Block = extent(demand::LaunchExtents[3 + I]);
    const Twine Letter(Letters[I]);
    if (D.Joined) {
      Level L{placeholder("i." + Letter), Before.CreateMul(Grid, Block, "", true, true), {}};
      Replace(D.Global, L.Index);
      L.Whole = endStride(L, D);
      Levels.push_back(std::move(L));
    } else {
      if (!D.Block.empty()) {
        Level L{placeholder("block." + Letter), Grid, {}};
        Replace(D.Block, L.Index);
        Levels.push_back(std::move(L));
      }
      if (!D.Thread.empty()) {
        Level L{placeholder("thread." + Letter), Block, {}};
        Replace(D.Thread, L.Index);
        Threads.push_back(std::move(L));
      }
    }
    Replace(D.BlockExtent, Block);
    Replace(D.GridExtent, Grid);
  }
  Levels.append(std::make_move_iterator(Threads.begin()), std::make_move_iterator(Threads.end()));
}

/// `for (i = index; i < n; i += gridDim*blockDim)` with nothing that goes from one
/// iteration to the next: all threads together go once over what is below n.
bool Spreader::endStride(Level &L, const ThreadDimension &D) {
  DominatorTree Dominators(*New);
  LoopInfo Loops(Dominators);
  if (Loops.getTopLevelLoops().size() != 1)
    return false;
  Loop *Stride = Loops.getTopLevelLoops().front();
  BasicBlock *Header = Stride->getHeader(), *Latch = Stride->getLoopLatch(),
             *Front = Stride->getLoopPredecessor();
  PHINode *Counter = nullptr;
  for (PHINode &P : Header->phis()) {
    if (Counter)
      return false;
    Counter = &P;
  }
  if (!Counter || !Latch || !Front || Stride->getExitingBlock() != Latch)
    return false;
  auto IsIndex = [&](const Value *V) { return withoutExtension(V) == L.Index; };
  auto *Next = dyn_cast<BinaryOperator>(Counter->getIncomingValueForBlock(Latch));
  if (!IsIndex(Counter->getIncomingValueForBlock(Front)) || !Next ||
      Next->getOpcode() != Instruction::Add)
    return false;
  Value *Step = Next->getOperand(0) == Counter   ? Next->getOperand(1)
                : Next->getOperand(1) == Counter ? Next->getOperand(0)
                                                 : nullptr;
  auto *Branch = cast<BranchInst>(Latch->getTerminator());
  auto *Test = dyn_cast<ICmpInst>(Branch->getCondition());
  if (!Step || !isThreadCount(Step, D) || !Test || !Test->hasOneUse() ||
      (Test->getOperand(0) != Next && Test->getOperand(1) != Next))
    return false;
  // Values of the last iteration that are used behind the loop would be another thread's.
  for (BasicBlock *B : Stride->blocks())
    for (Instruction &I : *B)
      for (User *U : I.users())
        if (!Stride->contains(cast<Instruction>(U)))
          return false;
  // The test in front of the loop, which becomes the bound, says the same of the index
  // as that in its latch says of the next.
  bool Holds = false;
  BasicBlock *Exit = Stride->getExitBlock();
  if (!Exit || !decidesAlone(*Body, Holds))
    return false;
  auto *First = dyn_cast<ICmpInst>(cast<BranchInst>(Body->getTerminator())->getCondition());
  auto Before = First ? predicateOn(*First, Holds, IsIndex) : std::nullopt;
  auto Again = predicateOn(*Test, Branch->getSuccessor(0) == Header,
                           [&](const Value *V) { return V == Next; });
  if (!Before || Before != Again || (*Before != CmpInst::ICMP_SLT && *Before != CmpInst::ICMP_ULT))
    return false;
  Value *Limit = First->getOperand(IsIndex(First->getOperand(0)) ? 1 : 0);
  if (Test->getOperand(Test->getOperand(0) == Next ? 1 : 0) != Limit || !isSameForAllThreads(Limit))
    return false;
  Counter->replaceAllUsesWith(Counter->getIncomingValueForBlock(Front));
  Header->removePredecessor(Latch);
  BranchInst::Create(Exit, Branch->getIterator());
  Branch->eraseFromParent();
  return true;
}

void Spreader::nest() {
  LLVMContext &C = F.getContext();
  auto *I32 = Type::getInt32Ty(C);
  for (Level &L : Levels)
    L.Bounds = takeBounds(*Body, *L.Index, *Entry->getTerminator());
  BasicBlock *End = BasicBlock::Create(C, "", New);
  ReturnInst::Create(C, End);
  SmallVector<ReturnInst *, 4> Returns;
  for (BasicBlock &B : *New)
    if (auto *R = dyn_cast<ReturnInst>(B.getTerminator()); R && &B != End)
      Returns.push_back(R);
  // From the outermost loop inwards: each is entered where the body was, and what its
  // body leaves for is its latch.
  IRBuilder<> Build(Entry->getTerminator());
  SmallVector<std::pair<Value *, Value *>, 6> Ranges;
  for (Level &L : Levels) {
    Value *Begin = L.Bounds.Begin ? L.Bounds.Begin : ConstantInt::get(I32, 0);
    Value *Until = L.Whole && !L.Bounds.Ends.empty() ? nullptr : L.Extent;
    for (Value *E : L.Bounds.Ends)
      Until = Until ? Build.CreateBinaryIntrinsic(Intrinsic::smin, Until, E) : E;
    Ranges.emplace_back(Begin, Until);
  }
  BasicBlock *Outside = Entry, *After = End;
  for (size_t I = 0; I != Levels.size(); ++I) {
    auto [Begin, Until] = Ranges[I];
    auto *Header = BasicBlock::Create(C, "", New, Body);
    auto *Latch = BasicBlock::Create(C, "", New, End);
    auto *Inside = BasicBlock::Create(C, "", New, Body);
    Outside->getTerminator()->replaceSuccessorWith(Body, Header);
    IRBuilder<> In(Header);
    PHINode *Index = In.CreatePHI(I32, 2, Levels[I].Index->getName());
    In.CreateCondBr(In.CreateICmpSLT(Index, Until), Inside, After);
    In.SetInsertPoint(Inside);
    In.CreateBr(Body);
    In.SetInsertPoint(Latch);
    Value *Next = In.CreateAdd(Index, ConstantInt::get(I32, 1), "", true, true);
    In.CreateBr(Header);
    Index->addIncoming(Begin, Outside);
    Index->addIncoming(Next, Latch);
    Levels[I].Index->replaceAllUsesWith(Index);
    Levels[I].Index->eraseFromParent();
    Outside = Inside;
    After = Latch;
  }
  for (ReturnInst *R : Returns) {
    BranchInst::Create(After, R->getIterator());
    R->eraseFromParent();
  }
}

Function &Spreader::run() {
  takeBody();
  makeIndices();
  nest();
  return *New;
}

} // namespace

bool passes::isKernel(const Function &F) { return F.getCallingConv() == CallingConv::PTX_Kernel; }

Grid passes::spreadOverGrid(Function &F, bool SharedMemory) {
  Grid G;
  G.Exchanges = dropBarriers(F) || SharedMemory;
  Spreader S(F);
  S.run();
  G.Extents = std::move(S.Extents);
  F.eraseFromParent();
  return G;
}
