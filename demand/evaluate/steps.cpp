//===- demand/evaluate/steps.cpp - What single steps do -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/machine.h"

#include "demand/launch.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

/// What is freed at once and is less does not end a phase.
constexpr int64_t NotableBytes = 256 << 10;

std::string describe(std::string_view What, const std::string &Why) {
  std::string S(What);
  if (!Why.empty())
    S += ": " + Why;
  return S;
}

/// Adds a number; returns what is likely of it.
double addTo(Range &R, const Val &V) {
  if (V.isInt()) {
    R = R + Range{double(V.Lo), double(V.Mid), double(V.Hi)};
    return double(V.Mid);
  }
  if (V.K == Val::Kind::Real) {
    R = R + Range::exactly(V.asReal());
    return V.asReal();
  }
  R.High = Range::Unbounded;
  return 0;
}

} // namespace

void Machine::touchStep(Activation &A, Path &P, const Step &S) {
  Val At = eval(A, P, S.Args[0]);
  Val Bytes =
      S.Args.size() > 1 && S.Args[1] != NoExpr ? eval(A, P, S.Args[1]) : Val::unknown(Type::I64);
  if (!At.isPtr()) {
    noteUnknown(&A.C, &S,
                describe("memory is written through a pointer that is not known", why(At)));
    if (S.Write)
      P.Mem.writeSomewhere(Bytes.isInt() ? double(Bytes.Mid) : Range::Unbounded);
    return;
  }
  const Object &Touched = P.Mem.at(At.Id);
  double Whole = double(Touched.Bytes) * double(Touched.Count);
  P.Ahead.Bytes += Bytes.isInt() ? std::min(Whole, double(std::max<int64_t>(0, Bytes.Mid))) : Whole;
  P.Ahead.Objects += Whole;
  P.Ahead.Hash =
      (P.Ahead.Hash ^ (uint64_t(At.Id) << 32 ^ uint64_t(At.Mid))) * 0x9E3779B97F4A7C15ull;
  Val Places = S.Args.size() > 2 && S.Args[2] != NoExpr ? eval(A, P, S.Args[2]) : Val::integer(0);
  Val Each = S.Args.size() > 3 && S.Args[3] != NoExpr ? eval(A, P, S.Args[3]) : Val::integer(8);
  if (At.AnyOffset || !Bytes.isInt()) {
    if (Bytes.isInt()) { // so much of it, wherever it begins
      P.Mem.touch(At.Id, 0, Bytes.Mid, Places.isInt() ? Places.Mid : 0, S.Write,
                  Each.isInt() ? Each.Mid : 8);
    } else {
      // So many accesses somewhere in N pages reach N (1 - e^(-accesses/N)) of them.
      double Pages = std::ceil(double(P.Mem.at(At.Id).Bytes) / double(Heap::PageBytes));
      double Reached = Places.isInt() && Places.Mid > 0
                           ? Pages * -std::expm1(-double(Places.Mid) / std::max(1.0, Pages))
                           : Pages;
      if (Reached < Pages - 1)
        P.Mem.touch(At.Id, 0, P.Mem.at(At.Id).Bytes, int64_t(Reached + 0.5), S.Write);
      else
        P.Mem.touchWhole(At.Id, S.Write);
    }
    if (S.Write) // a forget follows where pointers may be written
      P.Mem.forgetAll(At.Id, /*Pointers=*/false);
    return;
  }
  int64_t End = At.Mid + std::max<int64_t>(0, Bytes.Mid);
  P.Mem.touch(At.Id, At.Mid, End, Places.isInt() ? Places.Mid : 0, S.Write,
              Each.isInt() ? Each.Mid : 8);
  if (S.Write)
    P.Mem.forget(At.Id, At.Mid, At.Mid + std::max<int64_t>(0, Bytes.Hi), /*Pointers=*/false);
}

/// The name of the first local value below \p E that is not known.
std::string Machine::unknownIn(Activation &A, Path &P, ExprRef E) {
  bool Fresh;
  for (ExprRef X : A.C.schedule(E, Fresh)) {
    const ExprNode &N = A.C.fn().Exprs[X];
    if (N.O == Op::Value && !P.Values[size_t(N.Imm)].known())
      if (const std::string &Name = A.C.nameOf(uint32_t(N.Imm)); !Name.empty())
        return Name;
  }
  return {};
}

/// The size \p Bytes of an allocation is not known.
void Machine::noteSize(Activation &A, Path &P, const Step &S, ExprRef E, const Val &Bytes) {
  noteUnknown(&A.C, &S, describe("size of an allocation is not known", why(Bytes)),
              unknownIn(A, P, E));
}

void Machine::step(Activation &A, Path &P, const Step &S) {
  charge(1);
  switch (S.Kind) {
  case StepKind::Load: {
    Deciding = A.C.Decides[S.Result];
    Val At = eval(A, P, S.Args[0]);
    Val V = Val::unknown(S.Ty);
    if (At.isPtr()) {
      const Object &O = P.Mem.at(At.Id);
      if (!At.AnyOffset) {
        V = P.Mem.load(At.Id, At.Mid, S.Ty);
        if (P.Mem.Log && Deciding && P.Mem.Log->Loads.size() < TouchLog::MaxAccesses)
          P.Mem.Log->Loads.push_back({At.Id, At.Mid, V});
        P.Mem.touch(At.Id, At.Mid, At.Mid + bytesOf(S.Ty), 0, false);
      } else if (O.Repeated && O.Repeated->Ty == S.Ty) {
        V = *O.Repeated;
      } else if (!O.Runs.empty() && S.Ty == Type::Ptr && O.Runs.back().Value.isPtr()) {
        V = O.Runs.back().Value;
      }
      if (!V.known() && V.Id == NoReason)
        V.Id = reason("value read from memory at " + where(A.C, S.Line));
    } else {
      V.Id = At.known() ? reason("read through an address that is no pointer")
                        : (At.Id ? At.Id : reason("read through an unknown pointer"));
    }
    Deciding = false;
    P.Values[S.Result] = V;
    return;
  }
  case StepKind::Store: {
    Val At = eval(A, P, S.Args[0]);
    Val V = eval(A, P, S.Args[1]);
    V.Ty = V.Ty == Type::Ptr || S.Ty == Type::Ptr ? Type::Ptr : S.Ty;
    if (!At.isPtr())
      return;
    if (At.AnyOffset) {
      P.Mem.touchWhole(At.Id, true);
      P.Mem.forgetAll(At.Id);
    } else {
      P.Mem.touch(At.Id, At.Mid, At.Mid + bytesOf(S.Ty), 0, true);
      P.Mem.store(At.Id, At.Mid, V);
      if (P.Mem.Log && P.Mem.Log->Stores.size() < TouchLog::MaxAccesses)
        P.Mem.Log->Stores.push_back({At.Id, At.Mid, V});
    }
    return;
  }
  case StepKind::Alloc: {
    Val Bytes = eval(A, P, S.Args[0]);
    Val Align = S.Args.size() > 1 && S.Args[1] != NoExpr ? eval(A, P, S.Args[1]) : Val::integer(16);
    if (!Bytes.isInt())
      noteSize(A, P, S, S.Args[0], Bytes);
    noteAmount(Bytes);
    paceStep(P, S, 0, 0);
    ObjectId O = P.Mem.allocate(Bytes, S.Alloc, Align.exactInt() ? Align.Mid : 16);
    if (S.Alloc == AllocKind::Stack)
      P.Frame.push_back(O);
    if (S.Result != NoValue)
      P.Values[S.Result] = Val::pointer(O, 0);
    if (P.Mem.size() > Bound.Objects)
      Used = Bound.Steps + 1;
    return;
  }
  case StepKind::Realloc: {
    Val Old = eval(A, P, S.Args[0]);
    Val Bytes = eval(A, P, S.Args[1]);
    if (!Bytes.isInt())
      noteSize(A, P, S, S.Args[1], Bytes);
    noteAmount(Bytes);
    if (Old.isPtr() && !P.Mem.at(Old.Id).Freed)
      P.Mem.resize(Old.Id, Bytes);
    else
      Old = Val::pointer(P.Mem.allocate(Bytes, AllocKind::Malloc, 16), 0);
    if (S.Result != NoValue)
      P.Values[S.Result] = Old;
    return;
  }
  case StepKind::Free: {
    paceStep(P, S, 0, 0);
    const int64_t Before = P.Mem.resident();
    Val Ptr = eval(A, P, S.Args[0]);
    const Val Bytes = S.Args.size() > 1 ? eval(A, P, S.Args[1]) : Val();
    using Home = Object::Home;
    const Home Where = Ptr.isPtr() ? P.Mem.at(Ptr.Id).Where : Home::Foreign;
    // What cannot be meant, because it is freed already or was never allocated, stands for
    // another block, of which only the size is known.
    const bool Stale = Ptr.isPtr() && (P.Mem.at(Ptr.Id).Freed ||
                                       (Bytes.exactInt() && Where != Home::Heap &&
                                        Where != Home::Mapping && Where != Home::Static));
    if (Stale || (!Ptr.isPtr() && !Ptr.isNull())) {
      noteUnknown(&A.C, &S, describe("freed pointer is not known", why(Ptr)));
      if (Bytes.exactInt())
        P.Mem.releaseOneOf(Bytes.Mid);
    } else if (Ptr.isPtr() && S.Args.size() > 1 && Where != Home::Heap) { // munmap
      int64_t Begin = Ptr.AnyOffset ? 0 : Ptr.Mid;
      P.Mem.unmap(Ptr.Id, Begin, Bytes.isInt() ? Begin + Bytes.Mid : INT64_MAX);
    } else if (Ptr.isPtr()) {
      P.Mem.release(Ptr.Id);
    }
    if (Before - P.Mem.resident() > std::max<int64_t>(NotableBytes, Before / 50))
      cut(P, &A.C, 0, A.C.fn().Symbol);
    return;
  }
  case StepKind::Touch:
    if (!P.TouchesAhead) {
      cut(P, &A.C, 0, A.C.fn().Symbol);
      P.Ahead = {};
    }
    P.TouchesAhead = true;
    touchStep(A, P, S);
    return;
  case StepKind::Forget: {
    Val At = eval(A, P, S.Args[0]);
    if (!At.isPtr())
      return;
    Val Bytes =
        S.Args.size() > 1 && S.Args[1] != NoExpr ? eval(A, P, S.Args[1]) : Val::unknown(Type::I64);
    if (At.AnyOffset || !Bytes.isInt())
      P.Mem.forgetAll(At.Id);
    else
      P.Mem.forget(At.Id, At.Mid, At.Mid + Bytes.Hi);
    return;
  }
  case StepKind::Work: {
    Range *To[] = {&P.Sum.Flops, &P.Sum.IntOps, &P.Sum.Read, &P.Sum.Written};
    double Did[4] = {};
    for (size_t I = 0; I != S.Args.size() && I != 4; ++I)
      if (S.Args[I] != NoExpr)
        Did[I] = addTo(*To[I], eval(A, P, S.Args[I]));
    P.Sum.Need |= S.Need;
    P.TouchesAhead = false;
    if (!Pacing)
      paceStep(P, S, Did[0] + Did[1], Did[2] + Did[3]);
    return;
  }
  case StepKind::Call:
    callStep(A, P, S);
    return;
  case StepKind::Unknown:
    noteUnknown(&A.C, &S, S.Text);
    return;
  }
}

void Machine::callStep(Activation &A, Path &P, const Step &S) {
  paceStep(P, S, 0, 0);
  std::vector<Val> Args;
  Args.reserve(S.Args.size());
  for (ExprRef E : S.Args)
    Args.push_back(eval(A, P, E));

  std::string Symbol = S.Text;
  const FunctionDoc *Doc = nullptr;
  const KnowledgeEntry *Row = nullptr;
  uint32_t Module = 0;
  auto Use = [&](const Target &T) {
    Doc = T.Function;
    Row = T.Known;
    Module = T.Module;
  };
  Val Pointer;
  if (S.Indirect) {
    Pointer = Args.front();
    Args.erase(Args.begin());
    if (Pointer.K == Val::Kind::Code) {
      if (Pointer.Id >= 0x8000'0000u)
        Symbol = ExternalNames[Pointer.Id - 0x8000'0000u];
      else
        std::tie(Doc, Module) = CodeNumbers[Pointer.Id];
    }
  }
  if (!Doc && !Symbol.empty()) {
    auto [I, New] = A.C.Callees.try_emplace(&S);
    if (New || S.Indirect)
      I->second = Prog.resolve(Symbol, A.C.Doc->UnitId, A.C.Module);
    Use(I->second);
    if ((New || S.Indirect) && !Doc)
      LibraryCalls[Symbol] |=
          std::ranges::any_of(S.Args, [&](ExprRef E) { return isFloat(A.C.fn().Exprs[E].Ty); });
  }

  Val R = Val::unknown(S.Ty);
  if (Doc && !Doc->Func.Nodes.empty()) {
    cut(P, &A.C, 0, A.C.fn().Symbol);
    Code &Callee = code(*Doc, Module);
    if (Tracing)
      Tracing->mix(uint64_t(reinterpret_cast<uintptr_t>(&Callee)));
    R = call(P, Callee, std::move(Args));
    cut(P, &Callee, 0, Doc->Func.Symbol);
  } else {
    CallSite Site{*this, P, &S, &A.C, std::move(Args), S.Ty};
    if (Row) {
      bool Works = Row->Io != IoKind::None || Row->Flops != NoExpr || Row->ToGpu != NoExpr ||
                   Row->FromGpu != NoExpr || Row->AllocIn == MemoryKind::Device;
      if (Works)
        cut(P, &A.C, 0, A.C.fn().Symbol);
      R = known(Site, *Row);
      if (Works)
        cut(P, &A.C, S.Line, Row->Idiom.empty() ? Symbol : Row->Idiom);
    } else if (Doc) {
      std::string What = "`" + nameOf(Symbol) + "` was not analysed: " + Doc->Func.Reason;
      unseen(What);
      noteUnknown(&A.C, &S, std::move(What));
      P.Mem.openBound(/*Allocates=*/true);
    } else if (S.Indirect && Symbol.empty()) {
      unseen("a function is called through a pointer that is not known");
      noteUnknown(&A.C, &S, describe("call through a pointer that is not known", why(Pointer)));
      P.Mem.openBound(/*Allocates=*/true);
    } else {
      R = external(Site, Symbol);
    }
  }
  if (P.Ended)
    return;
  if (S.Result != NoValue) {
    R.Ty = S.Ty;
    P.Values[S.Result] = R;
  }
}

/// A call of code that carries no note and that no row describes.
Val Machine::external(CallSite &C, const std::string &Symbol) {
  std::string Provider;
  Target T = Prog.resolve(Symbol, C.From->Doc->UnitId, C.From->Module);
  if (T.Module < Prog.modules().size())
    Provider = " in " + Prog.modules()[T.Module].Name;
  std::string Name = nameOf(Symbol);
  unseen("`" + Name + "` carries no note");
  noteUnknown(C.From, C.S, "no demand note for `" + Name + "`" + Provider, "",
              "compile the code that defines `" + Name +
                  "` with the plugin, or describe the call in a knowledge file");
  C.P.Mem.openBound(/*Allocates=*/true); // it may allocate
  for (const Val &V : C.Args)            // and write what it can reach directly
    if (V.isPtr() && C.P.Mem.at(V.Id).Where != Object::Home::Foreign)
      C.P.Mem.forgetAll(V.Id);
  return unknownOf(C.Result, "result of `" + Name + "`");
}

/// A call that a row of knowledge describes.
Val Machine::known(CallSite &C, const KnowledgeEntry &K) {
  if (K.NoReturn) {
    if (Builtin B = K.Builtin.empty() ? nullptr : findBuiltin(K.Builtin))
      B(C);
    else
      fail(C.P);
    C.P.Ended = true;
    return Val();
  }
  // What the program calls; the row may stand for many.
  const std::string &Name = C.S && !C.S->Text.empty() ? C.S->Text : K.Symbol;
  // The row's formulas run in an activation of its own.
  static const std::string Unit;
  auto &Slot = RowCodes[&K];
  if (!Slot) {
    RowDocs.push_back(std::make_unique<FunctionDoc>());
    RowDocs.back()->Func = K.Shape;
    Slot = std::make_unique<Code>(*RowDocs.back(), ~0u);
  }
  Activation A{*Slot, C.Args, {}, {}, {}, {}, Depth};
  for (size_t I = 0; I < K.ByReference.size() && I < A.Params.size(); ++I)
    if (K.ByReference[I] && A.Params[I].isPtr())
      A.Params[I] = A.Params[I].AnyOffset
                        ? Val::unknown(K.Shape.Params[I].Ty)
                        : C.P.Mem.load(A.Params[I].Id, A.Params[I].Mid, K.Shape.Params[I].Ty);
  A.Params.resize(std::max(A.Params.size(), K.Shape.Params.size()));
  // Arguments are narrower than the row's parameters where the prototype says int.
  for (size_t I = 0; I < K.Shape.Params.size(); ++I)
    if (A.Params[I].isInt() && isInteger(K.Shape.Params[I].Ty))
      A.Params[I].Ty = K.Shape.Params[I].Ty;

  auto Eval = [&](ExprRef E) { return eval(A, C.P, E); };
  auto Load = [&](const Val &From, Type Ty) {
    return From.isPtr() && !From.AnyOffset ? C.P.Mem.load(From.Id, From.Mid, Ty) : Val::unknown(Ty);
  };
  auto Store = [&](const Val &To, const Val &V) {
    if (!To.isPtr())
      return;
    if (To.AnyOffset)
      return C.P.Mem.forgetAll(To.Id);
    C.P.Mem.touch(To.Id, To.Mid, To.Mid + bytesOf(V.Ty), 0, true);
    C.P.Mem.store(To.Id, To.Mid, V);
  };
  for (const auto &Field : K.Fields)
    A.Params[Field.Param] = Load(Eval(Field.Address), K.Shape.Params[Field.Param].Ty);
  struct Cost {
    ExprRef E;
    Range *To;
  };
  Range *Io = nullptr;
  double Flops = 0, Bytes = 0;
  switch (K.Io) {
  case IoKind::DiskRead:
    Io = &C.P.Sum.DiskRead;
    break;
  case IoKind::DiskWrite:
    Io = &C.P.Sum.DiskWrite;
    break;
  case IoKind::NetRead:
    Io = &C.P.Sum.NetRead;
    break;
  case IoKind::NetWrite:
    Io = &C.P.Sum.NetWrite;
    break;
  case IoKind::None:
    break;
  }
  const bool OnGpu = K.UsesGpu == KnowledgeEntry::Gpu::Work;
  Counters &Sum = C.P.Sum;
  if (K.UsesGpu != KnowledgeEntry::Gpu::None)
    Sum.GpuCalls = Sum.GpuCalls + Range::exactly(1);
  if (K.UsesGpu == KnowledgeEntry::Gpu::Library) {
    noteUnknown(C.From, C.S,
                "what `" + nameOf(Name) + "` takes of a GPU's memory is not documented");
    C.P.Mem.Gpus.open();
  }
  for (Cost X : {Cost{K.Flops, OnGpu ? &Sum.GpuFlops : &Sum.Flops},
                 Cost{K.BytesRead, OnGpu ? &Sum.GpuBytes : &Sum.Read},
                 Cost{K.BytesWritten, OnGpu ? &Sum.GpuBytes : &Sum.Written}, Cost{K.IoBytes, Io},
                 Cost{K.ToGpu, &Sum.ToGpu}, Cost{K.FromGpu, &Sum.FromGpu}})
    if (X.E != NoExpr && X.To) {
      Val V = Eval(X.E);
      if (!V.known())
        noteUnknown(C.From, C.S, describe("size of `" + nameOf(Name) + "` is not known", why(V)));
      double Likely = addTo(*X.To, V);
      if (X.To != &Sum.ToGpu && X.To != &Sum.FromGpu)
      (X.E == K.Flops ? Flops : Bytes) += Likely;
    }
  if (!OnGpu)
  paceLibrary(C.P, Flops, Bytes);
  for (const auto &T : K.Touches) {
    Val At = Eval(T.Ptr);
    Val Bytes = T.Bytes == NoExpr ? Val() : Eval(T.Bytes);
    if (!At.isPtr())
      continue;
    if (!At.AnyOffset && At.Mid > 0 && !Bytes.isInt() && T.Write) {
      // A piece of an object (an element's text): likely a short one, at most
      // all that follows.
      constexpr int64_t LikelyPiece = 64;
      int64_t Rest = std::max<int64_t>(0, C.P.Mem.at(At.Id).Bytes - At.Mid);
      C.P.Mem.touch(At.Id, At.Mid, At.Mid + LikelyPiece, 0, true);
      C.P.Mem.ExtraHigh = std::max(C.P.Mem.ExtraHigh, double(Rest));
      C.P.Mem.forget(At.Id, At.Mid, At.Mid + Rest);
      continue;
    }
    if (At.AnyOffset || !Bytes.isInt()) {
      C.P.Mem.touchWhole(At.Id, T.Write);
      if (T.Write && K.Builtin.empty())
        C.P.Mem.forgetAll(At.Id);
      continue;
    }
    C.P.Mem.touch(At.Id, At.Mid, At.Mid + std::max<int64_t>(0, Bytes.Mid), 0, T.Write);
    if (T.Write && K.Builtin.empty())
      C.P.Mem.forget(At.Id, At.Mid, At.Mid + std::max<int64_t>(0, Bytes.Hi));
  }
  for (const auto &Stored : K.Stores)
    Store(Eval(Stored.Address), Eval(Stored.Value));
  if (K.Frees != NoExpr)
    if (Val V = Eval(K.Frees); V.isPtr())
      C.P.Mem.release(V.Id);
  if (K.FreesAt != NoExpr)
    if (Val V = Load(Eval(K.FreesAt), Type::Ptr); V.isPtr())
      C.P.Mem.release(V.Id);
  if (K.Scratch != NoExpr) {
    Val Bytes = Eval(K.Scratch);
    if (!Bytes.isInt())
      noteUnknown(C.From, C.S, describe("size of an allocation is not known", why(Bytes)));
    noteAmount(Bytes);
    ObjectId Id = C.P.Mem.allocate(Bytes, AllocKind::Malloc, 16);
    C.P.Mem.touchWhole(Id, true);
    C.P.Mem.release(Id);
  }
  if (!K.Builtin.empty()) {
    if (Builtin B = findBuiltin(K.Builtin))
      return B(C);
    noteUnknown(C.From, C.S, "this version does not know how to evaluate `" + nameOf(Name) + "`");
  }
  if (K.AllocBytes != NoExpr) {
    Val Bytes = Eval(K.AllocBytes);
    if (!Bytes.isInt())
      noteUnknown(C.From, C.S, describe("size of an allocation is not known", why(Bytes)));
    noteAmount(Bytes);
    Val Fresh = Val::pointer(C.P.Mem.allocate(Bytes, K.Alloc, 16, 1, K.AllocIn), 0);
    for (size_t I = 0; I < K.Holds.size(); ++I)
      Store(Val::pointer(Fresh.Id, int64_t(8 * I)), Eval(K.Holds[I]));
    if (K.AllocAt == NoExpr)
      return Fresh;
    Store(Eval(K.AllocAt), Fresh);
  }
  if (K.Result != NoExpr)
    return Eval(K.Result);
  return unknownOf(C.Result, "result of `" + nameOf(Name) + "`");
}

void Machine::createGlobals(Path &P) {
  for (const Module &M : Prog.modules())
    for (const Unit &U : M.Units)
      for (const Global &G : U.Globals) {
        if (G.Declared)
          continue;
        Object O;
        const bool OnGpu = isDeviceTriple(U.Triple);
        O.Where = OnGpu ? Object::Home::Device : Object::Home::Static;
        O.Gpu = OnGpu ? 0 : -1;
        O.Bytes = O.LowBytes = O.HighBytes = int64_t(std::min<uint64_t>(G.Size, INT64_MAX / 2));
        O.ZeroFilled = G.Zero;
        O.Initial = &G.Bytes;
        GlobalObjects.emplace(&G, P.Mem.place(std::move(O)));
      }
  // What nobody with a note defines belongs to the C library.
  auto Own = [&](const std::string &Name, int64_t Bytes, bool Zero) {
    if (LibraryObjects.contains(Name))
      return;
    Object O;
    O.Where = Object::Home::Foreign;
    O.Bytes = O.LowBytes = O.HighBytes = Bytes;
    O.ZeroFilled = Zero;
    LibraryObjects.emplace(Name, P.Mem.create(std::move(O)));
  };
  for (const char *Name : {"errno", "optarg", "optopt"})
    Own(Name, 8, true);
  Own("stdin", 8, false);
  Own("getopt state", 64, true);
  Own("omp state", 64, true);
  Own("cuda launch", 64, false);
  Own("library state", 64, true);
  Own("descriptors", 8 * (MostDescriptors + 1), true);
  Own("fortran units", 16 * 64, true);
  for (const char *Name : {"optind", "opterr"}) {
    Own(Name, 4, true);
    P.Mem.store(LibraryObjects.at(Name), 0, Val::integer(1, Type::I32));
  }
  for (uint32_t Mod = 0; Mod != Prog.modules().size(); ++Mod)
    for (const Unit &U : Prog.modules()[Mod].Units)
      for (const Global &G : U.Globals)
        if (G.Declared) {
          auto Def = Prog.global(G.Symbol, U.Id, Mod);
          if ((!Def.Def || Def.Def->Declared) && !Prog.resolve(G.Symbol, U.Id, Mod).Function)
            Own(G.Symbol, int64_t(std::max<uint64_t>(8, std::min<uint64_t>(G.Size, 4096))), false);
        }
  // Addresses in initialisers, now that everything has one.
  for (uint32_t Mod = 0; Mod != Prog.modules().size(); ++Mod)
    for (const FunctionDoc &Any : Prog.modules()[Mod].Functions) {
      UnitCodes.try_emplace({Mod, Any.UnitId}, &Any);
    }
  for (uint32_t Mod = 0; Mod != Prog.modules().size(); ++Mod)
    for (const Unit &U : Prog.modules()[Mod].Units) {
      auto Seen = UnitCodes.find({Mod, U.Id});
      if (Seen == UnitCodes.end())
        continue;
      Code &From = code(*Seen->second, Mod);
      for (const Global &G : U.Globals) {
        if (G.Declared)
          continue;
        ObjectId Id = GlobalObjects.at(&G);
        for (const GlobalInit &I : G.Inits) {
          Val V = Val::integer(I.Bits, I.Ty);
          if (!I.Symbol.empty()) {
            V = symbolAddress(From, I.Symbol);
            if (V.isPtr())
              V.Mid = I.Bits;
          } else if (isFloat(I.Ty)) {
            V = Val::real(std::bit_cast<double>(I.Bits), I.Ty);
          }
          P.Mem.store(Id, int64_t(I.Offset), V);
        }
      }
    }
}

} // namespace auspex::demand::evaluate
