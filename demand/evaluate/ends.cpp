//===- demand/evaluate/ends.cpp - Ways on which the process ends ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An error that is reported ends the process: what happens on such a way happens
// once, however often the loop around it runs, and the way is not the likely one.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/machine.h"

#include <algorithm>

namespace auspex::demand::evaluate {

/// By node of \p C: whether a way leads from its end to one of \p Goals, over nodes from
/// \p Begin to \p End. None leads on from a call that does not return.
std::vector<bool> Machine::leadTo(Code &C, std::vector<uint32_t> Goals, uint32_t Begin,
                                  uint32_t End) {
  const Function &F = C.fn();
  std::vector<std::vector<uint32_t>> From(F.Nodes.size());
  for (uint32_t I = Begin; I != End; ++I) {
    const bool Ends = std::ranges::any_of(F.Nodes[I].Steps, [&](const Step &S) {
      return S.Kind == StepKind::Call && endOf(S, C) != ProcessEnd::None;
    });
    for (const Edge &E : F.Nodes[I].Edges)
      if (!Ends)
        From[E.Target].push_back(I);
  }
  std::vector<bool> Lead(F.Nodes.size());
  while (!Goals.empty()) {
    uint32_t To = Goals.back();
    Goals.pop_back();
    for (uint32_t I : From[To])
      if (!Lead[I]) {
        Lead[I] = true;
        Goals.push_back(I);
      }
  }
  return Lead;
}

/// Of the call \p S. An exit with a status that is not known is an ordinary one.
ProcessEnd Machine::endOf(const Step &S, Code &C) {
  if (S.Kind != StepKind::Call || S.Indirect)
    return ProcessEnd::None;
  Target T = Prog.resolve(S.Text, C.Doc->UnitId, C.Module);
  size_t Status = 0;
  if (T.Function) {
    if (T.Function->Func.Nodes.empty())
      return ProcessEnd::None;
    const Code::Endings &E = endings(code(*T.Function, T.Module));
    if (E.StatusParam < 0)
      return E.Always;
    Status = size_t(E.StatusParam);
  } else {
    if (!T.Known || !T.Known->NoReturn)
      return ProcessEnd::None;
    if (T.Known->Builtin != "exit")
      return ProcessEnd::Error;
  }
  if (Status >= S.Args.size() || S.Args[Status] == NoExpr)
    return ProcessEnd::Ordinary;
  const ExprNode &N = C.fn().Exprs[S.Args[Status]];
  return N.O == Op::Int && N.Imm != 0 ? ProcessEnd::Error : ProcessEnd::Ordinary;
}

const Code::Endings &Machine::endings(Code &C) {
  if (C.Ends)
    return *C.Ends;
  const Function &F = C.fn();
  C.Ends.emplace().Errors.resize(F.Nodes.size()); // as recursion sees it
  std::vector<uint32_t> Good, Bad;
  bool Returns = false;
  int StatusParam = -1;
  unsigned Exits = 0;
  for (uint32_t I = 0; I != F.Nodes.size(); ++I) {
    const Node &N = F.Nodes[I];
    auto How = ProcessEnd::None;
    for (const Step &S : N.Steps) {
      How = endOf(S, C);
      if (How == ProcessEnd::None)
        continue;
      ++Exits;
      if (!S.Args.empty() && S.Args[0] != NoExpr && F.Exprs[S.Args[0]].O == Op::Param)
        StatusParam = int(F.Exprs[S.Args[0]].Imm);
      break;
    }
    const bool Error =
        How == ProcessEnd::Error || (How == ProcessEnd::None && N.Term == TermKind::Unreachable);
    if (How == ProcessEnd::None && N.Term == TermKind::Return) {
      Returns = true;
      Good.push_back(I);
    } else if (Error) {
      Bad.push_back(I);
    } else if (How == ProcessEnd::Ordinary) {
      Good.push_back(I);
    }
  }
  const auto Nodes = uint32_t(F.Nodes.size());
  const std::vector<bool> ToGood = leadTo(C, Good, 0, Nodes), ToBad = leadTo(C, Bad, 0, Nodes);
  Code::Endings &E = *C.Ends;
  for (uint32_t I = 0; I != Nodes; ++I)
    E.Errors[I] = (ToBad[I] || std::ranges::binary_search(Bad, I)) && !ToGood[I] &&
                  !std::ranges::binary_search(Good, I);
  if (!Returns && Nodes != 0 && !(Good.empty() && Bad.empty())) {
    E.Always = E.Errors[0] ? ProcessEnd::Error : ProcessEnd::Ordinary;
    if (E.Always == ProcessEnd::Ordinary && Exits == 1)
      E.StatusParam = StatusParam;
  }
  return E;
}

} // namespace auspex::demand::evaluate
