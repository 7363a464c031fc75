//===- mlir-dialects/passes/Note.cpp - The note on a function ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Note.h"

#include "demand/note.h"
#include "mlir-dialects/formula/Copier.h"

#include "mlir/IR/Operation.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;

void dialect::setNote(Operation *Op, const demand::Function &D, StringRef Attribute) {
  std::string Bytes;
  auto Fits = demand::checkFunction(D);
  if (Fits)
    Bytes = demand::encodeFunction(D, std::string_view(NoUnit));
  if (!Fits || Bytes.size() > demand::MaxNoteBytes) {
    demand::Function Empty;
    Empty.Symbol = D.Symbol;
    Empty.Internal = D.Internal;
    Empty.File = D.File;
    Empty.Line = D.Line;
    Empty.Params = D.Params;
    Empty.Reason = Fits ? "the note is larger than the format holds" : Fits.error().Message;
    Bytes = demand::encodeFunction(Empty, std::string_view(NoUnit));
  }
  Op->setAttr(Attribute, NoteAttr::get(Op->getContext(), Bytes));
}

std::optional<demand::Function> dialect::noteOf(Operation *Op, StringRef Attribute) {
  auto A = Op->getAttrOfType<NoteAttr>(Attribute);
  if (!A)
    return std::nullopt;
  auto D = demand::decodeNote(demand::FunctionNote, std::string_view(A.getBytes()));
  if (!D) // the verifier has said so
    return std::nullopt;
  return std::move(std::get<demand::FunctionDoc>(*D).Func);
}

void dialect::compact(demand::Function &D) {
  demand::Function Old = D;
  D.Exprs = demand::ExprPool();
  D.Strings.clear();
  Copier C(D, Old);
  auto Copy = [&](ExprRef &E) { E = C.copy(E); };
  for (demand::Loop &L : D.Loops)
    Copy(L.Trip);
  for (demand::Node &N : D.Nodes) {
    Copy(N.Cond);
    for (demand::Step &S : N.Steps)
      llvm::for_each(S.Args, Copy);
    for (demand::Edge &E : N.Edges)
      for (auto &[Value, To] : E.Assign)
        Copy(To);
  }
  for (demand::Kernel &K : D.Kernels)
    demand::visitFormulas(K, Copy);
}

void dialect::adopt(demand::Function &Into, const demand::Function &From) {
  // Results of calls, as far as the calls are still there.
  llvm::DenseSet<uint32_t> Set;
  for (const demand::Node &N : Into.Nodes)
    for (const demand::Step &S : N.Steps)
      if (S.Kind == demand::StepKind::Call && S.Result != demand::NoValue)
        Set.insert(S.Result);
  Copier C(Into, From, [&](uint32_t V) {
    return Set.contains(V) && V < From.Values.size() && Into.Values[V].Ty == From.Values[V].Ty;
  });
  for (demand::Kernel K : From.Kernels) {
    demand::visitFormulas(K, [&](ExprRef &E) { E = C.copy(E); });
    K.Loop = demand::NoLoop;
    Into.Kernels.push_back(std::move(K));
  }
  for (const demand::Rejection &R : From.Rejected)
    Into.Rejected.push_back(R);
  // Those that are still in the code have been found there.
  for (const demand::Beacon &B : From.Beacons)
    if (llvm::none_of(Into.Beacons, [&](const demand::Beacon &X) { return X.Probe == B.Probe; }))
      Into.Beacons.push_back(B);
}
