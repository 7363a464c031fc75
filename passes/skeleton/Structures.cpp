//===- passes/skeleton/Structures.cpp - Structures that calls return ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A small structure comes back in registers (std::pair, std::from_chars_result),
// which is no machine type. In the skeleton it goes through memory, as a larger
// one does in the program: the function has one parameter more, the last, which
// points to where its members are stored, and a caller that reads a member
// passes an object of its own.
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Slice.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;

namespace {
constexpr unsigned MaxMembers = 8;
} // namespace

const StructType *passes::returnedStructure(const FunctionType &F) {
  const auto *T = dyn_cast<StructType>(F.getReturnType());
  if (!T || F.isVarArg() || T->getNumElements() > MaxMembers || !T->isSized())
    return nullptr;
  return any_of(T->elements(), [](Type *E) { return typeOf(E) != demand::Type::Void; }) ? T
                                                                                        : nullptr;
}

/// Where \p C leaves the structure that it returns: an object of this function.
ExprRef Slice::structureOf(const CallBase &C) {
  auto [At, New] = Structures.try_emplace(&C, demand::NoExpr);
  if (!New)
    return At->second;
  uint32_t Object = D.Values.size();
  D.Values.push_back({demand::Type::Ptr, ""});
  demand::Step S;
  S.Kind = StepKind::Alloc, S.Alloc = demand::AllocKind::Stack, S.Ty = demand::Type::Ptr;
  S.Result = Object;
  S.Args = {D.Exprs.integer(int64_t(F.getDataLayout().getTypeAllocSize(C.getType())))};
  place(F.getEntryBlock().front(), std::move(S));
  return At->second = D.Exprs.value(Object, demand::Type::Ptr);
}

/// A member of a structure that a call returned is read from there.
void Slice::needMember(const ExtractValueInst &X) {
  const auto &C = *cast<CallBase>(X.getAggregateOperand());
  const StructLayout *Layout = F.getDataLayout().getStructLayout(cast<StructType>(C.getType()));
  demand::Step S;
  S.Kind = StepKind::Load;
  S.Ty = typeOf(X.getType());
  S.Result = E.local(&X);
  uint64_t Offset = Layout->getElementOffset(X.getIndices()[0]);
  S.Args = {D.Exprs.ptrAdd(structureOf(C), D.Exprs.integer(int64_t(Offset)))};
  place(X, std::move(S));
  addCall(C);
}

/// The steps that hand \p C's structure over: what an earlier call left there is
/// no longer known, and the callee gets its address.
void Slice::passStructure(const CallBase &C, demand::Step &Call, std::vector<demand::Step> &Out) {
  auto At = Structures.find(&C);
  if (At == Structures.end())
    return;
  demand::Step S;
  S.Kind = StepKind::Forget;
  S.Line = Call.Line;
  S.Args = {At->second, D.Exprs.integer(int64_t(F.getDataLayout().getTypeAllocSize(C.getType())))};
  Out.push_back(std::move(S));
  Call.Args.push_back(At->second);
}

/// Stores \p V's members where the caller wants them, at \p At.
void Slice::returnStructure(const Value *V, const Instruction &At, const StructType &T) {
  if (const auto *P = dyn_cast<PHINode>(V); P && P->getParent() == At.getParent()) {
    for (unsigned I = 0; I != P->getNumIncomingValues(); ++I) {
      const BasicBlock *From = P->getIncomingBlock(I);
      if (unsigned B = G.indexOf(From); B == FlowGraph::None || G.lastCall(B))
        continue;
      keep(G.indexOf(From));
      returnStructure(P->getIncomingValue(I), *From->getTerminator(), T);
    }
    return;
  }
  ExprRef Result = D.Exprs.param(uint32_t(F.arg_size()), demand::Type::Ptr);
  if (const auto *C = dyn_cast<CallBase>(V); C && !isa<IntrinsicInst>(C)) {
    // Handed through, unless somebody here looks into it as well.
    if (Structures.try_emplace(C, Result).second)
      return;
  }
  const StructLayout *Layout = F.getDataLayout().getStructLayout(const_cast<StructType *>(&T));
  for (unsigned I = 0; I != T.getNumElements(); ++I) {
    demand::Type Ty = typeOf(T.getElementType(I));
    if (Ty == demand::Type::Void)
      continue;
    const Value *Member = FindInsertedValue(const_cast<Value *>(V), I);
    if (Member && isa<UndefValue>(Member))
      continue;
    Weak = Ty != demand::Type::Ptr;
    demand::Step S;
    S.Kind = StepKind::Store, S.Ty = Ty;
    S.Args = {D.Exprs.ptrAdd(Result, D.Exprs.integer(int64_t(Layout->getElementOffset(I)))),
              Member ? E.value(Member, loopAt(At)) : E.unknown("a structure is returned", Ty)};
    Weak = true;
    place(At, std::move(S));
  }
}
