//===- kernels/describe.cpp - A normal form for people ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/describe.h"

#include <charconv>

namespace auspex::kernels {
namespace {

std::string number(double V) {
  char Text[32];
  return {Text, std::to_chars(Text, Text + sizeof(Text), V).ptr};
}

template <typename Range, typename Fn2>
std::string joined(const Range &Of, std::string_view Between, Fn2 Text) {
  std::string Out;
  for (const auto &X : Of) {
    if (!Out.empty())
      Out += Between;
    Out += Text(X);
  }
  return Out;
}

std::string loops(const std::vector<Dim> &Dims) {
  return "[" +
         joined(Dims, ", ",
                [](const Dim &D) {
                  return "i" + std::to_string(D.Loop) + (D.Name.empty() ? "" : "(" + D.Name + ")") +
                         " < " +
                         joined(D.Extent, " min ", [](const Poly &P) { return describe(P); }) +
                         (D.Unrolled ? " unrolled" : "") + (D.MayLeave ? " may leave" : "");
                }) +
         "]";
}

std::string obstacles(const std::vector<Obstacle> &All) {
  return joined(All, "", [](const Obstacle &O) {
    return "\n      obstacle: " + O.Text +
           (O.Kind == ObstacleKind::IndexGuard && !O.On.isZero() ? ", on " + describe(O.On) : "");
  });
}

/// Nested deeper than anybody reads.
constexpr unsigned MaxDepth = 12;

std::string node(NodeRef R, const BodyDag &B, unsigned Depth) {
  if (R == NoNode)
    return "none";
  if (Depth > MaxDepth)
    return "...";
  const Node &N = B[R];
  auto Below = [&](NodeRef X) { return node(X, B, Depth + 1); };
  switch (N.Kind) {
  case NodeKind::Constant:
    return number(N.Value);
  case NodeKind::Scalar:
    return "s" + std::to_string(N.Id);
  case NodeKind::Index:
    return "(" + describe(N.Affine) + ")";
  case NodeKind::Read:
    return describe(B.operand(N.Id));
  case NodeKind::Carried:
    return "carried" + std::to_string(N.Id);
  case NodeKind::Argument:
    return "$" + std::to_string(N.Id);
  case NodeKind::Opaque:
    return "opaque(" + std::string(B.opaqueReason(R)) + ")";
  case NodeKind::Apply:
    return std::string(nameOf(N.Op)) + "(" + joined(N.Args, ", ", Below) + ")";
  case NodeKind::Fold:
    return std::string(nameOf(N.Op)) + "{" +
           joined(N.Terms, "; ",
                  [&](const Term &T) {
                    std::string Text = T.Coef == 1 ? "" : number(T.Coef) + "*";
                    Text += T.Factors.empty() ? "1" : joined(T.Factors, "*", Below);
                    if (!T.Over.empty())
                      Text += " over " + joined(T.Over, ",",
                                                [](uint32_t L) { return "i" + std::to_string(L); });
                    return Text;
                  }) +
           "}";
  }
  return {};
}

} // namespace

std::string describe(const Poly &P) {
  if (P.isBad())
    return "bad";
  if (P.isZero())
    return "0";
  return joined(P.terms(), " + ", [](const Poly::Entry &E) {
    std::string Text = std::to_string(E.second);
    for (Sym S : E.first)
      Text += (isIndex(S) ? "*i" : "*a") + std::to_string(isIndex(S) ? loopOf(S) : S);
    return Text;
  });
}

std::string describe(const Operand &O) {
  std::string Text = O.Name.empty() ? "" : O.Name;
  Text += "#" + std::to_string(O.Object);
  for (const Poly &L : O.Levels)
    Text += "[" + describe(L) + "]";
  if (!O.Via.empty())
    Text += " via " + joined(O.Via, ", ", [](const Operand &V) { return describe(V); });
  return Text;
}

std::string describe(NodeRef R, const BodyDag &B) { return node(R, B, 0); }

std::string describe(const Statement &S, const BodyDag &B) {
  std::string Text = "statement " + std::to_string(S.Tag) + " " + loops(S.Loops) + " ";
  Text += S.ToScalar ? "scalar " + (S.Result == ~0u ? std::string() : std::to_string(S.Result))
                     : describe(S.Out);
  Text += " = " + describe(S.Value, B);
  if (!S.Inner.empty())
    Text += "\n      inner " + loops(S.Inner);
  for (const State &C : S.States)
    Text += "\n      carried" + std::to_string(C.Id) + " by i" + std::to_string(C.Loop) +
            " becomes " + describe(C.Next, B);
  if (S.Composite != NoNode)
    Text += "\n      composite " + describe(S.Composite, B);
  return Text + obstacles(S.Obstacles);
}

std::string describe(const Update &U, const BodyDag &B) {
  std::string Text =
      "update of " + joined(U.Tags, ",", [](uint32_t T) { return std::to_string(T); });
  Text += " " + loops(U.Dims) + " " + (U.ToScalar ? "scalar" : describe(U.Out)) + " " +
          std::string(nameOf(U.Reduce)) + "= " + (U.Coef == 1 ? "" : number(U.Coef) + "*");
  for (NodeRef R : U.Scalars)
    Text += describe(R, B) + "*";
  Text += joined(U.Reads, std::string(" ") + std::string(nameOf(U.Combine)) + " ",
                 [](const Factor &F) { return (F.Abs ? "abs " : "") + describe(F.Op); });
  for (NodeRef R : U.Others)
    Text += " other " + describe(R, B);
  if (U.Function != NoNode)
    Text += " as " + describe(U.Function, B);
  Text += U.Before == Old::Lost   ? " (old value lost)"
          : U.Before == Old::Kept ? " (old value kept)"
                                  : " (old value scaled)";
  for (const auto &[Set, Name] : {std::pair(U.Whole, " whole"),
                                  {U.Sparse, " sparse"},
                                  {U.Complex, " complex"},
                                  {U.Subtracts, " subtracts"},
                                  {U.Mapped, " mapped"},
                                  {U.Repeated, " repeated"},
                                  {U.IsInit, " init"}})
    if (Set)
      Text += Name;
  return Text + obstacles(U.Obstacles);
}

} // namespace auspex::kernels
