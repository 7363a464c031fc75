//===- demand/json.cpp - Notes as JSON ------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The document as it is, for tools: expressions stand in a list, each written
// with references to earlier ones (`mul(e0, e1)`), and everything else refers
// to them by number. So the text is linear in the note, whatever the sharing.
// docs/note-format.md describes the keys.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/note.h"
#include "demand/note_wire.h"
#include "demand/text_cursor.h"

#include <cmath>
#include <cstdio>

namespace auspex::demand {
namespace {

class JsonWriter {
public:
  void open(char Bracket) {
    separate();
    Out += Bracket;
    First = true;
  }
  void close(char Bracket) {
    Out += Bracket;
    First = false;
  }
  JsonWriter &key(std::string_view Name) {
    separate();
    string(Name);
    Out += ':';
    First = true; // no comma before the value
    return *this;
  }
  void value(std::string_view S) {
    separate();
    string(S);
  }
  void value(const char *S) { value(std::string_view(S)); }
  void value(bool B) { literal(B ? "true" : "false"); }
  void value(double V) {
    char Buffer[40];
    std::snprintf(Buffer, sizeof(Buffer), "%.17g", V);
    literal(std::isfinite(V) ? Buffer : "null");
  }
  void value(int64_t V) { literal(std::to_string(V)); }
  void value(uint64_t V) { literal(std::to_string(V)); }
  void value(uint32_t V) { literal(std::to_string(V)); }
  void null() { literal("null"); }
  /// A number, or null for \p None.
  void reference(uint32_t V, uint32_t None) { V == None ? null() : value(V); }
  std::string take() { return std::move(Out); }

private:
  void separate() {
    if (!First)
      Out += ',';
    First = false;
  }
  void literal(std::string_view S) {
    separate();
    Out += S;
  }
  void string(std::string_view S);

  std::string Out;
  bool First = true;
};

/// Length of the UTF-8 sequence that begins \p S; 0 where it is none.
size_t utf8Length(std::string_view S) {
  uint8_t Lead = uint8_t(S[0]);
  size_t Length = Lead < 0x80                   ? 1
                  : Lead >= 0xc2 && Lead < 0xe0 ? 2
                  : Lead >= 0xe0 && Lead < 0xf0 ? 3
                  : Lead >= 0xf0 && Lead < 0xf5 ? 4
                                                : 0;
  if (Length == 0 || S.size() < Length)
    return 0;
  for (size_t I = 1; I < Length; ++I)
    if ((uint8_t(S[I]) & 0xc0) != 0x80)
      return 0;
  uint8_t Second = Length > 2 ? uint8_t(S[1]) : 0x90;
  bool Overlong = (Lead == 0xe0 && Second < 0xa0) || (Lead == 0xf0 && Second < 0x90);
  bool Surrogate = Lead == 0xed && Second >= 0xa0;
  bool Beyond = Lead == 0xf4 && Second >= 0x90;
  return Overlong || Surrogate || (Length == 4 && Beyond) ? 0 : Length;
}

/// Bytes that are no UTF-8 are written as the character of that number (Latin 1).
void JsonWriter::string(std::string_view S) {
  Out += '"';
  for (size_t I = 0; I < S.size();) {
    size_t Length = utf8Length(S.substr(I));
    uint8_t C = uint8_t(S[I]);
    if (Length > 1) {
      Out += S.substr(I, Length);
      I += Length;
      continue;
    }
    ++I;
    if (C == '"' || C == '\\') {
      Out += '\\';
      Out += char(C);
    } else if (C < 0x20 || C >= 0x7f) {
      char Buffer[8];
      std::snprintf(Buffer, sizeof(Buffer), "\\u%04x", C);
      Out += Buffer;
    } else {
      Out += char(C);
    }
  }
  Out += '"';
}

constexpr std::string_view StepNames[] = {"load",    "store", "call",   "alloc", "realloc",
                                          "free",    "touch", "forget", "work",  "unknown"};
constexpr std::string_view AllocNames[] = {"malloc", "calloc", "aligned", "new", "stack", "mmap"};
constexpr std::string_view TermNames[] = {"jump", "branch", "switch", "return", "unreachable"};

class FunctionJson {
public:
  explicit FunctionJson(const FunctionDoc &D) : D(D), F(D.Func) {}
  std::string run();

private:
  std::string expression(const ExprNode &N) const;
  void place(std::string_view File, uint32_t Line) {
    if (!File.empty())
      J.key("file").value(File);
    if (Line)
      J.key("line").value(Line);
  }
  void declaration();
  void loop(const Loop &L);
  void pace(const Pace &P);
  void step(const Step &S);
  void node(const Node &N);
  void kernel(const Kernel &K);
  void ref(std::string_view Key, ExprRef R) { J.key(Key).reference(R, NoExpr); }

  const FunctionDoc &D;
  const Function &F;
  JsonWriter J;
};

std::string FunctionJson::expression(const ExprNode &N) const {
  std::string Out(nameOf(N.O));
  if (N.Flags & NoSignedWrap)
    Out += ".nsw";
  if (N.Flags & NoUnsignedWrap)
    Out += ".nuw";
  if (arityOf(N.O) == 0 || isConversion(N.O))
    (Out += '.') += nameOf(N.Ty);
  Out += '(';
  switch (N.O) {
  case Op::Real: Out += std::isfinite(realOf(N.Imm)) ? shortestReal(realOf(N.Imm)) : "nan"; break;
  case Op::Symbol: Out += F.Strings[size_t(N.Imm)]; break;
  case Op::Unknown: Out += reasonOf(F, N); break;
  default:
    if (arityOf(N.O) == 0)
      Out += std::to_string(N.Imm);
  }
  const char *Separator = "e";
  for (ExprRef R : {N.A, N.B, N.C}) {
    if (R == NoExpr)
      continue;
    (Out += Separator) += std::to_string(R);
    Separator = ", e";
  }
  return Out + ")";
}

void FunctionJson::declaration() {
  J.key("symbol").value(F.Symbol);
  J.key("internal").value(F.Internal);
  J.key("weak").value(F.Weak);
  place(F.File, F.Line);
  J.key("result").value(nameOf(F.Result));
  J.key("varargs").value(F.VarArgs);
  J.key("params").open('[');
  for (const Param &P : F.Params) {
    J.open('{');
    J.key("name").value(P.Name);
    J.key("type").value(nameOf(P.Ty));
    J.close('}');
  }
  J.close(']');
  J.key("values").open('[');
  for (const Local &V : F.Values) {
    J.open('{');
    if (!V.Name.empty())
      J.key("name").value(V.Name);
    J.key("type").value(nameOf(V.Ty));
    J.close('}');
  }
  J.close(']');
  J.key("expressions").open('[');
  for (const ExprNode &N : F.Exprs.nodes())
    J.value(expression(N));
  J.close(']');
}

void FunctionJson::loop(const Loop &L) {
  J.open('{');
  J.key("header").value(L.Header);
  J.key("end").value(L.End);
  J.key("parent").reference(L.Parent, NoLoop);
  ref("trip", L.Trip);
  J.key("tripIsBound").value(L.TripIsBound);
  if (L.ExpectedTrip != 0)
    J.key("expectedTrip").value(L.ExpectedTrip);
  if (!L.Name.empty())
    J.key("name").value(L.Name);
  place("", L.Line);
  J.close('}');
}

void FunctionJson::step(const Step &S) {
  J.open('{');
  J.key("kind").value(StepNames[unsigned(S.Kind)]);
  if (S.Kind == StepKind::Load || S.Kind == StepKind::Store || S.Kind == StepKind::Call)
    J.key("type").value(nameOf(S.Ty));
  if (S.Kind == StepKind::Alloc)
    J.key("alloc").value(AllocNames[unsigned(S.Alloc)]);
  if (S.Kind == StepKind::Touch)
    J.key("write").value(S.Write);
  if (S.Kind == StepKind::Call && S.Indirect)
    J.key("indirect").value(true);
  if (S.Result != NoValue)
    J.key("result").value(S.Result);
  if (S.Kind == StepKind::Work)
    J.key("need").value(S.Need);
  if (!S.Text.empty())
    J.key(S.Kind == StepKind::Call ? "callee" : "reason").value(S.Text);
  if (!S.Args.empty()) {
    J.key("args").open('[');
    for (ExprRef A : S.Args)
      J.reference(A, NoExpr);
    J.close(']');
  }
  place("", S.Line);
  J.close('}');
}

void FunctionJson::node(const Node &N) {
  J.open('{');
  J.key("loop").reference(N.Loop, NoLoop);
  J.key("steps").open('[');
  for (const Step &S : N.Steps)
    step(S);
  J.close(']');
  J.key("terminator").value(TermNames[unsigned(N.Term)]);
  if (N.Cond != NoExpr)
    ref("condition", N.Cond);
  if (N.Term == TermKind::Switch) {
    J.key("cases").open('[');
    for (int64_t C : N.Cases)
      J.value(C);
    J.close(']');
  }
  J.key("edges").open('[');
  for (const Edge &E : N.Edges) {
    J.open('{');
    J.key("target").value(E.Target);
    J.key("likelihood").value(std::round(double(E.Likelihood) * 1e6) / 1e6);
    J.key("assign").open('[');
    for (auto [V, X] : E.Assign) {
      J.open('{');
      J.key("value").value(V);
      ref("expression", X);
      J.close('}');
    }
    J.close(']');
    J.close('}');
  }
  J.close(']');
  J.close('}');
}

void FunctionJson::kernel(const Kernel &K) {
  J.open('{');
  J.key("idiom").value(K.Idiom);
  J.key("family").value(K.Family);
  J.key("verdict").value(nameOf(K.Proof));
  J.key("evidence").value(K.Evidence);
  J.key("form").value(K.Form);
  J.key("type").value(nameOf(K.Elem));
  J.key("dims").open('[');
  for (const Dim &Extent : K.Dims) {
    J.open('{');
    J.key("name").value(Extent.Name);
    ref("extent", Extent.Extent);
    if (Extent.Kind != DimKind::Unknown)
      J.key("kind").value(nameOf(Extent.Kind));
    J.close('}');
  }
  J.close(']');
  ref("flops", K.Flops);
  ref("bytes", K.Bytes);
  ref("accesses", K.Accesses);
  if (!K.Roles.empty()) {
    J.key("roles").open('[');
    for (const std::string &R : K.Roles)
      J.value(R);
    J.close(']');
  }
  if (!K.Params.empty()) {
    J.key("parameters").open('[');
    for (const Parameter &P : K.Params) {
      J.open('{');
      J.key("name").value(P.Name);
      if (P.Value != NoExpr)
        ref("value", P.Value);
      else
        J.key("text").value(P.Text);
      J.close('}');
    }
    J.close(']');
  }
  if (K.Need)
    J.key("need").value(K.Need);
  if (!K.Better.Name.empty()) {
    J.key("better").open('{');
    J.key("name").value(K.Better.Name);
    J.key("measure").value(K.Better.Measure);
    ref("ratio", K.Better.Ratio);
    J.close('}');
  }
  J.key("loop").reference(K.Loop, NoLoop);
  J.key("function").value(K.Function);
  place(K.File, K.Line);
  J.close('}');
}

void FunctionJson::pace(const Pace &P) {
  static constexpr const char *Names[] = {"chain",   "float_chain", "flops",     "single",
                                          "slow",    "opaque",      "int_ops",   "loads",
                                          "stores",  "irregular",   "chased",    "undecided"};
  static_assert(std::size(Names) == std::size(wire::PaceNumbers));
  J.open('{');
  J.key("loop").value(P.Loop);
  J.key("lanes").value(uint32_t(P.Lanes));
  for (size_t I = 0; I != std::size(Names); ++I)
    J.key(Names[I]).value(double(P.*wire::PaceNumbers[I]));
  J.key("streams").open('[');
  for (const Pace::Stream &S : P.Streams) {
    J.open('{');
    J.key("moves").value(uint32_t(S.Moves));
    J.key("written").value(S.Written);
    J.key("near").value(double(S.Near));
    J.key("dense").value(double(S.Dense));
    J.close('}');
  }
  J.close(']');
  J.close('}');
}

std::string FunctionJson::run() {
  J.open('{');
  J.key("format").value("auspex-note");
  J.key("version").open('[');
  J.value(uint32_t(NoteMajor));
  J.value(uint32_t(NoteMinor));
  J.close(']');
  J.key("type").value("function");
  J.key("unit").value(D.UnitId);
  declaration();
  J.key("loops").open('[');
  for (const Loop &L : F.Loops)
    loop(L);
  J.close(']');
  J.key("nodes").open('[');
  for (const Node &N : F.Nodes)
    node(N);
  J.close(']');
  J.key("kernels").open('[');
  for (const Kernel &K : F.Kernels)
    kernel(K);
  J.close(']');
  J.key("paces").open('[');
  for (const Pace &P : F.Paces)
    pace(P);
  J.close(']');
  J.key("rejected").open('[');
  for (const Rejection &R : F.Rejected) {
    J.open('{');
    J.key("idiom").value(R.Idiom);
    J.key("reason").value(R.Reason);
    J.key("function").value(R.Function);
    place(R.File, R.Line);
    J.close('}');
  }
  J.close(']');
  if (!F.Beacons.empty()) {
    J.key("beacons").open('[');
    for (const Beacon &B : F.Beacons) {
      J.open('{');
      J.key("probe").value(B.Probe);
      J.key("values").open('[');
      for (const std::string &V : B.Values)
        J.value(V);
      J.close(']');
      J.close('}');
    }
    J.close(']');
  }
  if (!F.Reason.empty())
    J.key("reason").value(F.Reason);
  J.close('}');
  return J.take();
}

void global(JsonWriter &J, const Global &G) {
  J.open('{');
  J.key("symbol").value(G.Symbol);
  J.key("internal").value(G.Internal);
  J.key("constant").value(G.Constant);
  J.key("zero").value(G.Zero);
  J.key("declared").value(G.Declared);
  J.key("size").value(G.Size);
  J.key("bytes");
  std::string Hex;
  for (char C : G.Bytes)
    for (unsigned Digit : {uint8_t(C) >> 4, uint8_t(C) & 15})
      Hex.push_back("0123456789abcdef"[Digit]);
  J.value(Hex);
  J.key("inits").open('[');
  for (const GlobalInit &I : G.Inits) {
    J.open('{');
    J.key("offset").value(I.Offset);
    J.key("type").value(nameOf(I.Ty));
    J.key("bits").value(I.Bits);
    if (!I.Symbol.empty())
      J.key("symbol").value(I.Symbol);
    J.close('}');
  }
  J.close(']');
  J.close('}');
}

std::string unitJson(const Unit &U) {
  JsonWriter J;
  J.open('{');
  J.key("format").value("auspex-note");
  J.key("version").open('[');
  J.value(uint32_t(NoteMajor));
  J.value(uint32_t(NoteMinor));
  J.close(']');
  J.key("type").value("unit");
  J.key("unit").value(U.Id);
  J.key("source").value(U.Source);
  J.key("producer").value(U.Producer);
  J.key("triple").value(U.Triple);
  J.key("globals").open('[');
  for (const Global &G : U.Globals)
    global(J, G);
  J.close(']');
  J.key("constructors").open('[');
  for (const std::string &C : U.Constructors)
    J.value(C);
  J.close(']');
  if (!U.Aliases.empty()) {
    J.key("aliases").open('[');
    for (const Alias &A : U.Aliases) {
      J.open('{');
      J.key("symbol").value(A.Symbol);
      J.key("internal").value(A.Internal);
      J.key("weak").value(A.Weak);
      J.key("target").value(A.Target);
      J.close('}');
    }
    J.close(']');
  }
  J.close('}');
  return J.take();
}

} // namespace

std::string toJson(const Document &D) {
  if (auto *F = std::get_if<FunctionDoc>(&D))
    return FunctionJson(*F).run();
  return unitJson(*std::get_if<Unit>(&D));
}

} // namespace auspex::demand
