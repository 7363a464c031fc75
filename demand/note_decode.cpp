//===- demand/note_decode.cpp - Reading notes -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The input is hostile. Every count is checked against the caps and against the
// bytes that are left before anything of that size is allocated; strings that
// the note holds once and uses often are copied against a budget; what was read
// is checked as a whole (checkFunction) before anybody sees it.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/msgpack.h"
#include "demand/note.h"
#include "demand/note_wire.h"

#include <algorithm>

namespace auspex::demand {
namespace {

/// What both documents consist of: a map whose entries come in ascending order
/// of their keys, with the version and the strings first.
class DocumentReader {
public:
  explicit DocumentReader(std::string_view Bytes)
      : In(Bytes), TextBudget((1u << 20) + 16 * Bytes.size()) {}

protected:
  /// Reads the map; entry(Key) reads the value of a key below \p Keys.
  template <typename EntryFn> void read(unsigned Keys, EntryFn Entry);

  std::string_view view(const char *What) {
    uint64_t Id = In.number(Table.size(), What);
    return Id && In.ok() ? Table[Id - 1] : std::string_view();
  }
  std::string text(const char *What) {
    std::string_view S = view(What);
    if (S.size() > TextBudget) {
      In.fail("its strings are repeated too often");
      return {};
    }
    TextBudget -= S.size();
    return std::string(S);
  }
  Type type(bool VoidToo = true) {
    return Type(In.within(VoidToo ? 0 : 1, int64_t(Type::Ptr), "type"));
  }
  uint32_t small(uint64_t High, const char *What) { return uint32_t(In.number(High, What)); }
  /// A number that is written as its distance to \p Last.
  uint32_t relative(int64_t Last, const char *What) {
    int64_t D = In.within(-int64_t(UINT32_MAX), int64_t(UINT32_MAX), What);
    if (Last + D < 0 || Last + D > int64_t(UINT32_MAX) - 1) {
      In.fail(std::string(What) + " out of range");
      return 0;
    }
    return uint32_t(Last + D);
  }
  std::string unitId();
  /// Reads an array whose elements belong together by twos and threes: calls
  /// Group() until all are read.
  template <typename GroupFn> void flat(GroupFn Group) {
    size_t Count = In.array(), Begin = In.objects();
    while (In.ok() && In.objects() - Begin < Count)
      Group();
    if (In.ok() && In.objects() - Begin != Count)
      In.fail("an array that ends too early");
  }
  /// Elements beyond those that this version knows.
  void skipRest(uint32_t Count, uint32_t Known) {
    for (; Known < Count && In.ok(); ++Known)
      In.skip();
  }

  Unpacker In;

private:
  void strings();
  std::vector<std::string_view> Table;
  size_t TextBudget;
};

template <typename EntryFn> void DocumentReader::read(unsigned Keys, EntryFn Entry) {
  uint32_t Count = In.map();
  int64_t Last = -1;
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    if (!In.atInteger()) { // no key of ours
      In.skip();
      In.skip();
      continue;
    }
    int64_t Key = In.within(Last + 1, INT64_MAX - 1, "key");
    if (Last < 0 && Key != wire::Version)
      return In.fail("it does not begin with its version");
    Last = Key;
    if (Key == wire::Version) {
      uint32_t Parts = In.array();
      int64_t Major = In.integer();
      if (In.ok() && Major != NoteMajor)
        return In.fail("version " + std::to_string(Major) + " of the note format; this reader knows " +
                       std::to_string(NoteMajor));
      skipRest(Parts, 1);
    } else if (Key == wire::Strings) {
      strings();
    } else if (Key < int64_t(Keys)) {
      Entry(uint8_t(Key));
    } else {
      In.skip();
    }
  }
  if (Last < 0)
    In.fail("it has no version");
  if (In.ok() && In.left() > 3)
    In.fail("something follows the document");
  while (In.ok() && In.left())
    if (In.number(0, "padding") != 0)
      break;
}

void DocumentReader::strings() {
  uint32_t Count = In.array();
  Table.reserve(std::min<uint32_t>(Count, 1u << 16));
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    Table.push_back(In.str());
    if (Table.back().size() > MaxString)
      In.fail("string too long");
  }
}

std::string DocumentReader::unitId() {
  if (In.atString())
    return std::string(In.str().substr(0, MaxString));
  std::string Id;
  for (char C : In.bin().substr(0, MaxString))
    for (unsigned Digit : {uint8_t(C) >> 4, uint8_t(C) & 15})
      Id.push_back("0123456789abcdef"[Digit]);
  return Id;
}

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
  void nest();
  void code();
  void node(uint32_t I);
  void step(Step &S);
  void edge(uint32_t From, Edge &E);
  void kernels();
  void rejected();
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
    Args = More ? 3 : 2;
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
  for (size_t S = 0; S < Count && In.ok(); ++S)
    step(N.Steps.emplace_back());
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
    skipRest(Fields, 14);
  }
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

class UnitReader : DocumentReader {
public:
  using DocumentReader::DocumentReader;
  Expected<Document> run();

private:
  void entry(uint8_t Key);
  void global();
  Unit U;
};

Expected<Document> UnitReader::run() {
  read(wire::UnitKeys, [this](uint8_t Key) { entry(Key); });
  if (!In.ok())
    return In.error();
  return std::move(U);
}

void UnitReader::entry(uint8_t Key) {
  switch (Key) {
  case wire::Id: U.Id = unitId(); break;
  case wire::Source: U.Source = text("source"); break;
  case wire::Producer: U.Producer = text("producer"); break;
  case wire::Triple: U.Triple = text("triple"); break;
  case wire::Globals: {
    uint32_t Count = In.array();
    for (uint32_t I = 0; I < Count && In.ok(); ++I)
      global();
    break;
  }
  case wire::Constructors: {
    uint32_t Count = In.array();
    for (uint32_t I = 0; I < Count && In.ok(); ++I)
      U.Constructors.push_back(text("constructor"));
    break;
  }
  }
}

void UnitReader::global() {
  uint32_t Fields = In.array();
  if (Fields < 5)
    return In.fail("global cut short");
  Global &G = U.Globals.emplace_back();
  G.Symbol = text("symbol");
  int64_t Flags = In.within(0, INT64_MAX, "flags");
  G.Internal = Flags & wire::GlobalInternal;
  G.Constant = Flags & wire::Constant;
  G.Zero = Flags & wire::Zero;
  G.Declared = Flags & wire::Declared;
  G.Size = In.number(INT64_MAX, "size");
  G.Bytes = In.bin();
  if (G.Bytes.size() > G.Size)
    return In.fail("global with more contents than bytes");
  uint64_t Last = 0;
  flat([&] {
    GlobalInit &Init = G.Inits.emplace_back();
    Init.Offset = Last + In.number(G.Size - Last, "offset");
    Last = Init.Offset;
    Init.Ty = type(false);
    Init.Bits = In.integer();
    Init.Symbol = text("symbol");
    if (In.ok() && bytesOf(Init.Ty) > G.Size - Init.Offset)
      In.fail("initial value beyond the end of its global");
  });
  skipRest(Fields, 5);
}

} // namespace

Expected<Document> decodeNote(NoteType Type, std::string_view Bytes) {
  if (Bytes.size() > MaxNoteBytes)
    return fail("a note of " + std::to_string(Bytes.size()) + " bytes; the format allows " +
                std::to_string(MaxNoteBytes));
  switch (Type) {
  case FunctionNote: return FunctionReader(Bytes).run();
  case UnitNote: return UnitReader(Bytes).run();
  }
  return fail("a note of type " + std::to_string(unsigned(Type)) +
              ", which this version does not know");
}

} // namespace auspex::demand
