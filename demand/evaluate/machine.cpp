//===- demand/evaluate/machine.cpp - Runs a skeleton on real arguments ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Expressions, control flow, joins. Steps are in steps.cpp, calls in calls.cpp,
// loops in loops.cpp.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/machine.h"

#include "demand/arith.h"
#include "demand/demangle.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace auspex::demand::evaluate {

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

bool allocates(const Step &S) {
  return (S.Kind == StepKind::Alloc && S.Alloc != AllocKind::Stack) ||
         S.Kind == StepKind::Realloc;
}

namespace {

bool isPlain(StepKind K) {
  return K == StepKind::Work || K == StepKind::Touch || K == StepKind::Unknown;
}

} // namespace

Code::Code(const FunctionDoc &D, uint32_t M) : Doc(&D), Module(M) {
  const Function &F = fn();
  Scratch.resize(F.Exprs.size());
  Loops.resize(F.Loops.size());
  for (const Node &N : F.Nodes)
    for (const Step &S : N.Steps)
      if (S.Kind == StepKind::Call && !S.Indirect && S.Text == F.Symbol)
        SelfCalls += N.Loop == NoLoop ? 1 : 2;
  findDeciding();
}

void Code::findDeciding() {
  const Function &F = fn();
  Decides.assign(F.Values.size(), false);
  std::vector<std::vector<ExprRef>> From(F.Values.size()); // what a value is computed from
  std::vector<ExprRef> Work;
  for (const Node &N : F.Nodes) {
    Work.push_back(N.Cond);
    for (const Step &S : N.Steps) {
      bool Acts = S.Kind != StepKind::Load && S.Kind != StepKind::Store &&
                  S.Kind != StepKind::Work;
      if (Acts)
        Work.insert(Work.end(), S.Args.begin(), S.Args.end());
      else if (S.Result != NoValue)
        From[S.Result].insert(From[S.Result].end(), S.Args.begin(), S.Args.end());
    }
    for (const Edge &E : N.Edges)
      for (auto &[Value, X] : E.Assign)
        From[Value].push_back(X);
  }
  for (const Loop &L : F.Loops)
    Work.push_back(L.Trip);
  std::vector<bool> Seen(F.Exprs.size());
  while (!Work.empty()) {
    ExprRef E = Work.back();
    Work.pop_back();
    if (E == NoExpr || Seen[E])
      continue;
    Seen[E] = true;
    const ExprNode &N = F.Exprs[E];
    Work.insert(Work.end(), {N.A, N.B, N.C});
    if (N.O == Op::Value && !Decides[size_t(N.Imm)]) {
      Decides[size_t(N.Imm)] = true;
      Work.insert(Work.end(), From[size_t(N.Imm)].begin(), From[size_t(N.Imm)].end());
    }
  }
}

const Code::LoopFacts &Code::loop(uint32_t Id) {
  LoopFacts &Facts = Loops[Id];
  if (Facts.Known)
    return Facts;
  Facts.Known = true;
  const Function &F = fn();
  const Loop &L = F.Loops[Id];
  bool Uniform = true;
  std::vector<bool> Own(F.Values.size()); // values assigned within the loop
  for (uint32_t I = L.Header; I != L.End; ++I) {
    const Node &N = F.Nodes[I];
    Uniform &= N.Term != TermKind::Switch;
    for (const Step &S : N.Steps) {
      Uniform &= isPlain(S.Kind);
      if (S.Result != NoValue)
        Own[S.Result] = true;
    }
    for (const Edge &E : N.Edges) {
      if (E.Target < L.Header || E.Target >= L.End)
        Facts.LastExiting = I;
      for (auto &[Value, X] : E.Assign) {
        Own[Value] = true;
        if (E.Target == L.Header && std::ranges::find(Facts.Carried, Value) == Facts.Carried.end())
          Facts.Carried.push_back(Value);
      }
    }
  }
  if (!Uniform || !Facts.Carried.empty())
    return Facts;
  // Which expressions depend on this loop's iteration.
  std::vector<bool> Varies(F.Exprs.size());
  for (ExprRef E = 0; E != F.Exprs.size(); ++E) {
    const ExprNode &N = F.Exprs[E];
    bool V = (N.O == Op::Index && N.Imm == Id) || (N.O == Op::Value && Own[size_t(N.Imm)]);
    for (ExprRef X : {N.A, N.B, N.C})
      V |= X != NoExpr && Varies[X];
    Varies[E] = V;
  }
  auto Check = [&](ExprRef E) { Uniform &= E == NoExpr || !Varies[E]; };
  for (uint32_t I = L.Header; I != L.End; ++I) {
    const Node &N = F.Nodes[I];
    for (const Step &S : N.Steps)
      std::ranges::for_each(S.Args, Check);
    bool Exits = std::ranges::any_of(
        N.Edges, [&](const Edge &E) { return E.Target <= L.Header || E.Target >= L.End; });
    if (!Exits) // a condition inside; that of an exit is the trip count's
      Check(N.Cond);
  }
  for (uint32_t Inner = Id + 1; Inner != F.Loops.size(); ++Inner)
    if (F.Loops[Inner].Header >= L.Header && F.Loops[Inner].End <= L.End) {
      Check(F.Loops[Inner].Trip);
      Uniform &= F.Loops[Inner].Trip != NoExpr;
    }
  Facts.Uniform = Uniform;
  return Facts;
}

const std::vector<ExprRef> &Code::schedule(ExprRef Root, bool &Fresh) {
  auto [I, New] = Schedules.try_emplace(Root);
  Fresh = New;
  if (!New)
    return I->second;
  // Operands have smaller numbers, so ascending order is a schedule.
  std::vector<ExprRef> Work{Root}, &Order = I->second;
  std::vector<bool> Seen(Root + 1);
  while (!Work.empty()) {
    ExprRef E = Work.back();
    Work.pop_back();
    if (Seen[E])
      continue;
    Seen[E] = true;
    Order.push_back(E);
    const ExprNode &N = fn().Exprs[E];
    for (ExprRef X : {N.A, N.B, N.C})
      if (X != NoExpr && !Seen[X])
        Work.push_back(X);
  }
  std::ranges::sort(Order);
  return Order;
}

const std::string &Code::nameOf(uint32_t Value) {
  const Function &F = fn();
  if (Names.empty()) {
    for (const Local &L : F.Values)
      Names.push_back(L.Name);
    std::string File = F.File.substr(F.File.rfind('/') + 1);
    for (const Node &N : F.Nodes)
      for (const Step &S : N.Steps)
        if (S.Kind == StepKind::Load && S.Line && Names[S.Result].empty())
          Names[S.Result] = File + ":" + std::to_string(S.Line);
  }
  return Names[Value];
}

Code &Machine::code(const FunctionDoc &Doc, uint32_t Module) {
  auto &C = Codes[&Doc];
  if (!C)
    C = std::make_unique<Code>(Doc, Module);
  return *C;
}

//===----------------------------------------------------------------------===//
// Reasons and reports
//===----------------------------------------------------------------------===//

ReasonId Machine::reason(std::string_view Text) {
  auto I = ReasonIds.find(Text);
  if (I != ReasonIds.end())
    return I->second;
  ReasonId Id = ReasonId(Reasons.size());
  Reasons.emplace_back(Text);
  ReasonIds.emplace(std::string(Text), Id);
  return Id;
}

Val Machine::unknownOf(Type T, std::string Reason) { return Val::unknown(T, reason(Reason)); }

const std::string &Machine::nameOf(std::string_view Symbol) {
  auto I = ShortNames.find(Symbol);
  if (I == ShortNames.end())
    I = ShortNames.emplace(Symbol, shortName(Symbol)).first;
  return I->second;
}

std::string Machine::where(const Code &C, uint32_t Line) {
  const Function &F = C.fn();
  std::string S = F.File;
  const std::string &Name = nameOf(F.Symbol);
  if (S.starts_with('/')) // a header of the system
    S.erase(0, S.rfind('/') + 1);
  if (Line)
    S += ":" + std::to_string(Line);
  return S.empty() ? Name : S + " (" + Name + ")";
}

void Machine::noteUnknown(Code *At, const Step *S, std::string Reason, std::string Name,
                          std::string Remedy) {
  ++UnknownSteps;
  if (Uses.size() > 512)
    return;
  UnknownUse *&Seen = SeenUses[At][{S, Reason}];
  if (Seen) {
    ++Seen->Times;
    return;
  }
  std::string Where = At ? where(*At, S ? S->Line : 0) : std::string();
  // A reason may name a place of the same function, perhaps more precisely: that
  // is said once.
  if (size_t At = Reason.rfind(" at "); At != Reason.npos && !Where.empty()) {
    std::string Place = Reason.substr(At + 4);
    std::string Function = Where.substr(std::min(Where.size(), Where.rfind(" (")));
    if (Place == Where || (!(S && S->Line) && !Function.empty() && Place.ends_with(Function))) {
      Reason.erase(At);
      Where = std::move(Place);
    }
  }
  auto [I, New] = Uses.try_emplace({Reason, Where});
  UnknownUse &U = I->second;
  Seen = &U;
  if (!New) {
    ++U.Times;
    return;
  }
  U.Reason = std::move(Reason);
  U.Where = std::move(Where);
  U.Name = std::move(Name);
  U.Remedy = std::move(Remedy);
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

Val Machine::symbolAddress(Code &From, std::string_view Symbol) {
  Program::GlobalRef G = Prog.global(Symbol, From.Doc->UnitId, From.Module);
  if (G.Def && !G.Def->Declared)
    if (auto I = GlobalObjects.find(G.Def); I != GlobalObjects.end())
      return Val::pointer(I->second, 0);
  Target T = Prog.resolve(Symbol, From.Doc->UnitId, From.Module);
  if (T.Function) {
    for (uint32_t I = 0; I != CodeNumbers.size(); ++I)
      if (CodeNumbers[I].first == T.Function)
        return Val::code(I);
    CodeNumbers.emplace_back(T.Function, T.Module);
    return Val::code(uint32_t(CodeNumbers.size() - 1));
  }
  if (auto O = libraryObject(Symbol))
    return Val::pointer(*O, 0);
  auto [I, New] = Externals.try_emplace(std::string(Symbol), uint32_t(ExternalNames.size()));
  if (New)
    ExternalNames.emplace_back(Symbol);
  return Val::code(0x8000'0000u + I->second);
}

std::optional<ObjectId> Machine::libraryObject(std::string_view Name) const {
  auto I = LibraryObjects.find(Name);
  if (I == LibraryObjects.end())
    return std::nullopt;
  return I->second;
}

Val Machine::leaf(Activation &A, Path &P, const ExprNode &N) {
  switch (N.O) {
  case Op::Int:
    return Val::integer(N.Imm, N.Ty);
  case Op::Real:
    return Val::real(std::bit_cast<double>(N.Imm), N.Ty);
  case Op::Param:
    return size_t(N.Imm) < A.Params.size() ? A.Params[size_t(N.Imm)]
                                           : unknownOf(N.Ty, "argument that the caller does not pass");
  case Op::Value: {
    const Val &V = P.Values[size_t(N.Imm)];
    if (!V.known() && !In.Assume.empty())
      if (auto Given = assumed(A.C.nameOf(uint32_t(N.Imm))); Given != In.Assume.end())
        return isFloat(N.Ty) ? Val::real(Given->second, N.Ty)
                             : Val::integer(int64_t(Given->second), N.Ty);
    return V;
  }
  case Op::Index:
    return A.Index[size_t(N.Imm)];
  case Op::Symbol: {
    auto [I, New] = A.C.Symbols.try_emplace(uint32_t(N.Imm));
    if (New)
      I->second = symbolAddress(A.C, A.C.fn().Strings[size_t(N.Imm)]);
    return I->second;
  }
  default: {
    std::string_view Why = reasonOf(A.C.fn(), N);
    if (auto Given = assumed(std::string(Why)); Given != In.Assume.end())
      return Val::integer(int64_t(Given->second), N.Ty);
    return Val::unknown(N.Ty, reason(Why));
  }
  }
}

Val Machine::eval(Activation &A, Path &P, ExprRef E) {
  const ExprPool &Pool = A.C.fn().Exprs;
  const ExprNode &N = Pool[E];
  if (arityOf(N.O) == 0)
    return leaf(A, P, N);
  bool Fresh;
  const std::vector<ExprRef> &Order = A.C.schedule(E, Fresh);
  charge(Order.size() / (Fresh ? 1 : 8));
  std::vector<Val> &V = A.C.Scratch;
  static const Val None;
  for (ExprRef R : Order) {
    const ExprNode &X = Pool[R];
    V[R] = arityOf(X.O) == 0 ? leaf(A, P, X)
                             : apply(X, V[X.A], X.B == NoExpr ? None : V[X.B],
                                     X.C == NoExpr ? None : V[X.C]);
    if (InputEnded && (X.O == Op::UMax || X.O == Op::SMax) && V[X.A].known() != V[X.B].known())
      V[R] = V[X.A].known() ? V[X.A] : V[X.B];
    if (Tracing && Deciding && isRemainder(X.O))
      Tracing->Compares.push_back(
          {X.O, X.Ty, V[X.A], V[X.B], NoLoop, 0, Trace::Compare::Part::Key});
  }
  return V[E];
}

/// Notes what the decision on \p Cond, perhaps to leave the loop \p Leaves,
/// compared. Reads the scratch values that eval() just left.
void Machine::record(Activation &A, Path &P, ExprRef Cond, uint32_t Leaves) {
  if (!Tracing)
    return;
  const ExprPool &Pool = A.C.fn().Exprs;
  auto Frozen = [&](const Val &V) { // has to stay the same
    Tracing->Compares.push_back({Op::Xor, V.Ty, V, V});
  };
  if (arityOf(Pool[Cond].O) == 0) {
    Frozen(leaf(A, P, Pool[Cond]));
    return;
  }
  bool Fresh, Any = false;
  for (ExprRef R : A.C.schedule(Cond, Fresh)) {
    const ExprNode &X = Pool[R];
    if (isComparison(X.O)) {
      const uint64_t Site = (uint64_t(A.Depth) << 32 | R) * 0x9E3779B97F4A7C15ull + uint64_t(std::bit_cast<uintptr_t>(&A.C));
      Tracing->Compares.push_back({X.O, Pool[X.A].Ty, A.C.Scratch[X.A], A.C.Scratch[X.B], Leaves,
                                   A.Depth, Trace::Compare::Part::Way, false, Site});
      Any = true;
    } else if (isRealComparison(X.O)) {
      Frozen(A.C.Scratch[R]);
      Any = true;
    } else if (takesPart(X.O)) {
      Tracing->Compares.push_back(
          {X.O, Pool[X.A].Ty, A.C.Scratch[X.A], A.C.Scratch[X.B]});
    }
  }
  if (!Any || Pool[Cond].Ty != Type::I1)
    Frozen(A.C.Scratch[Cond]);
}

/// Notes how many values the data has that the undecided \p Cond compares with
/// other data.
void Machine::recordKeys(Activation &A, ExprRef Cond) {
  const ExprPool &Pool = A.C.fn().Exprs;
  auto Bits = [&](ExprRef E) {
    const ExprNode &X = Pool[E];
    bool Widened = X.O == Op::ZExt || X.O == Op::SExt;
    return bitsOf(Widened ? Pool[X.A].Ty : X.Ty);
  };
  bool Fresh;
  for (ExprRef R : A.C.schedule(Cond, Fresh)) {
    const ExprNode &X = Pool[R];
    if (isComparison(X.O) && Pool[X.A].O != Op::Int && Pool[X.B].O != Op::Int &&
        !A.C.Scratch[R].exactInt())
      Tracing->KeyBits = std::min({Tracing->KeyBits, Bits(X.A), Bits(X.B)});
  }
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

namespace {

/// Joins \p B into \p A; the heavier one supplies what is likely.
void joinPaths(Path &A, Path &&B) {
  bool LikelyIsA = A.Weight >= B.Weight;
  for (size_t I = 0; I != A.Values.size() && I != B.Values.size(); ++I)
    A.Values[I] = join(A.Values[I], B.Values[I], LikelyIsA);
  joinInto(A.Sum, B.Sum, LikelyIsA);
  joinInto(A.Mem, std::move(B.Mem), LikelyIsA);
  if (!LikelyIsA) {
    std::swap(A.Done, B.Done);
    A.Mark = B.Mark;
  }
  // Phases of the other way may have been these.
  PhaseList::onlyIn(B.Done, A.Done, [&](const Phase &Other) {
    A.Mem.WindowPeak.High = std::max(A.Mem.WindowPeak.High, Other.Resident.High);
  });
  for (ObjectId O : B.Frame)
    if (std::ranges::find(A.Frame, O) == A.Frame.end())
      A.Frame.push_back(O);
  A.Weight += B.Weight;
}

} // namespace

void Machine::arrive(Pending &Waiting, uint32_t Node, Path &&P) {
  auto [There, New] = Waiting.emplace(Node, std::move(P));
  if (!New)
    joinPaths(There, std::move(P));
}

void Machine::end(Path &P) { P.Ended = true; }

void Machine::fail(Path &P) {
  constexpr double Seldom = 1e-100; // ways that were not known halve the others' weight at most
  P.Weight *= Seldom;
  end(P);
}

/// The process is over on this path; its costs stay.
void Machine::retire(Path &&P) {
  if (P.Mem.size() == 0) // was retired within a callee
    return;
  if (Ended)
    joinPaths(*Ended, std::move(P));
  else
    Ended = std::move(P);
}

void Machine::follow(Activation &A, Path &&P, const Edge &E, Pending &Waiting, Around *In,
                     uint32_t Begin, uint32_t End) {
  if (!E.Assign.empty()) {
    std::vector<Val> New;
    New.reserve(E.Assign.size());
    for (auto &[Id, X] : E.Assign) {
      Deciding = A.C.Decides[Id];
      New.push_back(eval(A, P, X));
    }
    Deciding = false;
    for (size_t I = 0; I != New.size(); ++I)
      P.Values[E.Assign[I].first] = New[I];
  }
  if (In && E.Target == A.C.fn().Loops[In->Loop].Header) {
    if (In->Again)
      joinPaths(*In->Again, std::move(P));
    else
      In->Again = std::move(P);
  } else if (E.Target >= Begin && E.Target < End) {
    arrive(Waiting, E.Target, std::move(P));
  } else {
    arrive(*In->Exits, E.Target, std::move(P));
  }
}

void Machine::terminate(Activation &A, Path &&P, uint32_t NodeId, Pending &Waiting, Around *In,
                        uint32_t Begin, uint32_t End) {
  const Node &N = A.C.fn().Nodes[NodeId];
  if (P.Ended || spent()) {
    retire(std::move(P));
    return;
  }
  if (exhausted()) { // whoever set the limit goes on
    if (!Cut)
      Cut = std::move(P);
    return;
  }
  switch (N.Term) {
  case TermKind::Unreachable: // an error exit: what it cost was real
    retire(std::move(P));
    return;
  case TermKind::Return: {
    Val R = N.Cond == NoExpr ? Val() : eval(A, P, N.Cond);
    if (!A.Returned) {
      A.Result = R;
      A.Returned = std::move(P);
    } else {
      A.Result = join(A.Result, R, A.Returned->Weight >= P.Weight);
      joinPaths(*A.Returned, std::move(P));
    }
    return;
  }
  case TermKind::Jump:
    follow(A, std::move(P), N.Edges[0], Waiting, In, Begin, End);
    return;
  case TermKind::Branch:
  case TermKind::Switch:
    break;
  }

  auto Leaves = [&](const Edge &E) {
    return In && E.Target != A.C.fn().Loops[In->Loop].Header &&
           (E.Target < Begin || E.Target >= End);
  };
  bool AnyExit = In && std::ranges::any_of(N.Edges, Leaves);
  bool SomeStay = !std::ranges::all_of(N.Edges, Leaves);
  Deciding = true;
  Val C = N.Cond == NoExpr ? Val::unknown(Type::I1) : eval(A, P, N.Cond);
  Deciding = false;

  // The trip count of a counted loop decides its exits: none is taken before
  // the last iteration, and the last exit is then taken at the latest.
  std::vector<bool> Open(N.Edges.size(), true);
  if (AnyExit && SomeStay && In->Counted) {
    bool Leaving = In->Last && NodeId == A.C.loop(In->Loop).LastExiting;
    if (Leaving || (!In->Last && (!In->Bound || !C.exactInt())))
      for (size_t I = 0; I != Open.size(); ++I)
        Open[I] = Leaves(N.Edges[I]) == Leaving;
  }
  size_t Which = Open.size();
  if (std::ranges::count(Open, true) == 1) {
    Which = size_t(std::ranges::find(Open, true) - Open.begin());
  } else if (C.exactInt()) {
    Which = 0;
    if (N.Term == TermKind::Branch)
      Which = C.Mid & 1 ? 0 : 1;
    else
      for (size_t I = 0; I != N.Cases.size(); ++I)
        if (N.Cases[I] == C.Mid)
          Which = I + 1;
    if (Open[Which])
      record(A, P, N.Cond, AnyExit ? In->Loop : NoLoop);
    else
      Which = Open.size();
  }
  if (Which != Open.size()) {
    if (Tracing)
      Tracing->mix(uint64_t(NodeId) << 16 | Which);
    follow(A, std::move(P), N.Edges[Which], Waiting, In, Begin, End);
    return;
  }
  if (AnyExit && !In->Counted)
    In->UndecidedExit = true;

  // Not known: both ways, joined where they meet.
  if (N.Cond != NoExpr)
    noteUnknown(&A.C, N.Steps.empty() ? nullptr : &N.Steps.back(),
                C.known() ? "condition depends on an unknown quantity"
                          : (C.Id ? why(C) : std::string("condition on data")));
  if (Tracing) {
    Tracing->mix(uint64_t(NodeId) << 16 | 0xFFFF);
    Tracing->Undecided = true;
    if (N.Cond != NoExpr && arityOf(A.C.fn().Exprs[N.Cond].O) != 0)
      recordKeys(A, N.Cond);
  }
  charge(4 + P.Mem.size() / 256);
  // Two quantities that data decides are seldom equal: 16 in 100 (the opcode
  // heuristic of Ball and Larus, PLDI'93), on top of what the compiler expects.
  size_t Equal = 2;
  if (N.Term == TermKind::Branch && N.Cond != NoExpr && !C.known()) {
    const ExprPool &Pool = A.C.fn().Exprs;
    const ExprNode &X = Pool[N.Cond];
    if ((X.O == Op::Eq || X.O == Op::Ne) && Pool[X.A].O != Op::Int && Pool[X.B].O != Op::Int)
      Equal = X.O == Op::Eq ? 0 : 1;
  }
  std::vector<double> Take(N.Edges.size());
  const std::vector<bool> &Errors = endings(A.C).Errors;
  double Total = 0;
  for (size_t I = 0; I != Take.size(); ++I) {
    if (!Open[I])
      continue;
    Take[I] = std::max(1e-6, double(N.Edges[I].Likelihood));
    if (Equal < 2)
      Take[I] *= I == Equal ? 0.16 : 0.84;
    if (N.Term == TermKind::Branch && C.isInt()) // an interval knows its likely side
      Take[I] = (C.Mid & 1) == (I == 0) ? 0.75 : 0.25;
    constexpr double Seldom = 1e-6; // errors are not likely
    if (Errors[N.Edges[I].Target])
      Take[I] *= Seldom;
    if (N.Term == TermKind::Switch && C.isInt() && I > 0 &&
        (N.Cases[I - 1] < C.Lo || N.Cases[I - 1] > C.Hi))
      Take[I] = 0;
    Total += Take[I];
  }
  double Weight = P.Weight;
  for (size_t I = 0; I != Take.size(); ++I) {
    if (Take[I] <= 0)
      continue;
    bool LastOne = std::all_of(Take.begin() + I + 1, Take.end(), [](double T) { return T <= 0; });
    Path Q = LastOne ? std::move(P) : P;
    Q.Weight = Weight * Take[I] / Total;
    follow(A, std::move(Q), N.Edges[I], Waiting, In, Begin, End);
  }
}

void Machine::runNodes(Activation &A, uint32_t Begin, uint32_t End, Pending &Waiting, Around *In) {
  const Function &F = A.C.fn();
  while (!Waiting.empty()) {
    auto [Id, P] = Waiting.take();
    // Entering a loop that is not the one being iterated?
    uint32_t L = F.Nodes[Id].Loop;
    uint32_t Current = In ? In->Loop : NoLoop;
    while (L != NoLoop && L != Current && F.Loops[L].Parent != Current)
      L = F.Loops[L].Parent;
    if (L != NoLoop && L != Current && F.Loops[L].Header == Id && !P.Ended && !exhausted()) {
      Pending Exits;
      runLoop(A, L, std::move(P), Exits);
      for (auto &[Target, Q] : Exits) {
        if (In && Target == F.Loops[In->Loop].Header) {
          if (In->Again)
            joinPaths(*In->Again, std::move(Q));
          else
            In->Again = std::move(Q);
        } else if (Target >= Begin && Target < End) {
          arrive(Waiting, Target, std::move(Q));
        } else if (In) {
          arrive(*In->Exits, Target, std::move(Q));
        }
      }
      continue;
    }
    const Node &N = F.Nodes[Id];
    if (Tracing && !N.Steps.empty())
      Tracing->mix(Id + 1);
    for (const Step &S : N.Steps) {
      if (P.Ended || exhausted())
        break;
      step(A, P, S);
    }
    charge(1);
    terminate(A, std::move(P), Id, Waiting, In, Begin, End);
  }
}

} // namespace auspex::demand::evaluate
