//===- demand/note_encode.cpp - Writing notes -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Only expressions that something refers to are written, numbered in the order
// of their first use, and so are strings: the bytes depend on the function
// alone, not on how its pool was filled.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/msgpack.h"
#include "demand/note.h"
#include "demand/note_wire.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace auspex::demand {
namespace {

/// The strings of a document, which must outlive this. Number 0 is the empty
/// string and is not written.
class StringTable {
public:
  int64_t operator()(std::string_view S) {
    if (S.empty())
      return 0;
    Used += std::min(S.size(), MaxString);
    auto [It, New] = Ids.try_emplace(S.substr(0, MaxString), int64_t(Ids.size()) + 1);
    if (New)
      Table.str(It->first);
    return It->second;
  }
  const PackedArray &packed() const { return Table; }
  /// Whether a reader of \p Document would copy all these strings.
  bool fits(const std::string &Document) const { return Used <= wire::textBudget(Document.size()); }

private:
  size_t Used = 0;
  std::unordered_map<std::string_view, int64_t> Ids;
  PackedArray Table;
};

/// Names a unit as raw bytes where it is a hash in hexadecimal.
std::string packUnitId(std::string_view Id) {
  Packer P;
  auto Digit = [](char C) { return (C >= '0' && C <= '9') || (C >= 'a' && C <= 'f'); };
  if (Id.empty() || Id.size() % 2 || !std::ranges::all_of(Id, Digit)) {
    P.str(Id.substr(0, MaxString));
    return P.take();
  }
  auto Value = [](char C) { return C <= '9' ? C - '0' : C - 'a' + 10; };
  std::string Raw;
  for (size_t I = 0; I < Id.size(); I += 2)
    Raw.push_back(char(Value(Id[I]) << 4 | Value(Id[I + 1])));
  P.bin(Raw);
  return P.take();
}

/// The map at the top: entries in the order of their keys.
class Top {
public:
  void add(uint8_t Key, std::string_view Packed) {
    ++Count;
    Body.number(Key);
    Body.raw(Packed);
  }
  void add(uint8_t Key, int64_t V) {
    if (V == 0)
      return;
    Packer P;
    P.integer(V);
    add(Key, P.bytes());
  }
  void add(uint8_t Key, const PackedArray &A) {
    if (A.empty())
      return;
    Packer P;
    A.writeTo(P);
    add(Key, P.bytes());
  }
  void version() {
    PackedArray V;
    V << NoteMajor << NoteMinor;
    add(wire::Version, V);
  }
  std::string take() {
    Packer P;
    P.map(Count);
    P.raw(Body.bytes());
    return P.take();
  }

private:
  Packer Body;
  uint32_t Count = 0;
};

class FunctionWriter {
public:
  FunctionWriter(const Function &F, std::string_view UnitId) : F(F), Unit(UnitId) {}
  std::string run();
  bool stringsFit(const std::string &Document) const { return Str.fits(Document); }

private:
  void expression(ExprRef Root);
  void node(ExprRef R);
  /// A reference from outside the table of expressions, as the distance to the
  /// reference before: small, because expressions are numbered by first use.
  void ref(PackedArray &To, ExprRef R);
  void absolute(PackedArray &To, ExprRef R);
  void value(PackedArray &To, uint32_t V);
  void loops();
  void paces();
  void code();
  void step(const Step &S);
  void edge(uint32_t From, const Edge &E);
  void kernels();
  void details(PackedArray &A, const Kernel &K);

  const Function &F;
  std::string_view Unit;
  StringTable Str;
  std::vector<ExprRef> Number; ///< of a pool's node in the note; NoExpr: not yet written
  ExprRef Count = 0;
  PackedArray Exprs, Loops, Code, Kernels, Rejected, Beacons, Paces;
  int64_t LastRef = 0, LastValue = -1, LastLine = 0;
};

void FunctionWriter::expression(ExprRef Root) {
  if (Root == NoExpr)
    return;
  std::vector<ExprRef> Stack{Root};
  while (!Stack.empty()) {
    ExprRef R = Stack.back();
    if (Number[R] != NoExpr) {
      Stack.pop_back();
      continue;
    }
    const ExprNode &N = F.Exprs[R];
    size_t Before = Stack.size();
    for (ExprRef Operand : {N.C, N.B, N.A})
      if (Operand != NoExpr && Number[Operand] == NoExpr)
        Stack.push_back(Operand);
    if (Stack.size() != Before)
      continue;
    Stack.pop_back();
    node(R);
    Number[R] = Count++;
  }
}

void FunctionWriter::node(ExprRef R) {
  const ExprNode &N = F.Exprs[R];
  int64_t Code = int64_t(N.O);
  if (N.Flags)
    Code = wire::Flagged + 3 * (std::ranges::find(wire::FlaggedOps, N.O) - wire::FlaggedOps) +
           N.Flags - 1;
  Exprs << Code;
  if (wire::writesType(N.O))
    Exprs << int64_t(N.Ty);
  switch (N.O) {
  case Op::Int:
  case Op::Param:
  case Op::Value:
  case Op::Index: Exprs << N.Imm; return;
  case Op::Real: Exprs.real(realOf(N.Imm)); return;
  case Op::Symbol: Exprs << Str(F.Strings[size_t(N.Imm)]); return;
  case Op::Unknown: Exprs << Str(reasonOf(F, N)); return;
  default: break;
  }
  for (ExprRef Operand : {N.A, N.B, N.C})
    if (Operand != NoExpr)
      Exprs << int64_t(Count - Number[Operand]);
}

void FunctionWriter::ref(PackedArray &To, ExprRef R) {
  if (R == NoExpr)
    return To.nil();
  expression(R);
  To << int64_t(Number[R]) - LastRef;
  LastRef = Number[R];
}

void FunctionWriter::absolute(PackedArray &To, ExprRef R) {
  if (R == NoExpr)
    return To.nil();
  expression(R);
  To << int64_t(Number[R]);
}

void FunctionWriter::value(PackedArray &To, uint32_t V) {
  To << int64_t(V) - LastValue;
  LastValue = V;
}

void FunctionWriter::loops() {
  int64_t LastHeader = 0;
  for (const Loop &L : F.Loops) {
    int64_t Flags = (L.Trip != NoExpr ? wire::HasTrip : 0) |
                    (L.TripIsBound ? wire::TripIsBound : 0) |
                    (L.ExpectedTrip != 0 ? wire::HasExpected : 0) | (L.Line ? wire::HasLine : 0) |
                    (L.Name.empty() ? 0 : wire::HasName);
    Loops << Flags << int64_t(L.Header) - LastHeader << int64_t(L.End - L.Header);
    LastHeader = L.Header;
    if (L.Trip != NoExpr)
      ref(Loops, L.Trip);
    if (L.ExpectedTrip != 0)
      Loops.real(L.ExpectedTrip);
    if (L.Line)
      Loops << int64_t(L.Line) - int64_t(F.Line);
    if (!L.Name.empty())
      Loops << Str(L.Name);
  }
}

void FunctionWriter::paces() {
  auto Parts = [](float V) { return int64_t(std::lround(std::clamp(V, 0.0f, 1e6f) * wire::PaceParts)); };
  for (const Pace &P : F.Paces) {
    Paces << int64_t(P.Loop) << int64_t(P.Lanes);
    for (auto Number : wire::PaceNumbers)
      Paces << Parts(P.*Number);
    Paces << int64_t(P.Streams.size());
    for (const Pace::Stream &S : P.Streams)
      Paces << int64_t(S.Moves) + (S.Written ? wire::StreamWritten : 0) << Parts(S.Near)
            << Parts(S.Dense);
  }
}

void FunctionWriter::step(const Step &S) {
  const bool Ranged =
      S.Kind == StepKind::Free || S.Kind == StepKind::Touch || S.Kind == StepKind::Forget;
  const bool Produces =
      S.Kind == StepKind::Call || S.Kind == StepKind::Alloc || S.Kind == StepKind::Realloc;
  const size_t Least = S.Kind == StepKind::Touch ? 2 : 1;
  bool Variant = (S.Kind == StepKind::Touch && S.Write) ||
                 (S.Kind == StepKind::Call && S.Indirect) ||
                 (S.Kind == StepKind::Alloc && S.Args.size() > 1);
  bool More = (Ranged && S.Args.size() > Least) || (Produces && S.Result != NoValue);
  bool NewLine = S.Line != LastLine;
  Code << (int64_t(S.Kind) | (NewLine ? wire::LineFollows : 0) | (Variant ? wire::Variant : 0) |
           (More ? wire::More : 0));
  if (NewLine)
    Code << int64_t(S.Line) - LastLine;
  LastLine = S.Line;

  if (S.Kind == StepKind::Load || (Produces && More))
    value(Code, S.Result);
  switch (S.Kind) {
  case StepKind::Call:
    if (!More)
      Code << int64_t(S.Ty);
    if (!S.Indirect)
      Code << Str(S.Text);
    Code << int64_t(S.Args.size());
    break;
  case StepKind::Alloc: Code << int64_t(S.Alloc); break;
  case StepKind::Work: Code << int64_t(S.Need) << int64_t(S.Args.size()); break;
  case StepKind::Unknown: Code << Str(S.Text); break;
  default: break;
  }
  for (ExprRef A : S.Args)
    ref(Code, A);
  if (S.Kind == StepKind::Touch && S.Args.size() == 3) // places of the default length
    ref(Code, NoExpr);
}

/// Parts for a likelihood; only the certain is written as certain.
int64_t partsOf(float Likelihood) {
  int64_t Parts = int64_t(std::lround(double(Likelihood) * wire::LikelihoodParts));
  if (Parts == 0 && Likelihood > 0)
    return 1;
  if (Parts == wire::LikelihoodParts && Likelihood < 1)
    return wire::LikelihoodParts - 1;
  return Parts;
}

/// The first arm's share of a branch; the other arm has the rest.
float ofBoth(float First, float Second) {
  float Sum = First + Second;
  return Sum > 0 ? First / Sum : 0.5f;
}

void FunctionWriter::edge(uint32_t From, const Edge &E) {
  Code << int64_t(E.Target) - int64_t(From) << int64_t(E.Assign.size());
  for (auto [V, X] : E.Assign) {
    value(Code, V);
    ref(Code, X);
  }
}

void FunctionWriter::code() {
  LastRef = 0;
  LastLine = F.Line;
  for (uint32_t I = 0; I < F.Nodes.size(); ++I) {
    const Node &N = F.Nodes[I];
    Code << int64_t(N.Steps.size());
    for (const Step &S : N.Steps)
      step(S);
    Code << int64_t(N.Term);
    if (N.Term <= TermKind::Return && N.Term != TermKind::Jump)
      ref(Code, N.Cond);
    if (N.Term == TermKind::Branch)
      Code << partsOf(ofBoth(N.Edges[0].Likelihood, N.Edges[1].Likelihood));
    if (N.Term == TermKind::Switch) {
      Code << int64_t(N.Cases.size());
      for (int64_t C : N.Cases)
        Code << C;
      for (const Edge &E : N.Edges)
        Code << partsOf(E.Likelihood);
    }
    for (const Edge &E : N.Edges)
      edge(I, E);
  }
}

/// What version 1.2 added, up to the last that says something.
void FunctionWriter::details(PackedArray &A, const Kernel &K) {
  int64_t Kinds = 0;
  for (size_t D = 0; D < std::min<size_t>(K.Dims.size(), wire::DimKindsInANumber); ++D)
    Kinds |= int64_t(K.Dims[D].Kind) << wire::DimKindBits * D;
  const bool HasBetter = !K.Better.Name.empty(), HasNeed = HasBetter || K.Need,
             HasParams = HasNeed || !K.Params.empty(), HasRoles = HasParams || !K.Roles.empty();
  if (HasRoles || Kinds)
    A << Kinds;
  if (HasRoles) {
    PackedArray Roles;
    for (const std::string &R : K.Roles)
      Roles << Str(R);
    A.append(Roles);
  }
  if (HasParams) {
    PackedArray Params;
    for (const Parameter &P : K.Params) {
      Params << Str(P.Name);
      absolute(Params, P.Value);
      Params << Str(P.Text);
    }
    A.append(Params);
  }
  if (HasNeed)
    A << int64_t(K.Need);
  if (HasBetter) {
    A << Str(K.Better.Name) << Str(K.Better.Measure);
    absolute(A, K.Better.Ratio);
  }
}

void FunctionWriter::kernels() {
  for (const Kernel &K : F.Kernels) {
    PackedArray A, Dims;
    for (const Dim &D : K.Dims) {
      Dims << Str(D.Name);
      absolute(Dims, D.Extent);
    }
    A << Str(K.Idiom) << Str(K.Family) << int64_t(K.Proof) << Str(K.Evidence) << Str(K.Form)
      << int64_t(K.Elem);
    A.append(Dims);
    absolute(A, K.Flops);
    absolute(A, K.Bytes);
    absolute(A, K.Accesses);
    if (K.Loop == NoLoop)
      A.nil();
    else
      A << int64_t(K.Loop);
    A << Str(K.Function) << Str(K.File) << int64_t(K.Line);
    details(A, K);
    Kernels.append(A);
  }
  for (const Rejection &R : F.Rejected) {
    PackedArray A;
    A << Str(R.Idiom) << Str(R.Reason) << Str(R.Function) << Str(R.File) << int64_t(R.Line);
    Rejected.append(A);
  }
  for (const Beacon &B : F.Beacons) {
    PackedArray A;
    A << Str(B.Probe);
    for (const std::string &V : B.Values)
      A << Str(V);
    Beacons.append(A);
  }
}

std::string FunctionWriter::run() {
  Number.assign(F.Exprs.size(), NoExpr);
  int64_t Symbol = Str(F.Symbol), File = Str(F.File);
  PackedArray Params, Values;
  for (const Param &P : F.Params)
    Params << int64_t(P.Ty) << Str(P.Name);
  for (const Local &V : F.Values) {
    Values << (int64_t(V.Ty) | (V.Name.empty() ? 0 : wire::NamedValue));
    if (!V.Name.empty())
      Values << Str(V.Name);
  }
  loops();
  code();
  kernels();
  paces();
  int64_t Reason = Str(F.Reason);

  Top T;
  T.version();
  T.add(wire::Strings, Str.packed());
  T.add(wire::UnitId, packUnitId(Unit));
  T.add(wire::Symbol, Symbol);
  T.add(wire::Flags, (F.Internal ? wire::Internal : 0) | (F.Weak ? wire::Weak : 0) |
                         (F.VarArgs ? wire::VarArgs : 0));
  T.add(wire::File, File);
  T.add(wire::Line, int64_t(F.Line));
  T.add(wire::Result, int64_t(F.Result));
  T.add(wire::Params, Params);
  T.add(wire::Values, Values);
  T.add(wire::Exprs, Exprs);
  T.add(wire::Loops, Loops);
  T.add(wire::Code, Code);
  T.add(wire::Kernels, Kernels);
  T.add(wire::Rejected, Rejected);
  T.add(wire::Reason, Reason);
  T.add(wire::Beacons, Beacons);
  T.add(wire::Paces, Paces);
  return T.take();
}

/// What is left of a function that cannot be written: who it is, and why.
Function stub(const Function &F, std::string Reason) {
  Function S;
  S.Symbol = F.Symbol.substr(0, MaxString);
  S.Internal = F.Internal;
  S.Weak = F.Weak;
  S.File = F.File.substr(0, MaxString);
  S.Line = F.Line;
  S.Reason = std::move(Reason);
  return S;
}

void packGlobal(PackedArray &To, const Global &G, StringTable &Str, bool Contents) {
  PackedArray Inits, A;
  std::vector<const GlobalInit *> Sorted;
  for (const GlobalInit &I : G.Inits)
    if (Contents && I.Ty != Type::Void && I.Offset <= G.Size &&
        bytesOf(I.Ty) <= G.Size - I.Offset)
      Sorted.push_back(&I);
  std::ranges::sort(Sorted, [](const GlobalInit *A, const GlobalInit *B) {
    return A->Offset != B->Offset ? A->Offset < B->Offset : A < B; // in their order
  });
  uint64_t Last = 0;
  for (const GlobalInit *I : Sorted) {
    Inits << int64_t(I->Offset - Last) << int64_t(I->Ty) << I->Bits << Str(I->Symbol);
    Last = I->Offset;
  }
  bool Zero = G.Zero && (Contents || (G.Bytes.empty() && G.Inits.empty()));
  A << Str(G.Symbol)
    << ((G.Internal ? wire::GlobalInternal : 0) | (G.Constant ? wire::Constant : 0) |
        (Zero ? wire::Zero : 0) | (G.Declared ? wire::Declared : 0))
    << int64_t(std::min<uint64_t>(G.Size, INT64_MAX));
  A.bin(Contents ? std::string_view(G.Bytes).substr(0, G.Size) : std::string_view());
  A.append(Inits);
  To.append(A);
}

/// The contents of globals with more than \p MaxContents bytes are left out.
/// Nothing if the result is larger than a reader takes.
std::optional<std::string> packUnit(const Unit &U, size_t MaxContents) {
  StringTable Str;
  Top T;
  int64_t Source = Str(U.Source), Producer = Str(U.Producer), Triple = Str(U.Triple);
  PackedArray Globals, Constructors, Aliases;
  for (const Global &G : U.Globals)
    packGlobal(Globals, G, Str, G.Bytes.size() + 4 * G.Inits.size() <= MaxContents);
  for (const std::string &C : U.Constructors)
    Constructors << Str(C);
  for (const Alias &A : U.Aliases)
    Aliases << Str(A.Symbol)
            << ((A.Internal ? wire::AliasInternal : 0) | (A.Weak ? wire::AliasWeak : 0))
            << Str(A.Target);
  T.version();
  T.add(wire::Strings, Str.packed());
  T.add(wire::Id, packUnitId(U.Id));
  T.add(wire::Source, Source);
  T.add(wire::Producer, Producer);
  T.add(wire::Triple, Triple);
  T.add(wire::Globals, Globals);
  T.add(wire::Constructors, Constructors);
  T.add(wire::Aliases, Aliases);
  std::string Bytes = T.take();
  if (Bytes.size() > MaxNoteBytes || !Str.fits(Bytes))
    return std::nullopt;
  return Bytes;
}

} // namespace

std::string encodeFunction(const Function &F, std::string_view UnitId) {
  std::string Why;
  if (auto R = checkFunction(F); !R) {
    Why = R.error().Message;
  } else {
    FunctionWriter W(F, UnitId);
    std::string Bytes = W.run();
    if (Bytes.size() <= MaxNoteBytes && W.stringsFit(Bytes))
      return Bytes;
    Why = Bytes.size() > MaxNoteBytes
              ? "its note would have " + std::to_string(Bytes.size()) + " bytes"
              : "it repeats long names too often";
  }
  return FunctionWriter(stub(F, "not written: " + Why), UnitId).run();
}

std::string encodeUnit(const Unit &U) {
  // The contents of the largest globals go first where all do not fit.
  for (size_t Max = MaxNoteBytes; Max > 0; Max /= 4)
    if (auto Bytes = packUnit(U, Max))
      return *Bytes;
  if (auto Bytes = packUnit(U, 0))
    return *Bytes;
  Unit Bare; // more globals than a note holds: nothing is known of any
  Bare.Id = U.Id;
  Bare.Source = U.Source;
  Bare.Producer = U.Producer;
  Bare.Triple = U.Triple;
  return *packUnit(Bare, 0);
}

} // namespace auspex::demand
