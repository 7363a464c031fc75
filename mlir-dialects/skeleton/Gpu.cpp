//===- mlir-dialects/skeleton/Gpu.cpp - Memory and launches of a GPU --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ops of the gpu dialect on the host are the calls of MLIR's runtime wrappers that
// gpu-to-llvm makes of them (demand/knowledge/mlir-gpu.toml), with their arguments. A launch
// has two more: the operations and the bytes of the whole grid, which are known here.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;

/// A call of a wrapper that results in nothing.
void FunctionBuilder::wrapper(Operation &Op, StringRef Name, ArrayRef<ExprRef> Args) {
  Step &S = step(StepKind::Call, Op);
  S.Text = Name.str();
  S.Args.assign(Args.begin(), Args.end());
}

/// False where \p Op is nothing that happens on a GPU.
bool FunctionBuilder::onGpu(Operation &Op) {
  const ExprRef None = F.pool().integer(0, demand::Type::Ptr);
  if (auto A = dyn_cast<gpu::AllocOp>(Op)) {
    const Value V = A.getMemref();
    SmallVector<ExprRef> Sizes;
    auto Dynamic = A.getDynamicSizes().begin();
    for (int64_t Size : A.getType().getShape())
      Sizes.push_back(ShapedType::isDynamic(Size) ? F.valueOf(*Dynamic++) : F.integer(Size));
    F.bindDims(V, std::move(Sizes));
    const ExprRef Bytes = F.bytesOf(V);
    const uint32_t R = newValue(demand::Type::Ptr);
    wrapper(Op, "mgpuMemAlloc",
            {Bytes, None, F.pool().integer(A.getHostShared(), demand::Type::I8)});
    Step &S = D.Nodes[Current].Steps.back();
    S.Ty = demand::Type::Ptr;
    S.Result = R;
    bindPointer(V, F.pool().value(R, demand::Type::Ptr));
    return true;
  }
  if (auto Free = dyn_cast<gpu::DeallocOp>(Op)) {
    wrapper(Op, "mgpuMemFree", {allocatedPointer(Free.getMemref()), None});
    return true;
  }
  if (auto C = dyn_cast<gpu::MemcpyOp>(Op)) {
    wrapper(Op, "mgpuMemcpy",
            {address(C.getDst(), {}), address(C.getSrc(), {}), F.bytesOf(C.getSrc()), None});
    return true;
  }
  if (auto M = dyn_cast<gpu::MemsetOp>(Op)) {
    const bool Half = bytesOfElement(M.getValue().getType()) == 2;
    const demand::Type T = Half ? demand::Type::I16 : demand::Type::I32;
    wrapper(Op, Half ? "mgpuMemset16" : "mgpuMemset32",
            {address(M.getDst(), {}), F.unknown("what is stored", T), F.elementsOf(M.getDst()),
             None});
    return true;
  }
  if (!isa<gpu::LaunchOp, gpu::LaunchFuncOp>(Op))
    return false;
  SmallVector<ExprRef> Args;
  if (auto L = dyn_cast<gpu::LaunchFuncOp>(Op))
    Args.push_back(F.pool().symbol(
        D.string(std::string_view(L.getKernelAttr().getLeafReference().getValue()))));
  else
    Args.push_back(F.unknown("a kernel without a name yet", demand::Type::Ptr));
  auto Extents = [&](auto L) {
    for (gpu::KernelDim3 Size : {L.getGridSizeOperandValues(), L.getBlockSizeOperandValues()})
      for (Value V : {Size.x, Size.y, Size.z})
        Args.push_back(F.valueOf(V));
  };
  if (auto L = dyn_cast<gpu::LaunchOp>(Op))
    Extents(L);
  else
    Extents(cast<gpu::LaunchFuncOp>(Op));
  const OpDemand Cost = P.price(Op);
  auto Sum = [&](ExprRef E) { return E == NoExpr ? F.integer(0) : E; };
  Args.append({F.pool().integer(0, demand::Type::I32), None, None, None, F.integer(0),
               Sum(Cost.Flops), Sum(F.add(Cost.BytesRead, Cost.BytesWritten))});
  wrapper(Op, "mgpuLaunchKernel", Args);
  return true;
}
