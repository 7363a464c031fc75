//===- demand/summary.cpp - What a function needs, as formulas ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/summary.h"

#include "demand/demangle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <set>

namespace auspex::demand {
namespace {

/// What just adds up over calls; the heap does not.
constexpr std::array Fields = {
    &Quantities::Flops,        &Quantities::IntOps,   &Quantities::BytesRead,
    &Quantities::BytesWritten, &Quantities::DiskRead, &Quantities::DiskWrite,
    &Quantities::NetRead,      &Quantities::NetWrite, &Quantities::GpuMemory,
    &Quantities::GpuFlops,     &Quantities::GpuBytes, &Quantities::ToGpu,
    &Quantities::FromGpu,      &Quantities::Steps};

/// Of them those that take time: what the complexity is of.
constexpr std::array CostFields = {
    &Quantities::Flops,    &Quantities::IntOps,   &Quantities::BytesRead, &Quantities::BytesWritten,
    &Quantities::GpuFlops, &Quantities::GpuBytes, &Quantities::Steps};

/// Operand references of a node.
std::array<ExprRef, 3> operands(const ExprNode &N) { return {N.A, N.B, N.C}; }

} // namespace

class Summaries::Builder {
public:
  Builder(Summaries &All, Summary &S, const FunctionDoc &D, uint32_t Module)
      : All(All), S(S), F(S.Shape), D(D), Module(Module) {}

  void run();

private:
  ExprRef zero() { return F.Exprs.integer(0); }
  ExprRef toI64(ExprRef E);
  ExprRef add(ExprRef A, ExprRef B);
  ExprRef multiply(ExprRef A, ExprRef B);
  ExprRef trip(uint32_t Loop);
  bool dependsOn(ExprRef E, uint32_t Loop);
  /// \p E with the nodes for which \p Replace(node, new A, new B) gives another.
  ExprRef rewrite(ExprRef E, auto Replace);
  ExprRef withoutMasks(ExprRef E);
  ExprRef substituteIndex(ExprRef E, uint32_t Loop, ExprRef By);
  /// \p E summed over the iterations of \p Loop.
  ExprRef sumOver(ExprRef E, uint32_t Loop);
  /// ... of all loops around node number \p At, up to (without) \p Stop.
  ExprRef timesAround(ExprRef E, uint32_t At, uint32_t Stop = NoLoop);
  ExprRef unknown(std::string_view Why) { return F.Exprs.unknown(F.string(Why), Type::I64); }

  bool guards(uint32_t Branch, uint32_t Body, uint32_t Around) const;
  std::vector<bool> bypassed() const;
  void step(const Step &St, uint32_t At);
  void call(const Step &St, uint32_t At);
  void count(ExprRef Quantities::*Field, ExprRef E, uint32_t At) {
    if (E == NoExpr)
      return;
    S.Q.*Field = add(S.Q.*Field, timesAround(E, At));
    if (S.LoopCosts.empty() || std::ranges::find(CostFields, Field) == CostFields.end())
      return;
    for (uint32_t L = F.Nodes[At].Loop; L != NoLoop; L = F.Loops[L].Parent)
      S.LoopCosts[L] = add(S.LoopCosts[L], timesAround(E, At, F.Loops[L].Parent));
  }
  ExprRef freed(const Step &St);
  ExprRef largestAround(ExprRef Bytes, uint32_t At);
  void allocation(const Step &St, ExprRef Bytes, uint32_t At);
  void omit(std::string Why) {
    if (S.Omitted.size() < 16 && std::ranges::find(S.Omitted, Why) == S.Omitted.end())
      S.Omitted.push_back(std::move(Why));
  }
  /// A formula of another function with its parameters replaced.
  ExprRef import(const Function &From, ExprRef E, const std::vector<ExprRef> &Args);

  Summaries &All;
  Summary &S;
  Function &F;
  const FunctionDoc &D;
  uint32_t Module;
  std::map<uint32_t, uint32_t> FreedIn; ///< value -> innermost loop in which it is freed
};

ExprRef Summaries::Builder::toI64(ExprRef E) {
  if (E == NoExpr)
    return NoExpr;
  Type T = F.Exprs[E].Ty;
  if (T == Type::I64)
    return E;
  if (isFloat(T))
    return F.Exprs.unary(Op::FpToSi, E, Type::I64);
  if (T == Type::Ptr)
    return F.Exprs.unary(Op::Cast, E, Type::I64);
  return F.Exprs.unary(T == Type::I1 ? Op::ZExt : Op::SExt, E, Type::I64);
}

ExprRef Summaries::Builder::add(ExprRef A, ExprRef B) {
  if (A == NoExpr || B == NoExpr)
    return A == NoExpr ? toI64(B) : toI64(A);
  return F.Exprs.binary(Op::Add, toI64(A), toI64(B));
}

ExprRef Summaries::Builder::multiply(ExprRef A, ExprRef B) {
  if (A == NoExpr || B == NoExpr)
    return NoExpr;
  return F.Exprs.binary(Op::Mul, toI64(A), toI64(B));
}

ExprRef Summaries::Builder::trip(uint32_t Loop) {
  const demand::Loop &L = F.Loops[Loop];
  if (L.Trip != NoExpr)
    return toI64(L.Trip);
  std::string Where = L.Line ? " at line " + std::to_string(L.Line) : "";
  return unknown("iterations of the loop" + Where);
}

bool Summaries::Builder::dependsOn(ExprRef E, uint32_t Loop) {
  // Operands have smaller numbers: one backward sweep finds what is reachable.
  std::vector<bool> Reached(E + 1);
  Reached[E] = true;
  for (ExprRef R = E + 1; R-- > 0;) {
    if (!Reached[R])
      continue;
    const ExprNode &N = F.Exprs[R];
    if (N.O == Op::Index && N.Imm == int64_t(Loop))
      return true;
    for (ExprRef O : operands(N))
      if (O != NoExpr)
        Reached[O] = true;
  }
  return false;
}

ExprRef Summaries::Builder::rewrite(ExprRef E, auto Replace) {
  std::vector<bool> Reached(E + 1);
  Reached[E] = true;
  for (ExprRef R = E + 1; R-- > 0;)
    if (Reached[R])
      for (ExprRef O : operands(F.Exprs[R]))
        if (O != NoExpr)
          Reached[O] = true;
  std::vector<ExprRef> New(E + 1, NoExpr);
  for (ExprRef R = 0; R <= E; ++R) {
    if (!Reached[R])
      continue;
    ExprNode N = F.Exprs[R];
    ExprRef A = N.A == NoExpr ? NoExpr : New[N.A], B = N.B == NoExpr ? NoExpr : New[N.B],
            C = N.C == NoExpr ? NoExpr : New[N.C];
    if (ExprRef Other = Replace(R, A, B); Other != NoExpr)
      New[R] = Other;
    else if (A == N.A && B == N.B && C == N.C)
      New[R] = R;
    else if (N.O == Op::Select)
      New[R] = F.Exprs.select(A, B, C);
    else if (arityOf(N.O) == 2)
      New[R] = F.Exprs.binary(N.O, A, B);
    else
      New[R] = F.Exprs.unary(N.O, A, N.Ty);
  }
  return New[E];
}

ExprRef Summaries::Builder::substituteIndex(ExprRef E, uint32_t Loop, ExprRef By) {
  return rewrite(E, [&](ExprRef R, ExprRef, ExprRef) {
    const ExprNode &N = F.Exprs[R];
    return N.O == Op::Index && N.Imm == int64_t(Loop) ? By : NoExpr;
  });
}

/// `n & 0x7fffffff` is how the compiler says n where a test before has made sure
/// that it is not negative: a mask of so many ones means no masking.
ExprRef Summaries::Builder::withoutMasks(ExprRef E) {
  if (E == NoExpr)
    return E;
  return rewrite(E, [&](ExprRef R, ExprRef A, ExprRef B) {
    if (F.Exprs[R].O != Op::And)
      return NoExpr;
    for (auto [X, Mask] : {std::pair(A, B), std::pair(B, A)})
      if (const ExprNode &M = F.Exprs[Mask]; M.O == Op::Int)
        if (uint64_t Bits = uint64_t(M.Imm); (Bits & (Bits + 1)) == 0 && Bits >= 0x7fff'ffff)
          return X;
    return NoExpr;
  });
}

/// A polynomial of degree d in the index sums to one of degree d + 1; with the
/// differences d0, d1, d2, d3 at 0, the sum over i < t is
/// d0*t + d1*C(t,2) + d2*C(t,3) + d3*C(t,4) (Newton). Whether it is one of degree
/// three or less cannot be seen in general; nests of loops are.
ExprRef Summaries::Builder::sumOver(ExprRef E, uint32_t Loop) {
  ExprRef T = trip(Loop);
  if (!dependsOn(E, Loop))
    return multiply(E, T);
  auto Int = [&](int64_t V) { return F.Exprs.integer(V); };
  auto Minus = [&](ExprRef A, ExprRef B) { return F.Exprs.binary(Op::Sub, A, B); };
  std::array<ExprRef, 4> At;
  for (int I = 0; I < 4; ++I)
    At[size_t(I)] = toI64(substituteIndex(E, Loop, Int(I)));
  std::array<ExprRef, 4> Difference;
  for (size_t I = 0; I < 4; ++I) {
    Difference[I] = At[0];
    for (size_t J = 0; J + 1 + I < 4; ++J)
      At[J] = Minus(At[J + 1], At[J]);
  }
  ExprRef Sum = NoExpr, Falling = T; // t*(t-1)*...
  int64_t Factorial = 1;
  for (int64_t K = 0; K < 4; ++K) {
    if (K > 0)
      Falling = multiply(Falling, Minus(T, Int(K)));
    Factorial *= K + 1;
    ExprRef D = Difference[size_t(K)];
    if (F.Exprs.isInt(D, 0))
      continue;
    int64_t Divisor = Factorial;
    if (const ExprNode &N = F.Exprs[D]; N.O == Op::Int) {
      int64_t Common = std::gcd(N.Imm, Factorial);
      Divisor /= Common;
      D = Int(N.Imm / Common);
    }
    ExprRef Term = multiply(D, Falling);
    Sum = add(Sum, Divisor == 1 ? Term : F.Exprs.binary(Op::SDiv, Term, Int(Divisor)));
  }
  return Sum;
}

ExprRef Summaries::Builder::timesAround(ExprRef E, uint32_t At, uint32_t Stop) {
  E = toI64(E);
  for (uint32_t L = F.Nodes[At].Loop; L != NoLoop && L != Stop; L = F.Loops[L].Parent)
    E = sumOver(E, L);
  return E;
}

/// \p Bytes in the last round of the loops around \p At.
ExprRef Summaries::Builder::largestAround(ExprRef Bytes, uint32_t At) {
  for (uint32_t L = F.Nodes[At].Loop; L != NoLoop; L = F.Loops[L].Parent)
    if (dependsOn(Bytes, L))
      Bytes = substituteIndex(Bytes, L, F.Exprs.binary(Op::Sub, trip(L), F.Exprs.integer(1)));
  return Bytes;
}

/// The pointer that \p St frees, itself or by a row.
ExprRef Summaries::Builder::freed(const Step &St) {
  if (St.Kind == StepKind::Free)
    return St.Args.empty() ? NoExpr : St.Args[0];
  if (St.Kind != StepKind::Call || St.Indirect)
    return NoExpr;
  Target T = All.P.resolve(St.Text, D.UnitId, Module);
  const KnowledgeEntry *K = T.Function ? nullptr : T.Known;
  if (!K || K->Frees == NoExpr || K->Shape.Exprs[K->Frees].O != Op::Param)
    return NoExpr;
  size_t I = size_t(K->Shape.Exprs[K->Frees].Imm);
  return I < St.Args.size() ? St.Args[I] : NoExpr;
}

/// Bytes that stay: an object that is freed in the loop that allocates it is
/// held once.
void Summaries::Builder::allocation(const Step &St, ExprRef Bytes, uint32_t At) {
  auto Gone = St.Result == NoValue ? FreedIn.end() : FreedIn.find(St.Result);
  if (Gone == FreedIn.end()) {
    count(&Quantities::Heap, Bytes, At);
    count(&Quantities::HeapKept, Bytes, At);
    return;
  }
  // Loops around both the allocation and the free do not multiply.
  std::set<uint32_t> Around;
  for (uint32_t L = Gone->second; L != NoLoop; L = F.Loops[L].Parent)
    Around.insert(L);
  uint32_t Stop = F.Nodes[At].Loop;
  while (Stop != NoLoop && !Around.contains(Stop))
    Stop = F.Loops[Stop].Parent;
  S.Q.Heap = add(S.Q.Heap, timesAround(Bytes, At, Stop));
}

ExprRef Summaries::Builder::import(const Function &From, ExprRef E,
                                   const std::vector<ExprRef> &Args) {
  if (E == NoExpr)
    return NoExpr;
  std::vector<bool> Reached(E + 1);
  Reached[E] = true;
  for (ExprRef R = E + 1; R-- > 0;)
    if (Reached[R])
      for (ExprRef O : operands(From.Exprs[R]))
        if (O != NoExpr)
          Reached[O] = true;
  std::map<ExprRef, ExprRef> New;
  for (ExprRef R = 0; R <= E; ++R) {
    if (!Reached[R])
      continue;
    const ExprNode &N = From.Exprs[R];
    switch (N.O) {
    case Op::Int:
      New[R] = F.Exprs.integer(N.Imm, N.Ty);
      break;
    case Op::Real:
      New[R] = F.Exprs.real(std::bit_cast<double>(N.Imm), N.Ty);
      break;
    case Op::Param: {
      ExprRef Arg = size_t(N.Imm) < Args.size() ? Args[size_t(N.Imm)] : NoExpr;
      if (Arg == NoExpr || bitsOf(F.Exprs[Arg].Ty) != bitsOf(N.Ty) ||
          isFloat(F.Exprs[Arg].Ty) != isFloat(N.Ty)) {
        // A row's parameter may be wider than the program's argument.
        bool Integers = Arg != NoExpr && isInteger(F.Exprs[Arg].Ty) && isInteger(N.Ty);
        if (Integers)
          Arg = F.Exprs.unary(bitsOf(F.Exprs[Arg].Ty) < bitsOf(N.Ty) ? Op::SExt : Op::Trunc, Arg,
                              N.Ty);
        else
          Arg = F.Exprs.unknown(F.string("argument of `" + From.Symbol + "`"), N.Ty);
      }
      New[R] = Arg;
      break;
    }
    case Op::Symbol:
      New[R] = F.Exprs.symbol(F.string(From.Strings[size_t(N.Imm)]));
      break;
    case Op::Unknown:
      New[R] = F.Exprs.unknown(F.string(From.Strings[size_t(N.Imm)]), N.Ty);
      break;
    case Op::Value: {
      const std::string &Name = From.Values[size_t(N.Imm)].Name;
      New[R] = F.Exprs.unknown(F.string((Name.empty() ? std::string("a value") : "`" + Name + "`") +
                                        " of `" + shortName(From.Symbol) + "`"),
          N.Ty);
      break;
    }
    case Op::Index:
      New[R] = F.Exprs.unknown(F.string("an index of `" + From.Symbol + "`"), N.Ty);
      break;
    case Op::Select:
      New[R] = F.Exprs.select(New[N.A], New[N.B], New[N.C]);
      break;
    default:
      New[R] = arityOf(N.O) == 2 ? F.Exprs.binary(N.O, New[N.A], New[N.B], N.Flags)
                                 : F.Exprs.unary(N.O, New[N.A], N.Ty);
    }
  }
  return New[E];
}

void Summaries::Builder::call(const Step &St, uint32_t At) {
  if (St.Indirect) {
    omit("calls through pointers");
    return;
  }
  Target T = All.P.resolve(St.Text, D.UnitId, Module);
  if (T.Function && !T.Function->Func.Nodes.empty()) {
    auto &Slot = All.Known[T.Function];
    if (Slot && Slot->Open) {
      omit("recursive calls of `" + St.Text + "`");
      return;
    }
    if (All.Depth >= MaxDepth) {
      omit("`" + St.Text + "`: the chain of calls is too deep");
      return;
    }
    const Summary &Callee = All.of(*T.Function, T.Module);
    for (ExprRef Quantities::*Field : Fields)
      count(Field, import(Callee.Shape, Callee.Q.*Field, St.Args), At);
    ExprRef Kept = import(Callee.Shape, Callee.Q.HeapKept, St.Args);
    ExprRef Peak = import(Callee.Shape, Callee.Q.Heap, St.Args);
    count(&Quantities::Heap, Kept, At);
    count(&Quantities::HeapKept, Kept, At);
    if (Peak != NoExpr && Kept != Peak)
      S.Q.Heap = add(S.Q.Heap, Kept == NoExpr ? toI64(Peak)
                                   : F.Exprs.binary(Op::Sub, toI64(Peak), toI64(Kept)));
    S.AtMost |= Callee.AtMost;
    for (const std::string &O : Callee.Omitted)
      omit(O);
    return;
  }
  const KnowledgeEntry *K = T.Known;
  if (!K) {
    omit("no demand note for `" + shortName(St.Text) + "`");
    return;
  }
  // By reference: the value behind the pointer is not a formula here.
  std::vector<ExprRef> Args = St.Args;
  for (size_t I = 0; I < std::min(Args.size(), K->ByReference.size()); ++I)
    if (K->ByReference[I])
      Args[I] = F.Exprs.unknown(F.string("*" + K->Shape.Params[I].Name), K->Shape.Params[I].Ty);
  for (const auto &Field : K->Fields) {
    const Param &P = K->Shape.Params[Field.Param];
    Args.resize(std::max<size_t>(Args.size(), Field.Param + 1), NoExpr);
    Args[Field.Param] = F.Exprs.unknown(F.string(P.Name), P.Ty);
  }
  auto Row = [&](ExprRef E) { return import(K->Shape, E, Args); };
  const bool OnGpu = K->UsesGpu == KnowledgeEntry::Gpu::Work;
  count(OnGpu ? &Quantities::GpuFlops : &Quantities::Flops, Row(K->Flops), At);
  count(OnGpu ? &Quantities::GpuBytes : &Quantities::BytesRead, Row(K->BytesRead), At);
  count(OnGpu ? &Quantities::GpuBytes : &Quantities::BytesWritten, Row(K->BytesWritten), At);
  count(&Quantities::ToGpu, Row(K->ToGpu), At);
  count(&Quantities::FromGpu, Row(K->FromGpu), At);
  if (K->AllocIn == MemoryKind::Device || K->AllocIn == MemoryKind::Managed)
    count(&Quantities::GpuMemory, Row(K->AllocBytes), At);
  else if (K->AllocBytes != NoExpr)
    allocation(St, Row(K->AllocBytes), At);
  if (K->Scratch != NoExpr)
    S.Q.Heap = add(S.Q.Heap, toI64(largestAround(Row(K->Scratch), At)));
  static constexpr ExprRef Quantities::*Io[] = {nullptr, &Quantities::DiskRead,
                                                &Quantities::DiskWrite, &Quantities::NetRead,
                                                &Quantities::NetWrite};
  if (K->Io != IoKind::None)
    count(Io[size_t(K->Io)], Row(K->IoBytes), At);
}

void Summaries::Builder::step(const Step &St, uint32_t At) {
  auto Arg = [&](size_t I) { return I < St.Args.size() ? St.Args[I] : NoExpr; };
  switch (St.Kind) {
  case StepKind::Work:
    count(&Quantities::Flops, Arg(0), At);
    count(&Quantities::IntOps, Arg(1), At);
    count(&Quantities::BytesRead, Arg(2), At);
    count(&Quantities::BytesWritten, Arg(3), At);
    return;
  case StepKind::Alloc:
    if (St.Alloc != AllocKind::Stack)
      allocation(St, Arg(0), At);
    return;
  case StepKind::Realloc:
    // A block that grows is counted once, in its last size.
    if (ExprRef Bytes = Arg(1); Bytes != NoExpr) {
      Bytes = largestAround(Bytes, At);
      S.Q.Heap = add(S.Q.Heap, toI64(Bytes));
      S.Q.HeapKept = add(S.Q.HeapKept, toI64(Bytes));
    }
    return;
  case StepKind::Call:
    call(St, At);
    return;
  default:
    return;
  }
}

/// Whether the condition of \p Branch is about the trip count of the loop within
/// \p Around that holds \p Body: both depend on one value or parameter.
bool Summaries::Builder::guards(uint32_t Branch, uint32_t Body, uint32_t Around) const {
  ExprRef Cond = F.Nodes[Branch].Cond;
  auto Leaves = [&](ExprRef E) {
    std::set<std::pair<Op, int64_t>> Found;
    std::vector<bool> Reached(E + 1);
    Reached[E] = true;
    for (ExprRef R = E + 1; R-- > 0;) {
      if (!Reached[R])
        continue;
      const ExprNode &N = F.Exprs[R];
      if (N.O == Op::Value || N.O == Op::Param)
        Found.emplace(N.O, N.Imm);
      for (ExprRef O : operands(N))
        if (O != NoExpr)
          Reached[O] = true;
    }
    return Found;
  };
  uint32_t L = F.Nodes[Body].Loop;
  while (F.Loops[L].Parent != NoLoop && F.Loops[L].Parent != Around)
    L = F.Loops[L].Parent;
  if (Cond == NoExpr || F.Loops[L].Trip == NoExpr)
    return Cond == NoExpr;
  auto InTrip = Leaves(F.Loops[L].Trip);
  return std::ranges::any_of(Leaves(Cond), [&](const auto &X) { return InTrip.contains(X); });
}

/// Nodes that some way through the function leaves out: an edge leads past them,
/// other than out of a loop around them (its trip count says how often) or into
/// code that does not return.
std::vector<bool> Summaries::Builder::bypassed() const {
  uint32_t Nodes = uint32_t(F.Nodes.size());
  std::vector<int> Jumps(Nodes + 1);
  auto Contains = [&](uint32_t Loop, uint32_t N) {
    return N >= F.Loops[Loop].Header && N < F.Loops[Loop].End;
  };
  for (uint32_t N = 0; N < Nodes; ++N)
    for (const Edge &E : F.Nodes[N].Edges) {
      uint32_t To = std::min(E.Target, Nodes);
      if (To <= N + 1 || (To < Nodes && F.Nodes[To].Term == TermKind::Unreachable))
        continue;
      // The outermost loop that the edge leaves ends before what it leads past.
      uint32_t First = N + 1, Common = F.Nodes[N].Loop;
      for (; Common != NoLoop && !Contains(Common, To); Common = F.Loops[Common].Parent)
        First = F.Loops[Common].End;
      // A test for zero iterations in front of a loop: the trip count says it.
      uint32_t Guarded = First;
      while (Guarded < To && F.Nodes[Guarded].Loop == Common)
        ++Guarded;
      if (Guarded < To && F.Nodes[Guarded].Loop != NoLoop && guards(N, Guarded, Common))
        continue;
      if (First < To) {
        ++Jumps[First];
        --Jumps[To];
      }
    }
  std::vector<bool> Result(Nodes);
  int Open = 0;
  for (uint32_t N = 0; N < Nodes; ++N)
    Result[N] = (Open += Jumps[N]) > 0;
  return Result;
}

void Summaries::Builder::run() {
  size_t Nodes = F.Nodes.size();
  if (All.OfLoops)
    S.LoopCosts.assign(F.Loops.size(), NoExpr);
  std::vector<bool> Bypassed = bypassed();
  for (uint32_t N = 0; N < Nodes; ++N)
    for (const Step &St : F.Nodes[N].Steps)
      if (ExprRef Gone = freed(St); Gone != NoExpr)
        if (const ExprNode &E = F.Exprs[Gone]; E.O == Op::Value)
          FreedIn[uint32_t(E.Imm)] = F.Nodes[N].Loop;
  for (uint32_t N = 0; N < Nodes; ++N) {
    // Paths that end in abort() do not count.
    if (F.Nodes[N].Term == TermKind::Unreachable)
      continue;
    if (F.Exprs.size() > MaxPool) {
      omit("the rest: too large");
      break;
    }
    Quantities Before = S.Q;
    for (const Step &St : D.Func.Nodes[N].Steps)
      step(St, N);
    if (Bypassed[N])
      for (ExprRef Quantities::*Field : Fields)
        S.AtMost |= S.Q.*Field != Before.*Field;
    S.AtMost |= Bypassed[N] && S.Q.Heap != Before.Heap;
    if (!F.Nodes[N].Steps.empty() || F.Nodes[N].Loop != NoLoop)
      count(&Quantities::Steps, F.Exprs.integer(1), N);
  }
  for (ExprRef Quantities::*Field : Fields)
    S.Q.*Field = withoutMasks(S.Q.*Field);
  S.Q.Heap = withoutMasks(S.Q.Heap);
  S.Q.HeapKept = withoutMasks(S.Q.HeapKept);
  for (ExprRef Quantities::*Field : CostFields)
    S.Cost = add(S.Cost, S.Q.*Field);
  for (ExprRef &Cost : S.LoopCosts)
    Cost = withoutMasks(Cost);
  if (S.Cost == NoExpr)
    S.Cost = F.Exprs.integer(1);
}

const Summary &Summaries::of(const FunctionDoc &D, uint32_t Module) {
  std::unique_ptr<Entry> &Slot = Known[&D];
  if (Slot)
    return Slot->S;
  Slot = std::make_unique<Entry>();
  Entry &E = *Slot; // Slot may move while callees are added
  E.S.Shape = D.Func;
  ++Depth;
  Builder(*this, E.S, D, Module).run();
  --Depth;
  E.Open = false;
  return E.S;
}

} // namespace auspex::demand
