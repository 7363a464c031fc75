//===- demand/note_decode.cpp - Reading the note of a function ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What was read is checked as a whole (checkFunction) before anybody sees it.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/note_document.h"

#include <algorithm>

namespace auspex::demand {
namespace {

class FunctionReader : DocumentReader {
public:
  using DocumentReader::DocumentReader;
  Expected<Document> run();

private:
  void entry(uint8_t Key);
  void params();
  void values();
  void exprs();
  bool expr(ExprNode &N);
  uint32_t stringId(const char *What);
  void loops();
  void paces();
  void nest();
  void code();
  void node(uint32_t I);
  void step(Step &S);
  void edge(uint32_t From, Edge &E);
  void kernels();
  uint32_t details(Kernel &K, uint32_t Left);
  void rejected();
  void beacons();
  ExprRef ref();
  ExprRef absolute();
  uint32_t value();

  Function F;
  std::string Unit;
  std::unordered_map<std::string_view, uint32_t> StringIds;
  int64_t LastRef = 0, LastValue = -1, LastLine = 0;
  size_t Steps = 0;
};

Expected<Document> FunctionReader::run() {
  read(wire::FunctionKeys, [this](uint8_t Key) { entry(Key); });
  if (In.ok())
    nest();
  if (!In.ok())
    return In.error();
  if (auto R = checkFunction(F); !R)
    return fail("malformed note: " + R.error().Message);
  return FunctionDoc{std::move(F), std::move(Unit)};
}

void FunctionReader::entry(uint8_t Key) {
  switch (Key) {
  case wire::UnitId: Unit = unitId(); break;
  case wire::Symbol: F.Symbol = text("symbol"); break;
  case wire::Flags: {
    int64_t Flags = In.within(0, INT64_MAX, "flags");
    F.Internal = Flags & wire::Internal;
    F.Weak = Flags & wire::Weak;
    F.VarArgs = Flags & wire::VarArgs;
    break;
  }
  case wire::File: F.File = text("file"); break;
  case wire::Line: F.Line = small(UINT32_MAX, "line"); break;
  case wire::Result: F.Result = type(); break;
  case wire::Params: params(); break;
  case wire::Values: values(); break;
  case wire::Exprs: exprs(); break;
  case wire::Loops: loops(); break;
  case wire::Code: code(); break;
  case wire::Kernels: kernels(); break;
  case wire::Rejected: rejected(); break;
  case wire::Reason: F.Reason = text("reason"); break;
  case wire::Beacons: beacons(); break;
  case wire::Paces: paces(); break;
  }
}

void FunctionReader::params() {
  flat([this] {
    if (F.Params.size() >= MaxValues)
      return In.fail("too many parameters");
    Param P;
    P.Ty = type(false);
    P.Name = text("parameter name");
    F.Params.push_back(std::move(P));
  });
}

void FunctionReader::values() {
  flat([this] {
    if (F.Values.size() >= MaxValues)
      return In.fail("too many values");
    int64_t Code = In.within(0, 31, "value");
    Local V;
    V.Ty = Type(Code & 15);
    if (V.Ty == Type::Void || V.Ty > Type::Ptr)
      return In.fail("value of an unknown type");
    if (Code & wire::NamedValue)
      V.Name = text("value name");
    F.Values.push_back(std::move(V));
  });
}

uint32_t FunctionReader::stringId(const char *What) {
  std::string_view S = view(What);
  auto [It, New] = StringIds.try_emplace(S, uint32_t(F.Strings.size()));
  if (New && In.ok())
    F.Strings.emplace_back(S);
  return It->second;
}

bool FunctionReader::expr(ExprNode &N) {
  int64_t Code = In.within(0, 127, "operator");
  if (Code >= wire::Flagged) {
    N.O = wire::FlaggedOps[(Code - wire::Flagged) / 3];
    N.Flags = uint8_t((Code - wire::Flagged) % 3 + 1);
  } else if (Code > int64_t(Op::Last)) {
    In.fail("operator " + std::to_string(Code) + ", which this version does not know");
    return false;
  } else {
    N.O = Op(Code);
  }
  if (wire::writesType(N.O))
    N.Ty = type();
  const ExprRef Here = ExprRef(F.Exprs.size());
  ExprRef *Operands[] = {&N.A, &N.B, &N.C};
  for (unsigned I = 0; I < arityOf(N.O) && In.ok(); ++I)
    *Operands[I] = Here - ExprRef(In.within(1, Here, "operand"));
  if (!In.ok())
    return false;
  auto Of = [this](ExprRef R) { return F.Exprs[R].Ty; };
  switch (N.O) {
  case Op::Int: N.Imm = In.integer(); break;
  case Op::Real: N.Imm = bitsOfReal(In.real()); break;
  case Op::Param:
    N.Imm = In.within(0, int64_t(F.Params.size()) - 1, "parameter");
    N.Ty = In.ok() ? F.Params[size_t(N.Imm)].Ty : Type::I64;
    break;
  case Op::Value:
    N.Imm = In.within(0, int64_t(F.Values.size()) - 1, "value");
    N.Ty = In.ok() ? F.Values[size_t(N.Imm)].Ty : Type::I64;
    break;
  case Op::Index: N.Imm = In.within(0, MaxLoops, "loop"); break;
  case Op::Symbol:
    N.Imm = stringId("symbol");
    N.Ty = Type::Ptr;
    break;
  case Op::Unknown: N.Imm = stringId("reason"); break;
  case Op::Select: N.Ty = Of(N.B); break;
  default:
    if (isComparison(N.O) || isRealComparison(N.O))
      N.Ty = Type::I1;
    else if (!isConversion(N.O))
      N.Ty = Of(N.A);
  }
  return In.ok();
}

void FunctionReader::exprs() {
  flat([this] {
    ExprNode N;
    if (!expr(N))
      return;
    ExprRef Here = ExprRef(F.Exprs.size());
    auto R = F.Exprs.append(N);
    if (!R)
      In.fail(R.error().Message);
    else if (*R != Here)
      In.fail("the same expression twice");
  });
}

ExprRef FunctionReader::ref() {
  if (In.atNil()) {
    In.nil();
    return NoExpr;
  }
  uint32_t R = relative(LastRef, "expression");
  if (In.ok() && R >= F.Exprs.size())
    In.fail("expression that does not exist");
  LastRef = R;
  return R;
}

ExprRef FunctionReader::absolute() {
  if (In.atNil()) {
    In.nil();
    return NoExpr;
  }
  return ExprRef(In.within(0, int64_t(F.Exprs.size()) - 1, "expression"));
}

uint32_t FunctionReader::value() {
  uint32_t V = relative(LastValue, "value");
  if (In.ok() && V >= F.Values.size())
    In.fail("value that does not exist");
  LastValue = V;
  return V;
}

void FunctionReader::loops() {
  int64_t LastHeader = 0;
  flat([&] {
    if (F.Loops.size() >= MaxLoops)
      return In.fail("too many loops");
    int64_t Flags = In.within(0, 31, "loop flags");
    Loop L;
    L.Header = relative(LastHeader, "loop header");
    LastHeader = L.Header;
    L.End = relative(L.Header, "loop end");
    L.TripIsBound = Flags & wire::TripIsBound;
    if (Flags & wire::HasTrip)
      L.Trip = ref();
    if (Flags & wire::HasExpected)
      L.ExpectedTrip = In.real();
    if (Flags & wire::HasLine)
      L.Line = relative(F.Line, "line");
    if (Flags & wire::HasName)
      L.Name = text("loop name");
    F.Loops.push_back(std::move(L));
  });
}

void FunctionReader::paces() {
  auto Part = [this] { return float(In.within(0, int64_t(1) << 24, "pace")) / wire::PaceParts; };
  flat([&] {
    if (F.Paces.size() >= MaxLoops)
      return In.fail("too many paces");
    Pace P;
    P.Loop = small(MaxLoops, "loop");
    P.Lanes = unsigned(In.within(1, 256, "lanes"));
    for (auto Number : wire::PaceNumbers)
      P.*Number = Part();
    size_t Streams = In.number(MaxStreams, "number of streams");
    for (size_t I = 0; I != Streams && In.ok(); ++I) {
      Pace::Stream S;
      int64_t Moves = In.within(0, 2 * wire::StreamWritten - 1, "stream");
      S.Moves = uint8_t(Moves);
      S.Written = Moves & wire::StreamWritten;
      S.Near = Part();
      S.Dense = Part();
      P.Streams.push_back(S);
    }
    F.Paces.push_back(std::move(P));
  });
}

/// Nodes and loops do not say which loop they lie in: the intervals do.
void FunctionReader::nest() {
  std::vector<uint32_t> HeaderOf(F.Nodes.size(), NoLoop), Open;
  for (uint32_t L = 0; L < F.Loops.size(); ++L) {
    if (F.Loops[L].Header >= F.Nodes.size() || HeaderOf[F.Loops[L].Header] != NoLoop)
      return In.fail("loop " + std::to_string(L) + " has no header of its own");
    HeaderOf[F.Loops[L].Header] = L;
  }
  for (uint32_t I = 0; I < F.Nodes.size(); ++I) {
    while (!Open.empty() && F.Loops[Open.back()].End <= I)
      Open.pop_back();
    if (uint32_t L = HeaderOf[I]; L != NoLoop) {
      F.Loops[L].Parent = Open.empty() ? NoLoop : Open.back();
      Open.push_back(L);
    }
    F.Nodes[I].Loop = Open.empty() ? NoLoop : Open.back();
  }
}

void FunctionReader::step(Step &S) {
  int64_t Head = In.within(0, 127, "step");
  if ((Head & 15) > int64_t(StepKind::Unknown))
    return In.fail("step of a kind that this version does not know");
  S.Kind = StepKind(Head & 15);
  if (Head & wire::LineFollows)
    LastLine = relative(LastLine, "line");
  S.Line = uint32_t(LastLine);
  const bool Variant = Head & wire::Variant, More = Head & wire::More;

  const bool Produces =
      S.Kind == StepKind::Call || S.Kind == StepKind::Alloc || S.Kind == StepKind::Realloc;
  if (S.Kind == StepKind::Load || (Produces && More))
    S.Result = value();
  if (!In.ok())
    return;
  size_t Args = 1;
  switch (S.Kind) {
  case StepKind::Load: S.Ty = F.Values[S.Result].Ty; break;
  case StepKind::Store: Args = 2; break;
  case StepKind::Call:
    S.Ty = More ? F.Values[S.Result].Ty : type();
    S.Indirect = Variant;
    if (!S.Indirect)
      S.Text = text("callee");
    Args = In.number(In.left(), "number of arguments");
    break;
  case StepKind::Alloc:
    S.Alloc = AllocKind(In.within(0, int64_t(AllocKind::Mmap), "kind of allocation"));
    Args = Variant ? 2 : 1;
    break;
  case StepKind::Realloc: Args = 2; break;
  case StepKind::Free:
  case StepKind::Forget: Args = More ? 2 : 1; break;
  case StepKind::Touch:
    S.Write = Variant;
    Args = More ? 4 : 2;
    break;
  case StepKind::Work:
    S.Need = small(UINT32_MAX, "needs");
    Args = In.number(4, "number of arguments");
    break;
  case StepKind::Unknown:
    S.Text = text("reason");
    Args = 0;
    break;
  }
  S.Args.reserve(std::min(Args, In.left()));
  for (size_t I = 0; I < Args && In.ok(); ++I)
    S.Args.push_back(ref());
  if (S.Kind == StepKind::Touch && S.Args.size() == 4 && S.Args[3] == NoExpr)
    S.Args.pop_back();
  if (S.Kind == StepKind::Store && In.ok() && S.Args[1] != NoExpr)
    S.Ty = F.Exprs[S.Args[1]].Ty;
}

void FunctionReader::edge(uint32_t From, Edge &E) {
  E.Target = relative(From, "edge");
  size_t Count = In.number(In.left() / 2, "number of assignments");
  E.Assign.reserve(Count);
  for (size_t I = 0; I < Count && In.ok(); ++I) {
    uint32_t V = value();
    E.Assign.emplace_back(V, ref());
  }
}

void FunctionReader::node(uint32_t I) {
  Node &N = F.Nodes.back();
  size_t Count = In.number(In.left(), "number of steps");
  if (Steps + Count > MaxSteps)
    return In.fail("too many steps");
  Steps += Count;
  N.Steps.reserve(Count);
  for (size_t S = 0; S < Count && In.ok(); ++S) {
    step(N.Steps.emplace_back());
    const Step &T = N.Steps.back();
    // Before 1.3 a touch of no known size left no pointer known either.
    if (Minor < 3 && In.ok() && T.Kind == StepKind::Touch && T.Write && T.Args[1] == NoExpr) {
      Step Contents;
      Contents.Kind = StepKind::Forget;
      Contents.Line = T.Line;
      Contents.Args = {T.Args[0], NoExpr};
      N.Steps.push_back(std::move(Contents));
      ++Steps;
    }
  }
  N.Term = TermKind(In.within(0, int64_t(TermKind::Unreachable), "terminator"));
  if (N.Term <= TermKind::Return && N.Term != TermKind::Jump)
    N.Cond = ref();
  auto Likelihood = [this] {
    return float(In.within(0, wire::LikelihoodParts, "likelihood")) / wire::LikelihoodParts;
  };
  switch (N.Term) {
  case TermKind::Jump: N.Edges.resize(1); break;
  case TermKind::Branch:
    N.Edges.resize(2);
    N.Edges[0].Likelihood = Likelihood();
    N.Edges[1].Likelihood = 1 - N.Edges[0].Likelihood;
    break;
  case TermKind::Switch: {
    // A case takes at least four bytes: value, likelihood, target, assignments.
    size_t Cases = In.number(In.left() / 4, "number of cases");
    N.Cases.reserve(Cases);
    for (size_t C = 0; C < Cases && In.ok(); ++C)
      N.Cases.push_back(In.integer());
    N.Edges.resize(Cases + 1);
    for (Edge &E : N.Edges)
      E.Likelihood = In.ok() ? Likelihood() : 0;
    break;
  }
  case TermKind::Return:
  case TermKind::Unreachable: break;
  }
  for (Edge &E : N.Edges)
    if (In.ok())
      edge(I, E);
}

void FunctionReader::code() {
  LastRef = 0;
  LastLine = F.Line;
  flat([this] {
    if (F.Nodes.size() >= MaxNodes)
      return In.fail("too many nodes");
    F.Nodes.emplace_back();
    node(uint32_t(F.Nodes.size() - 1));
  });
}

void FunctionReader::kernels() {
  uint32_t Count = In.array();
  if (Count > MaxLoops)
    return In.fail("too many kernels");
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    uint32_t Fields = In.array();
    if (Fields < 14)
      return In.fail("kernel cut short");
    Kernel &K = F.Kernels.emplace_back();
    K.Idiom = text("idiom");
    K.Family = text("family");
    K.Proof = Verdict(In.within(0, int64_t(Verdict::Proved), "verdict"));
    K.Evidence = text("evidence");
    K.Form = text("form");
    K.Elem = type();
    flat([&] {
      Dim &To = K.Dims.emplace_back();
      To.Name = text("dimension");
      To.Extent = absolute();
    });
    K.Flops = absolute();
    K.Bytes = absolute();
    K.Accesses = absolute();
    if (In.atNil())
      In.nil();
    else
      K.Loop = small(MaxLoops, "loop");
    K.Function = text("function");
    K.File = text("file");
    K.Line = small(UINT32_MAX, "line");
    skipRest(Fields, 14 + details(K, Fields - 14));
  }
}

/// What version 1.2 added, as far as \p Left elements hold it; how many it read.
uint32_t FunctionReader::details(Kernel &K, uint32_t Left) {
  uint32_t Read = 0;
  auto Next = [&] { return In.ok() && Read < Left ? ++Read : 0; };
  if (Next()) {
    int64_t Kinds = In.within(0, INT64_MAX, "kinds of dimensions");
    for (Dim &D : K.Dims) {
      D.Kind = DimKind(Kinds & ((1 << wire::DimKindBits) - 1));
      Kinds >>= wire::DimKindBits;
    }
  }
  if (Next())
    flat([&] { K.Roles.push_back(text("role")); });
  if (Next())
    flat([&] {
      Parameter &P = K.Params.emplace_back();
      P.Name = text("parameter of a kernel");
      P.Value = absolute();
      P.Text = text("parameter of a kernel");
    });
  if (Next())
    K.Need = uint32_t(In.within(0, UINT32_MAX, "needs"));
  // Name, measure and ratio belong together.
  if (In.ok() && Left - Read >= 3) {
    K.Better.Name = text("alternative");
    K.Better.Measure = text("measure");
    K.Better.Ratio = absolute();
    Read += 3;
  }
  return Read;
}

void FunctionReader::rejected() {
  uint32_t Count = In.array();
  if (Count > MaxLoops)
    return In.fail("too many rejected proposals");
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    uint32_t Fields = In.array();
    if (Fields < 5)
      return In.fail("rejection cut short");
    Rejection &R = F.Rejected.emplace_back();
    R.Idiom = text("idiom");
    R.Reason = text("reason");
    R.Function = text("function");
    R.File = text("file");
    R.Line = small(UINT32_MAX, "line");
    skipRest(Fields, 5);
  }
}

void FunctionReader::beacons() {
  uint32_t Count = In.array();
  if (Count > MaxLoops)
    return In.fail("too many beacons");
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    uint32_t Fields = In.array();
    if (Fields < 1 || Fields > MaxLoops)
      return In.fail("a beacon without a name, or with too many values");
    Beacon &B = F.Beacons.emplace_back();
    B.Probe = text("probe");
    for (uint32_t J = 1; J < Fields && In.ok(); ++J)
      B.Values.push_back(text("value"));
  }
}

} // namespace

Expected<Document> decodeFunctionNote(std::string_view Bytes) {
  return FunctionReader(Bytes).run();
}

} // namespace auspex::demand
