//===- passes/emit/Print.cpp - A skeleton as text -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/emit/Print.h"

#include "demand/print.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;
using demand::TermKind;

namespace {

class Printer {
public:
  Printer(raw_ostream &OS, const demand::Function &D) : OS(OS), D(D) {}

  void run() {
    OS << (D.Internal ? "internal " : D.Weak ? "weak " : "") << "function " << D.Symbol << "(";
    for (auto [I, P] : enumerate(D.Params))
      OS << (I ? ", " : "") << (P.Name.empty() ? "$" + std::to_string(I) : P.Name) << ": "
         << demand::nameOf(P.Ty);
    OS << (D.VarArgs ? ", ...)" : ")");
    if (D.Result != demand::Type::Void)
      OS << " -> " << demand::nameOf(D.Result);
    OS << "\n";
    if (D.Nodes.empty())
      OS << "  unknown: " << D.Reason << "\n";
    for (auto [I, N] : enumerate(D.Nodes))
      printNode(I, N);
    for (const demand::Kernel &K : D.Kernels)
      OS << "  kernel " << demand::nameOf(K.Proof) << " " << K.Idiom << ": " << K.Form << "\n";
    for (const demand::Rejection &R : D.Rejected)
      OS << "  rejected " << R.Idiom << ": " << R.Reason << "\n";
    OS << "\n";
  }

private:
  std::string text(ExprRef E) const {
    return E == demand::NoExpr ? "-" : demand::prettyText(D, E);
  }
  std::string list(const std::vector<ExprRef> &Args, size_t From = 0) const {
    std::string Out;
    for (size_t I = From; I < Args.size(); ++I)
      Out += (I > From ? ", " : "") + text(Args[I]);
    return Out;
  }
  std::string value(uint32_t V) const {
    std::string Out = "%" + std::to_string(V);
    return D.Values[V].Name.empty() ? Out : Out + ":" + D.Values[V].Name;
  }

  void printNode(unsigned I, const demand::Node &N) {
    unsigned Depth = 0;
    for (uint32_t L = N.Loop; L != demand::NoLoop; L = D.Loops[L].Parent)
      ++Depth;
    for (auto [L, Lp] : enumerate(D.Loops))
      if (Lp.Header == I) {
        unsigned Outer = 0;
        for (uint32_t P = Lp.Parent; P != demand::NoLoop; P = D.Loops[P].Parent)
          ++Outer;
        OS.indent(2 + 2 * Outer) << "loop " << L;
        if (!Lp.Name.empty())
          OS << " " << Lp.Name;
        if (Lp.Trip != demand::NoExpr)
          OS << " trip" << (Lp.TripIsBound ? "<=" : "=") << text(Lp.Trip);
        if (Lp.ExpectedTrip > 0)
          OS << " expected=" << format("%g", Lp.ExpectedTrip);
        OS << "\n";
      }
    OS.indent(2 + 2 * Depth) << "node " << I << ":\n";
    for (const demand::Step &S : N.Steps)
      printStep(OS.indent(4 + 2 * Depth), S);
    printEnd(OS.indent(4 + 2 * Depth), N);
  }

  void printStep(raw_ostream &O, const demand::Step &S) {
    static const char *const Kinds[] = {"malloc", "calloc", "aligned", "new", "stack", "mmap"};
    if (S.Result != demand::NoValue)
      O << value(S.Result) << " = ";
    switch (S.Kind) {
    case StepKind::Load:
      O << "load " << demand::nameOf(S.Ty) << " " << text(S.Args[0]);
      break;
    case StepKind::Store:
      O << "store " << demand::nameOf(S.Ty) << " " << text(S.Args[1]) << " to "
        << text(S.Args[0]);
      break;
    case StepKind::Call:
      if (S.Indirect)
        O << "call *" << text(S.Args[0]) << "(" << list(S.Args, 1) << ")";
      else
        O << "call " << S.Text << "(" << list(S.Args) << ")";
      break;
    case StepKind::Alloc:
      O << "alloc " << Kinds[unsigned(S.Alloc)] << " " << list(S.Args);
      break;
    case StepKind::Realloc:
      O << "realloc " << list(S.Args);
      break;
    case StepKind::Free:
      O << "free " << list(S.Args);
      break;
    case StepKind::Touch:
      O << "touch " << (S.Write ? "write " : "read ") << text(S.Args[0]) << " for "
        << (S.Args[1] == demand::NoExpr ? "anywhere" : text(S.Args[1]));
      if (S.Args.size() > 2)
        O << " places " << text(S.Args[2]);
      if (S.Args.size() > 3)
        O << " of " << text(S.Args[3]);
      break;
    case StepKind::Forget:
      O << "forget " << list(S.Args);
      break;
    case StepKind::Work: {
      static const char *const What[] = {"flops", "intops", "read", "written"};
      O << "work";
      for (auto [I, A] : enumerate(S.Args))
        if (A != demand::NoExpr)
          O << " " << What[I] << "=" << text(A);
      if (S.Need)
        O << " need=" << S.Need;
      break;
    }
    case StepKind::Unknown:
      O << "unknown: " << S.Text;
      break;
    }
    O << "\n";
  }

  void printEnd(raw_ostream &O, const demand::Node &N) {
    auto To = [&](const demand::Edge &E) {
      O << E.Target;
      if (!E.Assign.empty()) {
        O << " [";
        for (auto [I, A] : enumerate(E.Assign))
          O << (I ? ", " : "") << value(A.first) << " := " << text(A.second);
        O << "]";
      }
    };
    switch (N.Term) {
    case TermKind::Jump:
      O << "goto ";
      To(N.Edges[0]);
      break;
    case TermKind::Branch:
      O << "if " << text(N.Cond) << " then ";
      To(N.Edges[0]);
      O << " else ";
      To(N.Edges[1]);
      break;
    case TermKind::Switch:
      O << "switch " << text(N.Cond);
      for (auto [I, C] : enumerate(N.Cases)) {
        O << ", " << C << ": ";
        To(N.Edges[I + 1]);
      }
      O << ", default: ";
      To(N.Edges[0]);
      break;
    case TermKind::Return:
      O << "return";
      if (N.Cond != demand::NoExpr)
        O << " " << text(N.Cond);
      break;
    case TermKind::Unreachable:
      O << "unreachable";
      break;
    }
    O << "\n";
  }

  raw_ostream &OS;
  const demand::Function &D;
};

} // namespace

void passes::print(raw_ostream &OS, const demand::Function &D) { Printer(OS, D).run(); }

void passes::print(raw_ostream &OS, const demand::Unit &U) {
  OS << "unit " << U.Source << "\n";
  for (const demand::Global &G : U.Globals) {
    OS << "  global " << (G.Internal ? "internal " : "") << (G.Constant ? "constant " : "")
       << (G.Declared ? "extern " : "") << G.Symbol << " size=" << G.Size
       << (G.Zero ? " zero-filled" : "");
    if (!G.Bytes.empty()) {
      OS << " bytes=\"";
      printEscapedString(G.Bytes, OS);
      OS << "\"";
    }
    for (const demand::GlobalInit &I : G.Inits)
      OS << " @" << I.Offset << "=" << I.Symbol << (I.Bits ? "+" + std::to_string(I.Bits) : "");
    OS << "\n";
  }
  for (const std::string &C : U.Constructors)
    OS << "  constructor " << C << "\n";
  for (const demand::Alias &A : U.Aliases)
    OS << "  alias " << (A.Internal ? "internal " : "") << (A.Weak ? "weak " : "") << A.Symbol
       << " = " << A.Target << "\n";
  OS << "\n";
}
