//===- mlir-dialects/skeleton/Skeleton.cpp - Functions as steps -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/Skeleton.h"

#include "mlir-dialects/formula/Price.h"
#include "mlir-dialects/skeleton/Descriptors.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

namespace {

/// Loops that are folded to work are no loops of the skeleton: their indices are numbered
/// apart, and what mentions one is dropped when the pool is compacted.
constexpr uint32_t LoopsOfWork = 1u << 16;

class FunctionBuilder {
public:
  FunctionBuilder(func::FuncOp Func, Formulas &F)
      : Func(Func), F(F), D(F.function()), P(F, LoopsOfWork) {}

  void run();

private:
  //===--- Code ---===//
  void block(Block &B);
  void operation(Operation &Op);
  void loop(Operation &Op);
  void branch(scf::IfOp Op);
  void leaf(Operation &Op);
  void work(const OpDemand &Cost, Operation &Op);
  void touch(Operation &Op);
  void call(Operation &Op, StringRef Callee, OperandRange Args);
  void giveBack(func::ReturnOp Op);
  static bool hasSteps(Operation &Op);

  Step &step(StepKind K, Operation &Op) {
    Step &S = D.Nodes[Current].Steps.emplace_back();
    S.Kind = K;
    S.Line = placeOf(Op.getLoc()).Line;
    return S;
  }
  uint32_t newNode() {
    D.Nodes.emplace_back().Loop = InLoop;
    return uint32_t(D.Nodes.size() - 1);
  }
  void jump(uint32_t From, uint32_t To) {
    D.Nodes[From].Term = demand::TermKind::Jump;
    D.Nodes[From].Edges = {{To, 1, {}}};
  }
  uint32_t newValue(demand::Type T) {
    D.Values.push_back({T, {}});
    return uint32_t(D.Values.size() - 1);
  }

  //===--- Pointers ---===//
  ExprRef allocatedPointer(Value V) { return pointer(V, true); }
  ExprRef pointer(Value V, bool Allocated = false);
  ExprRef address(Value Memref, ValueRange Indices);
  llvm::SmallVector<ExprRef> wordsFor(Value V);
  void unpack(Value V, llvm::ArrayRef<Word> Words, ExprRef At, Operation &Op, size_t &Next);
  void bindPointer(Value V, ExprRef E) { Pointers[V] = E; }

  func::FuncOp Func;
  Formulas &F;
  demand::Function &D;
  Pricer P;
  uint32_t Current = 0, InLoop = demand::NoLoop;
  ExprRef Result = NoExpr; ///< where the results go, if they come back in a struct
  llvm::DenseMap<Value, ExprRef> Pointers;
  std::string Failed;
};

/// Something happens in it that is more than work.
bool FunctionBuilder::hasSteps(Operation &Op) {
  return Op
      .walk([](Operation *In) {
        return isa<memref::AllocOp, memref::DeallocOp, AllocOp, FreeOp, BeaconOp, gpu::LaunchOp,
                   gpu::LaunchFuncOp, CallOpInterface>(In)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

void FunctionBuilder::run() {
  if (!llvm::hasSingleElement(Func.getBody())) {
    D.Reason = "its control flow is not structured: annotate before cf is made of scf";
    return;
  }
  for (Type T : llvm::concat<const Type>(Func.getArgumentTypes(), Func.getResultTypes()))
    if (isa<TensorType>(T)) {
      D.Reason = "it works on tensors: annotate after bufferisation";
      return;
    }
  if (returnsStruct(Func.getResultTypes())) {
    D.Params.push_back({"result", demand::Type::Ptr});
    Result = F.pool().param(uint32_t(D.Params.size() - 1), demand::Type::Ptr);
  } else if (Func.getNumResults() == 1) {
    D.Result = elementType(Func.getResultTypes()[0]);
  }
  newNode();
  block(Func.getBody().front());
  if (Failed.empty())
    return;
  D.Nodes.clear();
  D.Loops.clear();
  D.Values.clear();
  D.Exprs = demand::ExprPool();
  D.Reason = Failed;
}

void FunctionBuilder::block(Block &B) {
  for (Operation &Op : B)
    if (Failed.empty())
      operation(Op);
}

void FunctionBuilder::operation(Operation &Op) {
  const StringRef Name = Op.getName().getStringRef();
  if (isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp>(Op) &&
      !isHostMemory(Op.getNumResults() ? Op.getResult(0).getType() : Op.getOperand(0).getType())) {
    // A device's memory is no heap; where it lies is not known.
  } else if (isa<memref::AllocOp, memref::AllocaOp>(Op)) {
    const Value V = Op.getResult(0);
    const bool Heap = isa<memref::AllocOp>(Op);
    ExprRef Bytes = F.bytesOf(V);
    // finalize-memref-to-llvm asks malloc for more and aligns by itself.
    if (auto A = Op.getAttrOfType<IntegerAttr>("alignment"); A && Heap)
      Bytes = F.add(Bytes, F.integer(A.getInt()));
    const uint32_t R = newValue(demand::Type::Ptr);
    Step &S = step(StepKind::Alloc, Op);
    S.Alloc = Heap ? demand::AllocKind::Malloc : demand::AllocKind::Stack;
    S.Result = R;
    S.Args = {Bytes};
    bindPointer(V, F.pool().value(R, demand::Type::Ptr));
  } else if (isa<memref::DeallocOp>(Op)) {
    const ExprRef At = allocatedPointer(Op.getOperand(0));
    step(StepKind::Free, Op).Args = {At};
  } else if (auto A = dyn_cast<AllocOp>(Op)) {
    const ExprRef Bytes = F.valueOf(A.getBytes());
    const uint32_t R = newValue(demand::Type::Ptr);
    Step &S = step(StepKind::Alloc, Op);
    S.Result = R;
    S.Args = {Bytes};
    bindPointer(A.getMemory(), F.pool().value(R, demand::Type::Ptr));
    // Somebody who says that memory is taken means that it is used.
    Step &T = step(StepKind::Touch, Op);
    T.Write = true;
    T.Args = {F.pool().value(R, demand::Type::Ptr), Bytes};
  } else if (auto Fr = dyn_cast<FreeOp>(Op)) {
    const ExprRef At = pointer(Fr.getMemory());
    step(StepKind::Free, Op).Args = {At};
  } else if (auto R = dyn_cast<RegionOp>(Op)) {
    if (R.getCostAttr())
      return work(P.price(Op), Op);
    block(R.getBody().front());
    for (auto [Out, In] : llvm::zip(
             R.getResults(), cast<YieldOp>(R.getBody().front().getTerminator()).getValues())) {
      if (isa<MemRefType>(Out.getType()))
        bindPointer(Out, pointer(In));
      else if (Out.getType().isIntOrIndex())
        F.bind(Out, F.valueOf(In));
    }
  } else if (auto B = dyn_cast<BeaconOp>(Op)) {
    demand::Beacon Record;
    Record.Probe = B.getProbe().str();
    for (Attribute N : B.getNames())
      Record.Values.push_back(cast<StringAttr>(N).getValue().str());
    D.Beacons.push_back(std::move(Record));
  } else if (auto C = dyn_cast<func::CallOp>(Op)) {
    call(Op, C.getCallee(), C.getArgOperands());
  } else if (auto R = dyn_cast<func::ReturnOp>(Op)) {
    giveBack(R);
  } else if (Name == "llvm.call" && Op.getAttrOfType<FlatSymbolRefAttr>("callee")) {
    call(Op, Op.getAttrOfType<FlatSymbolRefAttr>("callee").getValue(), Op.getOperands());
  } else if (isa<CallOpInterface>(Op)) {
    step(StepKind::Unknown, Op).Text = "a call through a pointer";
  } else if (isa<gpu::LaunchOp, gpu::LaunchFuncOp>(Op)) {
    step(StepKind::Unknown, Op).Text = "a GPU launch";
  } else if (Name == "llvm.load" || isa<memref::LoadOp>(Op)) {
    const Value V = Op.getResult(0);
    const demand::Type T = elementType(V.getType());
    if (T == demand::Type::Void)
      return;
    const ExprRef At = isa<memref::LoadOp>(Op)
                           ? address(Op.getOperand(0), Op.getOperands().drop_front())
                           : pointer(Op.getOperand(0));
    const uint32_t R = newValue(T);
    Step &S = step(StepKind::Load, Op);
    S.Ty = T;
    S.Result = R;
    S.Args = {At};
    ExprRef E = F.pool().value(R, T);
    if (T == demand::Type::Ptr)
      return bindPointer(V, E);
    if (demand::isInteger(T) && T != demand::Type::I64)
      E = F.pool().unary(Code::SExt, E, demand::Type::I64);
    if (demand::isInteger(T))
      F.bind(V, E);
  } else if (isa<memref::StoreOp>(Op)) {
    const demand::Type T = elementType(Op.getOperand(0).getType());
    if (T == demand::Type::Void)
      return;
    ExprRef Stored = demand::isInteger(T) ? F.valueOf(Op.getOperand(0))
                                          : F.unknown("a number that was computed", T);
    if (demand::isInteger(T) && T != demand::Type::I64)
      Stored = F.pool().unary(Code::Trunc, Stored, T);
    const ExprRef At = address(Op.getOperand(1), Op.getOperands().drop_front(2));
    Step &S = step(StepKind::Store, Op);
    S.Ty = T;
    S.Args = {At, Stored};
  } else if (Name == "llvm.getelementptr") {
    // Constant element indices only: what reads argv.
    auto Indices = Op.getAttrOfType<DenseI32ArrayAttr>("rawConstantIndices");
    auto Elem = Op.getAttrOfType<TypeAttr>("elem_type");
    const ExprRef Base = pointer(Op.getOperand(0));
    if (Indices && Elem && Indices.size() == 1 && Op.getNumOperands() == 1) {
      const demand::Type T = elementType(Elem.getValue());
      bindPointer(Op.getResult(0), F.pool().ptrAdd(Base, F.integer(int64_t(demand::bytesOf(T)) *
                                                                   Indices.asArrayRef()[0])));
    }
  } else if (auto I = dyn_cast<scf::IfOp>(Op)) {
    hasSteps(Op) ? branch(I) : leaf(Op);
  } else if (isa<LoopLikeOpInterface>(Op)) {
    hasSteps(Op) ? loop(Op) : leaf(Op);
  } else if (!Op.hasTrait<OpTrait::IsTerminator>()) {
    leaf(Op);
  }
}

//===--- Work ---------------------------------------------------------------===//

void FunctionBuilder::work(const OpDemand &C, Operation &Op) {
  auto Constant = [&](ExprRef E) { return E == NoExpr || F.pool().isInt(E, 0); };
  if (Constant(C.Flops) && Constant(C.IntOps) && Constant(C.BytesRead) && Constant(C.BytesWritten))
    return;
  step(StepKind::Work, Op).Args = {C.Flops, C.IntOps, C.BytesRead, C.BytesWritten};
}

void FunctionBuilder::leaf(Operation &Op) {
  // A loop that is priced leaves its indices bound to numbers that mean nothing here.
  OpDemand Cost = P.price(Op);
  for (ExprRef OpDemand::*Q :
       {&OpDemand::Flops, &OpDemand::IntOps, &OpDemand::BytesRead, &OpDemand::BytesWritten})
    if (Cost.*Q != NoExpr && Symbols(F).mentionsIndex(Cost.*Q) && InLoop == demand::NoLoop)
      Cost.*Q = F.unknown("work that changes from iteration to iteration");
  touch(Op);
  work(Cost, Op);
}

void FunctionBuilder::touch(Operation &Op) {
  // By buffer: read or written.
  llvm::MapVector<Value, bool> Seen;
  auto Note = [&](Value V, bool Write) {
    if (!isa<MemRefType>(V.getType()))
      return;
    // A view that is made inside: the buffer that it shows.
    while (V.getDefiningOp() && Op.isAncestor(V.getDefiningOp()) &&
           isa<memref::SubViewOp, memref::CastOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
               memref::ReinterpretCastOp>(V.getDefiningOp()))
      V = V.getDefiningOp()->getOperand(0);
    if (V.getDefiningOp() && Op.isProperAncestor(V.getDefiningOp()))
      return; // of the leaf itself
    Seen[V] |= Write;
  };
  Op.walk([&](Operation *In) {
    if (auto L = dyn_cast<linalg::LinalgOp>(In)) {
      for (OpOperand &X : L->getOpOperands())
        Note(X.get(), L.isDpsInit(&X));
      return WalkResult::skip();
    }
    if (isa<memref::StoreOp, affine::AffineStoreOp>(In))
      Note(In->getOperand(1), true);
    else if (isa<memref::LoadOp, affine::AffineLoadOp>(In))
      Note(In->getOperand(0), false);
    else if (isa<memref::CopyOp>(In))
      Note(In->getOperand(0), false), Note(In->getOperand(1), true);
    else if (In->getDialect() && In->getDialect()->getNamespace() == "vector")
      for (Value V : In->getOperands())
        Note(V, In->getNumResults() == 0);
    return WalkResult::advance();
  });
  for (auto [V, Write] : Seen) {
    // First and last element of the view.
    ExprRef Span = F.integer(1);
    auto T = cast<MemRefType>(V.getType());
    if (T.getLayout().isIdentity()) {
      Span = F.elementsOf(V);
    } else {
      for (unsigned K = 0; K < T.getRank(); ++K)
        Span = F.add(Span, F.multiply(F.pool().binary(Code::Sub, F.dimOf(V, K), F.integer(1)),
                                      F.strideOf(V, K)));
    }
    const ExprRef Bytes = F.multiply(F.integer(bytesOfElement(T.getElementType())), Span);
    const ExprRef At = address(V, {});
    Step &S = step(StepKind::Touch, Op);
    S.Write = Write;
    S.Args = {At, Bytes};
  }
}

//===--- Pointers -----------------------------------------------------------===//

ExprRef FunctionBuilder::pointer(Value V, bool Allocated) {
  for (unsigned Steps = 0; Steps < 64; ++Steps) {
    if (auto It = Pointers.find(V); It != Pointers.end())
      return It->second;
    if (auto A = dyn_cast<BlockArgument>(V)) {
      if (A.getOwner() != &Func.getBody().front())
        break;
      const bool Descriptor = isa<MemRefType>(A.getType());
      return F.pool().param(F.firstParam(A.getArgNumber()) + (Descriptor && !Allocated),
                            demand::Type::Ptr);
    }
    Operation *Op = V.getDefiningOp();
    if (auto G = dyn_cast<memref::GetGlobalOp>(Op))
      return F.pool().symbol(D.string(std::string_view(G.getName())));
    if (!isa<memref::CastOp, memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
             memref::ReinterpretCastOp, memref::MemorySpaceCastOp>(Op))
      break;
    V = Op->getOperand(0);
  }
  return F.unknown("where a buffer lies", demand::Type::Ptr);
}

/// Of element \p Indices of \p V; of the first where there are none.
ExprRef FunctionBuilder::address(Value V, ValueRange Indices) {
  ExprRef Offset = F.offsetOf(V);
  for (auto [K, I] : llvm::enumerate(Indices))
    Offset = F.add(Offset, F.multiply(F.valueOf(I), F.strideOf(V, unsigned(K))));
  const int64_t Bytes = bytesOfElement(cast<MemRefType>(V.getType()).getElementType());
  const ExprRef Base = pointer(V);
  return F.pool().isInt(Offset, 0) ? Base
                                   : F.pool().ptrAdd(Base, F.multiply(Offset, F.integer(Bytes)));
}

/// What \p V is passed as.
SmallVector<ExprRef> FunctionBuilder::wordsFor(Value V) {
  SmallVector<ExprRef> Words;
  if (auto T = dyn_cast<MemRefType>(V.getType())) {
    Words = {allocatedPointer(V), pointer(V), F.offsetOf(V)};
    for (unsigned K = 0; K < T.getRank(); ++K)
      Words.push_back(F.dimOf(V, K));
    for (unsigned K = 0; K < T.getRank(); ++K)
      Words.push_back(F.strideOf(V, K));
    return Words;
  }
  const demand::Type T = elementType(V.getType());
  if (T == demand::Type::Ptr)
    return {pointer(V)};
  if (!demand::isInteger(T))
    return {
        F.unknown("a number that was computed", T == demand::Type::Void ? demand::Type::I64 : T)};
  const ExprRef E = F.valueOf(V);
  return {T == demand::Type::I64 ? E : F.pool().unary(Code::Trunc, E, T)};
}

//===--- Calls --------------------------------------------------------------===//

/// Loads the words of \p V from the struct at \p At and binds it to them.
void FunctionBuilder::unpack(Value V, ArrayRef<Word> Words, ExprRef At, Operation &Op,
                             size_t &Next) {
  auto Load = [&] {
    const Word &W = Words[Next++];
    const ExprRef From = W.Offset ? F.pool().ptrAdd(At, F.integer(W.Offset)) : At;
    const uint32_t R = newValue(W.Ty);
    Step &S = step(StepKind::Load, Op);
    S.Ty = W.Ty;
    S.Result = R;
    S.Args = {From};
    return F.pool().value(R, W.Ty);
  };
  if (auto T = dyn_cast<MemRefType>(V.getType())) {
    Load(); // the allocated pointer: the aligned one frees as well
    bindPointer(V, Load());
    Load();
    SmallVector<ExprRef> Sizes;
    for (int64_t K = 0; K < T.getRank(); ++K)
      Sizes.push_back(Load());
    for (int64_t K = 0; K < T.getRank(); ++K)
      Load();
    F.bindDims(V, std::move(Sizes));
    return;
  }
  ExprRef E = Load();
  const demand::Type T = F.pool()[E].Ty;
  if (demand::isInteger(T))
    F.bind(V, T == demand::Type::I64 ? E : F.pool().unary(Code::SExt, E, demand::Type::I64));
}

void FunctionBuilder::call(Operation &Op, StringRef Callee, OperandRange Args) {
  std::vector<ExprRef> Passed;
  for (Value V : Args)
    llvm::append_range(Passed, wordsFor(V));
  const auto Words = wordsOf(Op.getResultTypes());
  const bool Struct = returnsStruct(Op.getResultTypes());
  if (Struct && !Words) {
    Failed = "a call results in what has no form in a note";
    return;
  }
  ExprRef Place = NoExpr;
  if (Struct) {
    const uint32_t R = newValue(demand::Type::Ptr);
    Step &S = step(StepKind::Alloc, Op);
    S.Alloc = demand::AllocKind::Stack;
    S.Result = R;
    S.Args = {F.integer(dialect::bytesOf(*Words))};
    Place = F.pool().value(R, demand::Type::Ptr);
    Passed.push_back(Place);
  }
  const demand::Type T = Struct || Op.getNumResults() == 0 ? demand::Type::Void
                                                           : elementType(Op.getResult(0).getType());
  uint32_t R = demand::NoValue;
  if (T != demand::Type::Void)
    R = newValue(T);
  Step &S = step(StepKind::Call, Op);
  S.Ty = T;
  S.Result = R;
  S.Text = Callee.str();
  S.Args = std::move(Passed);
  if (Struct) {
    size_t Next = 0;
    for (Value V : Op.getResults())
      unpack(V, *Words, Place, Op, Next);
  } else if (T == demand::Type::Ptr) {
    bindPointer(Op.getResult(0), F.pool().value(R, T));
  } else if (demand::isInteger(T)) {
    const ExprRef E = F.pool().value(R, T);
    F.bind(Op.getResult(0),
           T == demand::Type::I64 ? E : F.pool().unary(Code::SExt, E, demand::Type::I64));
  }
}

void FunctionBuilder::giveBack(func::ReturnOp Op) {
  demand::Node &N = D.Nodes[Current];
  N.Term = demand::TermKind::Return;
  if (Result == NoExpr) {
    if (Op.getNumOperands() == 1 && D.Result != demand::Type::Void) {
      const SmallVector<ExprRef> W = wordsFor(Op.getOperand(0));
      D.Nodes[Current].Cond = W[0];
    }
    return;
  }
  const auto Words = wordsOf(Op.getOperandTypes());
  if (!Words) {
    Failed = "it returns what has no form in a note";
    return;
  }
  size_t Next = 0;
  for (Value V : Op.getOperands())
    for (ExprRef E : wordsFor(V)) {
      const Word &W = (*Words)[Next++];
      const ExprRef At = W.Offset ? F.pool().ptrAdd(Result, F.integer(W.Offset)) : Result;
      Step &S = step(StepKind::Store, *Op);
      S.Ty = W.Ty;
      S.Args = {At, E};
    }
}

//===--- Control flow -------------------------------------------------------===//

void FunctionBuilder::loop(Operation &Op) {
  auto L = cast<LoopLikeOpInterface>(Op);
  const auto Variables = L.getLoopInductionVars();
  if (isa<scf::WhileOp>(Op) || !Variables || Variables->size() != 1 ||
      !isa<scf::ForOp, affine::AffineForOp>(Op)) {
    Failed = ("a loop that allocates or calls is none of scf.for and affine.for: " +
              Op.getName().getStringRef())
                 .str();
    return;
  }
  const ExprRef Trip = F.tripOf(&Op, /*Clamped=*/true);
  const auto [Start, By] = F.startAndStep(&Op, 0);
  const uint32_t Before = Current, Outer = InLoop;
  const uint32_t Number = uint32_t(D.Loops.size());
  D.Loops.emplace_back();
  D.Loops[Number].Parent = Outer;
  D.Loops[Number].Trip = Trip;
  D.Loops[Number].Line = placeOf(Op.getLoc()).Line;
  D.Loops[Number].Name = nameOf((*Variables)[0].getLoc());
  F.bind((*Variables)[0], F.add(Start, F.multiply(By, F.pool().index(Number))));
  F.forget();
  // What is carried: numbers and pointers, set on the way in and on the way back.
  struct Carried {
    Value In, Argument, Result;
    OpOperand *Next;
    uint32_t Id;
  };
  SmallVector<Carried> All;
  auto Yielded = L.getYieldedValuesMutable();
  for (auto [N, A] : llvm::enumerate(L.getRegionIterArgs())) {
    const bool IsMemref = isa<MemRefType>(A.getType());
    if (!IsMemref && !A.getType().isIntOrIndex())
      continue;
    const uint32_t Id = newValue(IsMemref ? demand::Type::Ptr : demand::Type::I64);
    All.push_back({L.getInits()[N], A, Op.getResult(unsigned(N)), &(*Yielded)[N], Id});
    if (IsMemref) {
      bindPointer(A, F.pool().value(Id, demand::Type::Ptr));
      bindPointer(Op.getResult(unsigned(N)), F.pool().value(Id, demand::Type::Ptr));
    } else {
      F.bind(A, F.pool().value(Id, demand::Type::I64));
      F.bind(Op.getResult(unsigned(N)), F.pool().value(Id, demand::Type::I64));
    }
  }
  auto Assign = [&](Value V, uint32_t Id) {
    return std::pair(Id, isa<MemRefType>(V.getType()) ? pointer(V) : F.valueOf(V));
  };
  InLoop = Number;
  const uint32_t Header = newNode();
  jump(Before, Header);
  for (const Carried &C : All)
    D.Nodes[Before].Edges[0].Assign.push_back(Assign(C.In, C.Id));
  // The header runs once for each iteration and leads into the body.
  Current = Header;
  block(Op.getRegion(0).front());
  const uint32_t Last = Current;
  InLoop = Outer;
  const uint32_t After = newNode();
  D.Loops[Number].Header = Header;
  D.Loops[Number].End = After;
  demand::Node &Latch = D.Nodes[Last];
  Latch.Term = demand::TermKind::Branch; // the trip count decides
  Latch.Edges = {{Header, 1, {}}, {After, 0, {}}};
  for (const Carried &C : All) {
    const auto A = Assign(C.Next->get(), C.Id);
    D.Nodes[Last].Edges[0].Assign.push_back(A);
    D.Nodes[Last].Edges[1].Assign.push_back(A);
  }
  // Where the loop may not run at all, the way around it.
  if (!(F.pool()[Trip].O == Code::Int && F.pool()[Trip].Imm > 0)) {
    demand::Node &Guard = D.Nodes[Before];
    const std::vector<std::pair<uint32_t, ExprRef>> Inits = Guard.Edges[0].Assign;
    Guard.Term = demand::TermKind::Branch;
    Guard.Cond = F.pool().binary(Code::SLt, F.integer(0), Trip);
    Guard.Edges = {{Header, 0.9f, Inits}, {After, 0.1f, Inits}};
  }
  F.forget();
  Current = After;
}

void FunctionBuilder::branch(scf::IfOp Op) {
  const uint32_t Before = Current;
  // A condition on integers is one that the forecast can decide.
  ExprRef Cond = NoExpr;
  if (const ExprRef E = F.valueOf(Op.getCondition()); !F.pool().hasUnknown(E))
    Cond = F.pool().binary(Code::Ne, E, F.integer(0));
  struct Joined {
    unsigned N;
    uint32_t Id;
  };
  SmallVector<Joined> All;
  for (auto [N, R] : llvm::enumerate(Op.getResults())) {
    const bool IsMemref = isa<MemRefType>(R.getType());
    if (IsMemref || R.getType().isIntOrIndex())
      All.push_back({unsigned(N), newValue(IsMemref ? demand::Type::Ptr : demand::Type::I64)});
  }
  SmallVector<uint32_t> Ends;
  SmallVector<uint32_t> Starts;
  SmallVector<std::vector<std::pair<uint32_t, ExprRef>>> Assigned;
  for (Region &R : Op->getRegions()) {
    Starts.push_back(newNode());
    Current = Starts.back();
    if (!R.empty()) {
      block(R.front());
      if (!Failed.empty())
        return;
    }
    std::vector<std::pair<uint32_t, ExprRef>> A;
    for (const Joined &J : All) {
      const Value V = R.front().getTerminator()->getOperand(J.N);
      A.push_back({J.Id, isa<MemRefType>(V.getType()) ? pointer(V) : F.valueOf(V)});
    }
    Assigned.push_back(std::move(A));
    Ends.push_back(Current);
  }
  const uint32_t After = newNode();
  for (auto [K, End] : llvm::enumerate(Ends)) {
    jump(End, After);
    D.Nodes[End].Edges[0].Assign = Assigned[K];
  }
  demand::Node &N = D.Nodes[Before];
  N.Term = demand::TermKind::Branch;
  N.Cond = Cond;
  N.Edges = {{Starts[0], 0.5f, {}}, {Starts[1], 0.5f, {}}};
  for (const Joined &J : All) {
    const Value R = Op.getResult(J.N);
    if (isa<MemRefType>(R.getType()))
      bindPointer(R, F.pool().value(J.Id, demand::Type::Ptr));
    else
      F.bind(R, F.pool().value(J.Id, demand::Type::I64));
  }
  Current = After;
}

} // namespace

void dialect::buildSkeleton(func::FuncOp Func, Formulas &F) { FunctionBuilder(Func, F).run(); }
