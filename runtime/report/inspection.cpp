//===- runtime/report/inspection.cpp - What a binary says, ready to be shown ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/report/inspection.h"

#include "demand/demangle.h"
#include "demand/knowledge_kernel.h"
#include "demand/pretty.h"
#include "demand/print.h"
#include "runtime/report/names.h"

#include <algorithm>
#include <set>

namespace auspex::report {
namespace {

using namespace demand;

std::string formula(const Function &F, ExprRef E) {
  return E == NoExpr ? std::string() : prettyText(F, E);
}

KernelReport kernel(const Function &F, const Kernel &K) {
  KernelReport R{K.Idiom,
                 K.Family,
                 std::string(nameOf(K.Proof)),
                 K.Evidence,
                 K.Form,
                 K.Elem == Type::Void ? std::string() : std::string(nameOf(K.Elem)),
                 formula(F, K.Flops),
                 formula(F, K.Bytes),
                 formula(F, K.Accesses),
                 {},
                 demangled(K.Function),
                 K.File.empty() ? F.File : K.File,
                 K.Line,
                 K.Roles,
                 needNames(K.Need),
                 {},
                 K.Better.Name,
                 K.Better.Measure,
                 formula(F, K.Better.Ratio)};
  for (const Dim &D : K.Dims)
    R.Dims.push_back({D.Name, formula(F, D.Extent), std::string(nameOf(D.Kind))});
  for (const Parameter &P : K.Params)
    R.Params.emplace_back(P.Name, P.Value == NoExpr ? P.Text : formula(F, P.Value));
  return R;
}

/// A library call that is a computation with a name is a kernel, too.
/// \p F is D.Func with names for its values.
void knownKernels(const Program &P, const FunctionDoc &D, const Function &F,
                  std::vector<KernelReport> &Out) {
  for (const Node &N : D.Func.Nodes)
    for (const Step &S : N.Steps) {
      if (S.Kind != StepKind::Call || S.Indirect)
        continue;
      Target T = P.resolve(S.Text, D.UnitId, 0);
      if (T.Function || !T.Known || T.Known->Idiom.empty())
        continue;
      const KnowledgeEntry &K = *T.Known;
      KernelReport R;
      R.Idiom = K.Idiom;
      R.Family = K.Family;
      R.Verdict = nameOf(Verdict::Matched);
      R.Evidence = "call of `" + S.Text + "`, by name and library";
      if (T.Module < P.modules().size())
        R.Evidence += " (" + P.modules()[T.Module].Name + ")";
      R.Form = K.Form;
      R.Type = K.Elem == Type::Void ? "" : nameOf(K.Elem);
      // The row's formulas with the call's arguments in place of its parameters.
      Function Shape = K.Shape;
      size_t Own = Shape.Params.size() - K.Fields.size();
      for (size_t I = 0; I < Own && I < S.Args.size(); ++I)
        if (K.ByReference.empty() || !K.ByReference[I]) {
          std::string Text = prettyText(F, S.Args[I]);
          bool Simple = std::ranges::all_of(Text, [](unsigned char C) {
            return isalnum(C) || C == '_' || C == '.' || C == '[' || C == ']';
          });
          Shape.Params[I].Name = Simple ? Text : "(" + Text + ")";
        }
      R.Flops = formula(Shape, K.Flops);
      if (K.BytesRead != NoExpr && K.BytesWritten != NoExpr)
        R.Bytes = formula(Shape, Shape.Exprs.binary(Op::Add, K.BytesRead, K.BytesWritten));
      else
        R.Bytes = formula(Shape, K.BytesRead != NoExpr ? K.BytesRead : K.BytesWritten);
      for (const Dim &D : K.Dims)
        R.Dims.push_back({D.Name, formula(Shape, D.Extent), std::string(nameOf(D.Kind))});
      R.Roles = K.Roles;
      R.Needs = needNames(K.Need);
      for (const Parameter &P : K.Attributes)
        R.Params.emplace_back(P.Name, P.Value == NoExpr ? P.Text : formula(Shape, P.Value));
      R.Function = demangled(D.Func.Symbol);
      R.File = D.Func.File;
      R.Line = S.Line;
      Out.push_back(std::move(R));
    }
}

void details(const Program &P, const FunctionDoc &D, const Function &F, FunctionReport &R) {
  for (const Loop &L : F.Loops) {
    LoopReport LR{L.Name, L.Trip == NoExpr ? "not known before it runs" : formula(F, L.Trip),
                  L.Line, 0, L.TripIsBound};
    for (uint32_t Up = L.Parent; Up != NoLoop; Up = F.Loops[Up].Parent)
      ++LR.Depth;
    R.Loops.push_back(std::move(LR));
  }
  auto Arg = [&](const Step &S, size_t I) {
    return I < S.Args.size() ? formula(F, S.Args[I]) : std::string();
  };
  for (const Node &N : F.Nodes)
    for (const Step &S : N.Steps) {
      StepReport SR;
      SR.Line = S.Line;
      switch (S.Kind) {
      case StepKind::Alloc:
        SR.Kind = S.Alloc == AllocKind::Stack  ? "stack"
                  : S.Alloc == AllocKind::Mmap ? "map"
                                               : "alloc";
        SR.Text = Arg(S, 0) + " bytes";
        break;
      case StepKind::Realloc:
        SR.Kind = "realloc";
        SR.Text = Arg(S, 1) + " bytes";
        break;
      case StepKind::Free:
        SR.Kind = "free";
        SR.Text = Arg(S, 0);
        break;
      case StepKind::Unknown:
        SR.Kind = "unknown";
        SR.Text = S.Text;
        break;
      case StepKind::Call: {
        SR.Kind = "call";
        if (S.Indirect) {
          SR.Text = "through " + Arg(S, 0);
          break;
        }
        Target T = P.resolve(S.Text, D.UnitId, 0);
        SR.Text = demangledName(S.Text);
        if (T.Function && !T.Function->Func.Nodes.empty())
          SR.Text += T.Module == 0 ? "" : ": note in " + P.modules()[T.Module].Name;
        else if (T.Known)
          SR.Text += ": known library call";
        else
          SR.Text += T.Function ? ": not analysed: " + T.Function->Func.Reason : ": no demand note";
        break;
      }
      default:
        continue;
      }
      R.Steps.push_back(std::move(SR));
    }
}

FunctionReport function(const Program &P, Summaries &All, const FunctionDoc &D,
                        const std::string &Source, const std::string &Detailed) {
  const Function &F = D.Func;
  FunctionReport R;
  R.Symbol = F.Symbol;
  R.Name = demangled(F.Symbol);
  R.Unit = Source;
  R.File = F.File;
  R.Line = F.Line;
  R.Internal = F.Internal;
  R.Reason = F.Nodes.empty() ? (F.Reason.empty() ? "not analysed" : F.Reason) : "";
  for (const Param &Pa : F.Params)
    R.Params.emplace_back(Pa.Name, nameOf(Pa.Ty));
  for (const Rejection &J : F.Rejected)
    R.Rejected.push_back(
        {J.Idiom, J.Reason, demangled(J.Function), J.File.empty() ? F.File : J.File, J.Line});
  if (F.Nodes.empty()) {
    R.Complexity = "unknown";
    for (const Kernel &K : F.Kernels)
      R.Kernels.push_back(kernel(F, K));
    return R;
  }

  Summary S = All.of(D, 0);
  const std::pair<const char *, ExprRef> Quantities[] = {{"heap", S.Q.Heap},
      {"flops", S.Q.Flops},
      {"int_ops", S.Q.IntOps},
      {"bytes_read", S.Q.BytesRead},
      {"bytes_written", S.Q.BytesWritten},
      {"disk_read", S.Q.DiskRead},
      {"disk_write", S.Q.DiskWrite},
      {"net_read", S.Q.NetRead},
                                                         {"net_write", S.Q.NetWrite},
                                                         {"gpu_memory", S.Q.GpuMemory},
                                                         {"gpu_flops", S.Q.GpuFlops},
                                                         {"gpu_bytes", S.Q.GpuBytes},
                                                         {"to_gpu", S.Q.ToGpu},
                                                         {"from_gpu", S.Q.FromGpu}};
  Names Named(F);
  for (const auto &[Name, E] : Quantities)
    Named.mention(S.Shape, E);
  for (const Kernel &K : F.Kernels)
    visitFormulas(K, [&](ExprRef E) { Named.mention(F, E); });
  Named.apply(S.Shape);
  // S.Shape holds F's expressions under the same numbers and more.
  const Function &Shown = S.Shape;
  for (const Kernel &K : F.Kernels)
    R.Kernels.push_back(kernel(Shown, K));
  knownKernels(P, D, Shown, R.Kernels);
  R.Complexity = complexityOf(Shown, S.Cost);
  R.AtMost = S.AtMost;
  R.Omitted = S.Omitted;
  for (const auto &[Name, E] : Quantities)
    if (E != NoExpr && !Shown.Exprs.isInt(E, 0))
      R.Formulas.emplace_back(Name, formula(Shown, E));
  R.Where = Named.where(Shown);
  if (!Detailed.empty() && isNamed(R, Detailed))
    details(P, D, Shown, R);
  return R;
}

} // namespace

bool isNamed(const FunctionReport &F, const std::string &Name) {
  return F.Symbol == Name || F.Name == Name || demangledName(F.Symbol) == Name;
}

Inspection inspect(const Program &P, const std::string &Detailed) {
  Inspection I;
  if (P.modules().empty())
    return I;
  const Module &Own = P.modules().front();
  std::map<std::string, std::string> Sources;
  for (const Unit &U : Own.Units) {
    I.Units.push_back({U.Source, U.Producer, U.Triple});
    Sources[U.Id] = U.Source;
  }
  for (size_t M = 1; M < P.modules().size(); ++M)
    I.Libraries.emplace_back(P.modules()[M].Name, P.modules()[M].Functions.size());
  Summaries All(P);
  for (const FunctionDoc &D : Own.Functions)
    I.Functions.push_back(function(P, All, D, Sources[D.UnitId], Detailed));
  std::ranges::sort(I.Functions, {}, [](const FunctionReport &F) {
    return std::tuple(F.File.empty() ? F.Unit : F.File, F.Line, F.Symbol);
  });
  return I;
}

} // namespace auspex::report
