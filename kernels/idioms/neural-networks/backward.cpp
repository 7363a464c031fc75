//===- kernels/idioms/neural-networks/backward.cpp - Gradients of functions ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The gradient of a layer's output times the derivative of its function, which is a
// function of what went in or of what came out (Goodfellow, Bengio, Courville, Deep
// Learning, 6.5). Linear layers go back through matrix products.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>
#include <set>

namespace auspex::kernels {
namespace {

std::optional<std::string> twoArrays(const Match &M) {
  return M.operand(0).Object == M.operand(1).Object
             ? std::optional<std::string>("both are one array")
             : std::nullopt;
}

/// dx = y (dy - sum of y dy): a row, less its inner product with another, times that.
std::optional<uint32_t> softmaxBackward(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar)
    return std::nullopt;
  // The product may be distributed over the difference.
  auto ReadAt = [&](NodeRef R) { return B[R].Kind == NodeKind::Read; };
  std::vector<Term> Terms = B.sumTerms(Value);
  NodeRef Y = NoNode;
  if (Terms.size() == 1 && Terms[0].Over.empty() && Terms[0].Factors.size() == 2)
    for (size_t K : {0, 1})
      if (ReadAt(Terms[0].Factors[K]) && B[Terms[0].Factors[1 - K]].Kind == NodeKind::Fold) {
        Y = Terms[0].Factors[K];
        Terms = B.sumTerms(Terms[0].Factors[1 - K]);
        for (Term &T : Terms)
          T.Factors.push_back(Y);
        break;
      }
  if (Terms.size() != 2)
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Term &Plain = Terms[K], &Sum = Terms[1 - K];
    if (Plain.Coef * Sum.Coef >= 0 || Plain.Factors.size() != 2 || !Plain.Over.empty() ||
        !std::ranges::all_of(Plain.Factors, ReadAt))
      continue;
    // y times the inner product of both arrays: a term over a loop, or a scalar.
    for (NodeRef P : Plain.Factors) {
      const NodeRef Q = Plain.Factors[0] == P ? Plain.Factors[1] : Plain.Factors[0];
      if (std::ranges::find(Sum.Factors, P) == Sum.Factors.end())
        continue;
      auto Object = [&](NodeRef R) { return B.operand(B[R].Id).Object; };
      auto IsInner = [&](const Term &T, bool WithP) {
        size_t OfP = 0, OfQ = 0;
        for (NodeRef X : T.Factors)
          if (ReadAt(X) && !(WithP && X == P)) {
            OfP += Object(X) == Object(P);
            OfQ += Object(X) == Object(Q);
          }
        return !T.Over.empty() && OfP == 1 && OfQ == 1;
      };
      if (Object(P) == Object(Q))
        continue;
      const bool Inner =
          IsInner(Sum, true) || std::ranges::any_of(Sum.Factors, [&](NodeRef X) {
            const auto Ts = B.sumTerms(X);
            return X != P && Ts.size() == 1 && IsInner(Ts[0], false);
          });
      if (Inner)
        return B[P].Id;
    }
  }
  return std::nullopt;
}

/// An element of a softmax less 1 where it is the label's: the gradient of cross-entropy by
/// the logits.
std::optional<uint32_t> labelTakenAway(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar)
    return std::nullopt;
  auto IsNumber = [&](NodeRef X, double V) {
    return B[X].Kind == NodeKind::Constant && B[X].Value == V;
  };
  // i == label[t]
  auto IsLabel = [&](NodeRef C) {
    if (!F.is(C, Fn::Compare) || orderOf(B[C].Id) != Order::Equal)
      return false;
    const auto &A = B[C].Args;
    for (size_t K : {0, 1})
      if (B[A[K]].Kind == NodeKind::Index && B[A[1 - K]].Kind == NodeKind::Read &&
          demand::isInteger(B.operand(B[A[1 - K]].Id).Elem))
        return true;
    return false;
  };
  for (NodeRef R : B.collect(
           Value, [](const Node &N) { return N.Kind == NodeKind::Fold && N.Op == Fn::Add; })) {
    std::optional<uint32_t> Element;
    double Sign = 0;
    bool Label = false;
    for (const Term &T : B[R].Terms)
      for (NodeRef X : T.Factors) {
        const Node &N = B[X];
        if (F.is(X, Fn::Select) && IsLabel(N.Args[0]) && IsNumber(N.Args[2], 0) &&
            (IsNumber(N.Args[1], 1) || IsNumber(N.Args[1], -1))) {
          Label = true;
          Sign = T.Coef * B[N.Args[1]].Value;
        } else if (IsLabel(X)) { // true is 1
          Label = true;
          Sign = T.Coef;
        } else if (N.Kind == NodeKind::Read && !B.operand(N.Id).sameAddress(S.Out) &&
                   std::ranges::all_of(S.Loops, [&](const Dim &D) {
                     return S.Out.moves(indexOf(D.Loop)) == B.operand(N.Id).moves(indexOf(D.Loop));
                   })) {
          Element = N.Id;
        }
      }
    if (Label && Element && Sign < 0)
      return Element;
  }
  return std::nullopt;
}

/// The gradient less its mean over the row, and less the element's own share of the mean of
/// gradients times elements.
std::optional<uint32_t> normBackward(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar)
    return std::nullopt;
  auto IsOld = [&](NodeRef X) {
    return B[X].Kind == NodeKind::Read && B.operand(B[X].Id).sameAddress(S.Out);
  };
  std::vector<Term> Terms = B.sumTerms(Value);
  std::erase_if(Terms, [&](const Term &T) { return T.Factors.size() == 1 && IsOld(T.Factors[0]); });
  // r * (g - ...)
  constexpr size_t MinTerms = 3;
  if (Terms.size() == 1 && Terms[0].Over.empty())
    for (NodeRef X : Terms[0].Factors)
      if (B[X].Kind == NodeKind::Fold && B[X].Op == Fn::Add && B[X].Terms.size() >= MinTerms) {
        Terms = B[X].Terms;
        break;
      }
  if (Terms.size() < MinTerms)
    return std::nullopt;
  // What a sum reads where its own loops are, and elsewhere.
  auto ReadsOf = [&](const Term &T, bool Summed) {
    std::set<uint32_t> Out;
    for (NodeRef X : T.Factors)
      for (uint32_t Id : B.readsOf(X)) {
        const Operand &O = B.operand(Id);
        const bool Moves =
            std::ranges::any_of(T.Over, [&](uint32_t L) { return O.moves(indexOf(L)); });
        const bool Along = std::ranges::all_of(S.Loops, [&](const Dim &D) {
          return S.Out.moves(indexOf(D.Loop)) == O.moves(indexOf(D.Loop));
        });
        if (Summed ? Moves : Along && !Moves)
          Out.insert(O.Object);
      }
    return Out;
  };
  for (const Term &Plain : Terms) {
    if (!Plain.Over.empty())
      continue;
    for (uint32_t G : ReadsOf(Plain, false)) {
      bool Mean = false, Share = false;
      for (const Term &T : Terms) {
        if (T.Over.empty() || T.Coef * Plain.Coef >= 0)
          continue;
        const auto In = ReadsOf(T, true), Out = ReadsOf(T, false);
        if (!In.contains(G))
          continue;
        const bool Both =
            std::ranges::any_of(Out, [&](uint32_t X) { return X != G && In.contains(X); });
        Share |= Both;
        Mean |= !Both && Out.empty();
      }
      if (Mean && Share)
        for (NodeRef X : Plain.Factors)
          for (uint32_t Id : B.readsOf(X))
            if (B.operand(Id).Object == G)
              return Id;
    }
  }
  return std::nullopt;
}

} // namespace

const Idiom ReluBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = if(x[i]>0,y[i],0)",
    .Title = "gradient of a rectified linear unit",
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "3*e*n",
    .Confused = "relu (of itself); a mask with another bound",
    .Variants = "if(x[i]>0,y[i],a*y[i])",
    .Also = twoArrays,
};

const Idiom SigmoidBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*x[i]*(1-x[i])",
    .Title = "gradient of a logistic function by its value",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "interpolation",
    .Also = twoArrays,
};

const Idiom TanhBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(1-x[i]*x[i])",
    .Title = "gradient of a hyperbolic tangent by its value",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "windows",
    .Also = twoArrays,
};

const Idiom SoftmaxBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(x[i]-s)",
    .Title = "gradient of a softmax: s is the sum of y*x",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "3*e*n",
    .Confused = "differences from a mean",
    .Compose = softmaxBackward,
};

const Idiom GeluBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(0.5*(1+tanh(0.79788456*(x[i]+0.044715*x[i]*x[i]*x[i])))+0.5*x[i]*(1"
            "-tanh(0.79788456*(x[i]+0.044715*x[i]*x[i]*x[i]))*tanh(0.79788456*(x[i]+0.044715*"
            "x[i]*x[i]*x[i])))*0.79788456*(1+0.134145*x[i]*x[i]))",
    .Title = "gradient of GELU",
    .FlopsPerPoint = 15,
    .Flops = "15*n",
    .Bytes = "3*e*n",
    .Confused = "gelu (the value)",
    .Variants = "y[i]*(0.5*(1+erf(0.70710678*x[i]))+0.39894228*x[i]*exp(0-0.5*x[i]*x[i]))",
    .Also = twoArrays,
};

const Idiom GeluBackwardAdded = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] += y[i]*(0.5*(1+tanh(0.79788456*(x[i]+0.044715*x[i]*x[i]*x[i])))+0.5*x[i]*("
            "1-tanh(0.79788456*(x[i]+0.044715*x[i]*x[i]*x[i]))*tanh(0.79788456*(x[i]+0.044715"
            "*x[i]*x[i]*x[i])))*0.79788456*(1+0.134145*x[i]*x[i]))",
    .Title = "gradient of GELU, added",
    .FlopsPerPoint = 16,
    .Flops = "16*n",
    .Bytes = "4*e*n",
    .Confused = "gelu (the value)",
    .Variants = "y[i]*(0.5*(1+erf(0.70710678*x[i]))+0.39894228*x[i]*exp(0-0.5*x[i]*x[i]))",
    .Also = twoArrays,
};

const Idiom SiluBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(1+x[i]*(1-1/(1+exp(-x[i]))))/(1+exp(-x[i]))",
    .Title = "gradient of SiLU",
    .FlopsPerPoint = 7,
    .Flops = "7*n",
    .Bytes = "3*e*n",
    .Confused = "silu (the value)",
    .Also = twoArrays,
};

const Idiom SiluBackwardAdded = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] += y[i]*(1+x[i]*(1-1/(1+exp(-x[i]))))/(1+exp(-x[i]))",
    .Title = "gradient of SiLU, added",
    .FlopsPerPoint = 8,
    .Flops = "8*n",
    .Bytes = "4*e*n",
    .Confused = "silu (the value)",
    .Also = twoArrays,
};

const Idiom ReluBackwardAdded = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] += if(x[i]>0,y[i],0)",
    .Title = "gradient of a rectified linear unit, added",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "4*e*n",
    .Confused = "sums under a mask with another bound",
    .Variants = "if(x[i]>0,y[i],a*y[i])",
    .Also = twoArrays,
};

const Idiom SigmoidBackwardAdded = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] += y[i]*x[i]*(1-x[i])",
    .Title = "gradient of a logistic function by its value, added",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "4*e*n",
    .Confused = "interpolation",
    .Also = twoArrays,
};

const Idiom TanhBackwardAdded = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] += y[i]*(1-x[i]*x[i])",
    .Title = "gradient of a hyperbolic tangent by its value, added",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "4*e*n",
    .Confused = "windows",
    .Also = twoArrays,
};

const Idiom CrossEntropyBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = x[i]-if(i=y,1,0)",
    .Title = "gradient of softmax and cross-entropy by the logits",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "a matrix less the unit matrix (no labels)",
    .Compose = labelTakenAway,
};

const Idiom NormBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = r*(y[i]-s-x[i]*t)",
    .Title = "gradient of a normalisation: s is the mean of y, t that of y*x",
    .FlopsPerPoint = 10,
    .Flops = "10*n",
    .Bytes = "e*(4*n)",
    .Confused = "softmax backward (one sum); projections (no mean)",
    .Compose = normBackward,
};

} // namespace auspex::kernels
