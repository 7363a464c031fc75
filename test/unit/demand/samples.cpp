//===- samples.cpp --------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "samples.h"
#include "demand/arith.h"

#include <random>

namespace auspex::demand::test {

Function gemmMain() {
  Function F;
  F.Symbol = "main";
  F.File = "gemm.c";
  F.Line = 4;
  F.Params = {{"argc", Type::I32}, {"argv", Type::Ptr}};
  F.Result = Type::I32;
  F.Values = {{Type::Ptr, ""},  {Type::I32, ""},  {Type::I32, "n"},
              {Type::Ptr, "a"}, {Type::Ptr, "b"}, {Type::Ptr, "c"}};
  ExprPool &P = F.Exprs;
  ExprRef Argc = P.param(0, Type::I32), Argv = P.param(1, Type::Ptr);
  ExprRef N = P.unary(Op::SExt, P.value(2, Type::I32), Type::I64);
  ExprRef Square = P.binary(Op::Mul, N, N, NoSignedWrap);
  ExprRef Bytes = P.binary(Op::Shl, Square, P.integer(3));
  ExprRef Cube = P.binary(Op::Mul, Square, N);

  auto Step = [&](Node &To, StepKind Kind, std::vector<ExprRef> Args,
                  uint32_t Line) -> demand::Step & {
    demand::Step &S = To.Steps.emplace_back();
    S.Kind = Kind;
    S.Args = std::move(Args);
    S.Line = Line;
    return S;
  };
  F.Nodes.resize(5);
  Node &Entry = F.Nodes[0], &Parse = F.Nodes[1], &Work = F.Nodes[2], &Row = F.Nodes[3],
       &End = F.Nodes[4];
  Entry.Term = TermKind::Branch;
  Entry.Cond = P.binary(Op::SLt, P.integer(1, Type::I32), Argc);
  Entry.Edges = {{1, 0.5f, {}}, {2, 0.5f, {{2, P.integer(1000, Type::I32)}}}};

  demand::Step &Load = Step(Parse, StepKind::Load, {P.ptrAdd(Argv, P.integer(8))}, 5);
  Load.Ty = Type::Ptr;
  Load.Result = 0;
  demand::Step &Call = Step(Parse, StepKind::Call, {P.value(0, Type::Ptr)}, 5);
  Call.Ty = Type::I32;
  Call.Result = 1;
  Call.Text = "atoi";
  Parse.Term = TermKind::Jump;
  Parse.Edges = {{2, 1, {{2, P.value(1, Type::I32)}}}};

  for (uint32_t V : {3, 4, 5})
    Step(Work, StepKind::Alloc, {Bytes}, V + 3).Result = V;
  for (uint32_t V : {3, 4, 5})
    Step(Work, StepKind::Touch, {P.value(V, Type::Ptr), Bytes}, 10).Write = V == 5;
  Step(Work, StepKind::Work,
       {P.binary(Op::Shl, Cube, P.integer(1)), Cube, P.binary(Op::Mul, Cube, P.integer(24)),
        P.binary(Op::Mul, Cube, P.integer(8))},
       10)
      .Need = NeedFma;
  Work.Term = TermKind::Jump;
  Work.Edges = {{3, 1, {}}};

  Row.Loop = 0;
  ExprRef Offset = P.binary(Op::Mul, P.index(0), P.binary(Op::Mul, N, P.integer(8)));
  demand::Step &Report =
      Step(Row, StepKind::Call,
           {P.ptrAdd(P.value(5, Type::Ptr), Offset), P.value(2, Type::I32)}, 14);
  Report.Text = "report";
  Row.Term = TermKind::Branch;
  Row.Cond = P.binary(Op::Eq, P.index(0), P.binary(Op::Sub, N, P.integer(1)));
  Row.Edges = {{4, 0.03125f, {}}, {3, 0.96875f, {}}};
  F.Loops = {{.Header = 3, .End = 4, .Trip = N, .Line = 13, .Name = "i"}};

  for (uint32_t V : {3, 4, 5})
    Step(End, StepKind::Free, {P.value(V, Type::Ptr)}, 16);
  End.Term = TermKind::Return;
  End.Cond = P.integer(0, Type::I32);

  Kernel K;
  K.Idiom = "gemm";
  K.Family = "linear-algebra";
  K.Proof = Verdict::Proved;
  K.Evidence = "replayed on 3 sizes over a prime field";
  K.Form = "C[i,j] += A[i,k]*B[k,j]";
  K.Elem = Type::F64;
  K.Dims = {{"i", N, DimKind::Parallel}, {"j", N, DimKind::Parallel}, {"k", N, DimKind::Reduction}};
  K.Need = NeedFma;
  K.Flops = P.binary(Op::Shl, Cube, P.integer(1));
  K.Bytes = P.binary(Op::Mul, Square, P.integer(32));
  K.Accesses = P.binary(Op::Mul, Cube, P.integer(32));
  K.Function = "main";
  K.File = "gemm.c";
  K.Line = 10;
  F.Kernels = {K};
  F.Beacons = {{"p1", {"n"}}, {"p2", {}}};
  F.Rejected = {{"fir", "the second operand does not move with the first", "main", "gemm.c", 10}};
  return F;
}

namespace {

/// Draws a function. Expressions grow bottom-up, per type.
class Drawing {
public:
  explicit Drawing(uint64_t Seed) : Random(Seed) {}
  Function draw();

private:
  size_t pick(size_t Count) { return size_t(Random() % Count); }
  bool chance(unsigned Percent) { return pick(100) < Percent; }
  Type type() { return Type(1 + pick(8)); }
  ExprRef of(Type T);
  ExprRef leaf(Type T);
  ExprRef grow(Type T);
  ExprRef size() { return of(Type(2 + pick(4))); }
  void loops(uint32_t Begin, uint32_t End, uint32_t Parent);
  void step(Node &N);
  Edge edge(uint32_t From);
  void node(uint32_t I);
  void kernels();
  std::string name(const char *Stem) {
    return chance(50) ? "" : Stem + std::to_string(pick(10));
  }

  std::mt19937_64 Random;
  Function F;
  std::vector<ExprRef> ByType[9];
};

ExprRef Drawing::leaf(Type T) {
  ExprPool &P = F.Exprs;
  switch (pick(6)) {
  case 0:
    for (uint32_t I = 0; I < F.Params.size(); ++I)
      if (F.Params[I].Ty == T)
        return P.param(I, T);
    break;
  case 1:
    for (uint32_t I = uint32_t(pick(F.Values.size() + 1)); I < F.Values.size(); ++I)
      if (F.Values[I].Ty == T)
        return P.value(I, T);
    break;
  case 2:
    if (T == Type::I64 && !F.Loops.empty())
      return P.index(uint32_t(pick(F.Loops.size())));
    if (T == Type::Ptr)
      return P.symbol(F.string("global" + std::to_string(pick(4))));
    break;
  case 3:
    if (chance(20))
      return P.unknown(F.string("reason \"" + std::to_string(pick(3)) + "\"\n"), T);
    break;
  }
  if (isFloat(T)) {
    const double Reals[] = {0, 1, -1.5, 0.1, 1e300, -0.0, 3, 0x1p-1074};
    return P.real(chance(90) ? Reals[pick(8)] : realOf(int64_t(Random())), T);
  }
  const int64_t Ints[] = {0, 1, -1, 8, 24, 127, 128, -33, 65536, INT64_MAX, INT64_MIN};
  return P.integer(chance(80) ? Ints[pick(11)] : int64_t(Random()), T);
}

ExprRef Drawing::grow(Type T) {
  ExprPool &P = F.Exprs;
  if (T == Type::Ptr)
    return chance(50) ? P.ptrAdd(of(Type::Ptr), of(Type::I64))
                      : P.select(of(Type::I1), of(T), of(T));
  if (T == Type::I1 && chance(50)) {
    Type O = Type(1 + pick(8));
    Op First = isFloat(O) ? Op::FEq : Op::Eq;
    return P.binary(Op(unsigned(First) + pick(isFloat(O) ? 4 : 6)), of(O), of(O));
  }
  // Any operator: the constructor makes an Unknown of those that do not fit.
  for (;;) {
    Op O = Op(unsigned(Op::Add) + pick(unsigned(Op::Last) - unsigned(Op::Add) + 1));
    Type From = isConversion(O) ? type() : O == Op::Select ? Type::I1 : T;
    Type Second = O == Op::PtrAdd ? Type::I64 : T;
    unsigned Arity = arityOf(O);
    if (!wellTyped(O, T, From, Arity > 1 ? Second : Type::Void, Arity > 2 ? T : Type::Void))
      continue;
    ExprRef A = of(From);
    if (Arity == 1)
      return P.unary(O, A, T);
    if (Arity == 3)
      return P.select(A, of(T), of(T));
    return P.binary(O, A, of(Second), uint8_t(pick(4)));
  }
}

ExprRef Drawing::of(Type T) {
  std::vector<ExprRef> &Have = ByType[unsigned(T)];
  if (!Have.empty() && (chance(60) || F.Exprs.size() > 3000))
    return Have[pick(Have.size())];
  ExprRef R = chance(40) || F.Exprs.size() > 3000 ? leaf(T) : grow(T);
  Have.push_back(R);
  return R;
}

void Drawing::loops(uint32_t Begin, uint32_t End, uint32_t Parent) {
  for (uint32_t I = Begin; I < End; ++I) {
    if (!chance(25))
      continue;
    Loop L;
    L.Header = I;
    L.End = I + 1 + uint32_t(pick(End - I));
    L.Parent = Parent;
    uint32_t Id = uint32_t(F.Loops.size());
    F.Loops.push_back(L);
    for (uint32_t N = L.Header; N < L.End; ++N)
      F.Nodes[N].Loop = Id;
    loops(L.Header + 1, L.End, Id);
    I = L.End - 1;
  }
}

void Drawing::step(Node &N) {
  Step &S = N.Steps.emplace_back();
  S.Kind = StepKind(pick(10));
  S.Line = uint32_t(chance(50) ? 0 : pick(1000));
  auto Result = [&](Type T) {
    S.Result = uint32_t(F.Values.size());
    F.Values.push_back({T, name("local")});
  };
  switch (S.Kind) {
  case StepKind::Load:
    S.Args = {of(Type::Ptr)};
    S.Ty = type();
    Result(S.Ty);
    break;
  case StepKind::Store:
    S.Ty = type();
    S.Args = {of(Type::Ptr), of(S.Ty)};
    break;
  case StepKind::Call:
    S.Ty = Type(pick(9));
    S.Indirect = chance(20);
    if (S.Indirect)
      S.Args = {of(Type::Ptr)};
    else
      S.Text = "callee" + std::to_string(pick(5));
    for (size_t I = pick(4); I-- > 0;)
      S.Args.push_back(of(type()));
    if (S.Ty != Type::Void && chance(70))
      Result(S.Ty);
    break;
  case StepKind::Alloc:
    S.Alloc = AllocKind(pick(6));
    S.Args = {size()};
    if (chance(20))
      S.Args.push_back(size());
    Result(Type::Ptr);
    break;
  case StepKind::Realloc:
    S.Args = {of(Type::Ptr), size()};
    if (chance(90))
      Result(Type::Ptr);
    break;
  case StepKind::Touch:
    S.Write = chance(50);
    S.Args = {of(Type::Ptr), chance(90) ? size() : NoExpr};
    if (chance(20))
      S.Args.push_back(size());
    break;
  case StepKind::Free:
  case StepKind::Forget:
    S.Args = {of(Type::Ptr)};
    if (chance(30))
      S.Args.push_back(size());
    break;
  case StepKind::Work:
    S.Need = uint32_t(pick(256));
    for (size_t I = 1 + pick(4); I-- > 0;)
      S.Args.push_back(chance(30) ? NoExpr : size());
    break;
  case StepKind::Unknown: S.Text = "inline assembly"; break;
  }
}

Edge Drawing::edge(uint32_t From) {
  // Forward into no loop but by its header, or back to a header around.
  std::vector<uint32_t> Targets;
  auto Contains = [&](uint32_t L, uint32_t N) {
    return L == NoLoop || (F.Loops[L].Header <= N && N < F.Loops[L].End);
  };
  for (uint32_t T = From + 1; T < F.Nodes.size(); ++T) {
    uint32_t L = F.Nodes[T].Loop;
    if (Contains(L, From) || (F.Loops[L].Header == T && Contains(F.Loops[L].Parent, From)))
      Targets.push_back(T);
  }
  for (uint32_t L = F.Nodes[From].Loop; L != NoLoop; L = F.Loops[L].Parent)
    Targets.push_back(F.Loops[L].Header);
  Edge E;
  E.Target = Targets[pick(Targets.size())];
  E.Likelihood = float(pick(121)) / 120;
  for (size_t I = pick(3); I-- > 0 && !F.Values.empty();) {
    uint32_t V = uint32_t(pick(F.Values.size()));
    E.Assign.emplace_back(V, of(F.Values[V].Ty));
  }
  return E;
}

void Drawing::node(uint32_t I) {
  for (size_t Count = pick(5); Count-- > 0;)
    step(F.Nodes[I]);
  Node &N = F.Nodes[I];
  bool Last = I + 1 == F.Nodes.size();
  N.Term = Last || chance(10) ? (chance(70) ? TermKind::Return : TermKind::Unreachable)
                              : TermKind(pick(3));
  size_t Edges = 0;
  switch (N.Term) {
  case TermKind::Jump: Edges = 1; break;
  case TermKind::Branch:
    N.Cond = chance(90) ? of(Type::I1) : NoExpr;
    Edges = 2;
    break;
  case TermKind::Switch:
    N.Cond = of(Type::I32);
    for (size_t C = pick(4); C-- > 0;)
      N.Cases.push_back(int64_t(pick(300)) - 100);
    Edges = N.Cases.size() + 1;
    break;
  case TermKind::Return:
    if (F.Result != Type::Void)
      N.Cond = of(F.Result);
    break;
  case TermKind::Unreachable: break;
  }
  while (N.Edges.size() < Edges)
    N.Edges.push_back(edge(I));
  if (N.Term == TermKind::Jump)
    N.Edges[0].Likelihood = 1;
  if (N.Term == TermKind::Branch)
    N.Edges[1].Likelihood = 1 - N.Edges[0].Likelihood;
}

void Drawing::kernels() {
  for (size_t I = pick(3); I-- > 0;) {
    Kernel K;
    K.Idiom = "dot";
    K.Family = "linear-algebra";
    K.Proof = Verdict(pick(3));
    K.Evidence = name("evidence");
    K.Form = "s += x[i]*y[i]";
    K.Elem = chance(50) ? Type::F32 : Type::F64;
    for (size_t D = pick(4); D-- > 0;)
      K.Dims.push_back({name("dim"), chance(90) ? of(Type::I64) : NoExpr});
    for (Dim &D : K.Dims)
      D.Kind = DimKind(pick(size_t(DimKind::Last) + 1));
    K.Flops = of(Type::I64);
    K.Bytes = chance(80) ? of(Type::I64) : NoExpr;
    for (size_t R = pick(3); R-- > 0;)
      K.Roles.push_back(name("role"));
    for (size_t P = pick(3); P-- > 0;)
      K.Params.push_back(chance(50) ? Parameter{name("number"), of(Type::I64), ""}
                                    : Parameter{name("word"), NoExpr, name("text")});
    K.Need = chance(50) ? uint32_t(pick(1024)) : 0;
    if (chance(40))
      K.Better = {"better" + std::to_string(pick(10)), "flops", chance(80) ? of(Type::F64) : NoExpr};
    K.Loop = F.Loops.empty() ? NoLoop : uint32_t(pick(F.Loops.size()));
    K.Function = F.Symbol;
    K.File = name("file");
    K.Line = uint32_t(pick(100));
    F.Kernels.push_back(std::move(K));
  }
  if (chance(30))
    F.Rejected.push_back({"gemm", "not a product", F.Symbol, "file.c", 12});
}

Function Drawing::draw() {
  F.Symbol = chance(20) ? "main" : "function" + std::to_string(pick(100));
  F.Internal = chance(30);
  F.Weak = chance(10);
  F.VarArgs = chance(10);
  F.File = name("file");
  F.Line = uint32_t(pick(500));
  F.Result = Type(pick(9));
  for (size_t I = pick(6); I-- > 0;)
    F.Params.push_back({name("param"), type()});
  for (size_t I = pick(6); I-- > 0;)
    F.Values.push_back({type(), name("phi")});
  F.Nodes.resize(1 + pick(12));
  loops(0, uint32_t(F.Nodes.size()), NoLoop);
  for (Loop &L : F.Loops) {
    L.Trip = chance(60) ? of(Type::I64) : NoExpr;
    L.TripIsBound = chance(30);
    L.ExpectedTrip = chance(30) ? double(pick(1000)) / 4 : 0;
    L.Line = uint32_t(chance(50) ? 0 : pick(500));
    L.Name = name("i");
  }
  for (uint32_t I = 0; I < F.Nodes.size(); ++I)
    node(I);
  kernels();
  return std::move(F);
}

} // namespace

Function randomFunction(uint64_t Seed) { return Drawing(Seed).draw(); }

Unit sampleUnit() {
  Unit U;
  U.Id = "00ff12ab34cd56ef";
  U.Source = "src/gemm.c";
  U.Producer = "auspex 0.1.0, LLVM 22.1.8";
  U.Triple = "x86_64-pc-linux-gnu";
  auto Make = [](const char *Symbol, uint64_t Size) {
    Global G;
    G.Symbol = Symbol;
    G.Size = Size;
    return G;
  };
  Global Text = Make(".str", 6);
  Text.Internal = Text.Constant = true;
  Text.Bytes = std::string("usage\0", 6);
  Global Table = Make("presets", 64);
  Table.Constant = Table.Zero = true;
  Table.Inits = {{0, Type::I32, 12, ""}, {8, Type::Ptr, 0, ".str"}, {16, Type::I64, -1, ""}};
  Global Buffer = Make("buffer", uint64_t(1) << 40);
  Buffer.Zero = true;
  Global Other = Make("stderr", 8);
  Other.Declared = true;
  U.Globals = {Text, Table, Buffer, Other};
  U.Constructors = {"_GLOBAL__sub_I_gemm.cpp"};
  U.Aliases = {{"_ZN6MatrixC1Em", false, false, "_ZN6MatrixC2Em"}, {"own", true, true, "buffer"}};
  return U;
}

} // namespace auspex::demand::test
