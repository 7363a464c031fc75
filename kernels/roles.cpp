//===- kernels/roles.cpp - What a form serves as where it stands ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/roles.h"

#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool isElementwise(const Update &U) {
  return !U.ToScalar &&
         std::ranges::all_of(U.Dims, [&](const Dim &D) { return U.Out.moves(indexOf(D.Loop)); });
}

/// The operand itself, or nothing where a flag says so: `flag ? x[i] : 0`.
bool isOptional(NodeRef R, const BodyDag &B) {
  const Node &N = B[R];
  if (N.Kind != NodeKind::Apply || N.Op != Fn::Select || B.dependsOnData(N.Args[0]))
    return false;
  auto IsZero = [&](NodeRef X) { return B[X].Kind == NodeKind::Constant && B[X].Value == 0; };
  auto IsElement = [&](NodeRef X) { return B[X].Kind == NodeKind::Argument; };
  return (IsZero(N.Args[1]) && IsElement(N.Args[2])) || (IsElement(N.Args[1]) && IsZero(N.Args[2]));
}

/// \p U adds one operand to an output of which it is the bias: a vector along fewer axes
/// than a matrix has, or beside a vector.
bool isBias(const Update &U, const Update &Product, const BodyDag &B) {
  if (U.Reads.size() != 1 || U.Coef != 1 || !U.Scalars.empty() || !U.Obstacles.empty() ||
      !(U.Others.empty() || (U.Function != NoNode && isOptional(U.Function, B))))
    return false;
  const Operand &Bias = U.Reads[0].Op;
  if (Bias.Object == Product.Out.Object)
    return false;
  auto Moving = [](const Update &V, const Operand &O) {
    return std::ranges::count_if(V.Dims, [&](const Dim &D) { return O.moves(indexOf(D.Loop)); });
  };
  const auto Axes = Moving(Product, Product.Out);
  return Moving(U, Bias) == 1 && Axes >= 1;
}

class Linear {
public:
  Linear(const std::vector<Named> &Matches, const std::vector<Contraction> &All,
         const std::vector<Statement> &Statements, const BodyDag &B, const Surroundings &Around)
      : Matches(Matches), All(All), Statements(Statements), B(B), Around(Around) {}

  /// The product is followed or begun by what a layer adds to it.
  bool is(const Match &M) const {
    const Update &U = *M.U;
    // A sign behind a function is the function's.
    if ((M.What != &Gemm && M.What != &Gemv) || (U.Subtracts && !U.Mapped) || U.Coef < 0)
      return false;
    return hasBias(U) || startsFromCopy(M) || storesActivation(U) || isActivated(U);
  }

private:
  bool hasBias(const Update &U) const {
    for (const Contraction &C : All)
      for (const Update &V : C.Updates) {
        if (&V == &U || V.ToScalar || V.Out.Object != U.Out.Object || !isBias(V, U, B))
          continue;
        const bool Own = std::ranges::any_of(C.Updates, [&](const Update &X) { return &X == &U; });
        if (Own ? V.IsInit : V.Before == Old::Kept && isElementwise(V))
          return true;
      }
    return false;
  }

  /// A vector to which a bias was copied before.
  bool startsFromCopy(const Match &M) const {
    return M.What == &Gemv && M.U->Before == Old::Kept &&
           std::ranges::any_of(Around.Moves, [&](const Move &C) {
             return C.To == M.U->Out.Root && C.From != C.To && C.From != M.operand(0).Root &&
                    C.From != M.operand(1).Root;
           });
  }

  /// \p S stores a function of what \p U sums up in the same place.
  bool storesTheSameSum(const Statement &S, const Update &U) const {
    if (S.ToScalar || S.Out.Object != U.Out.Object)
      return false;
    const auto Read = B.readsOf(S.Value);
    return std::ranges::all_of(U.Reads, [&](const Factor &R) {
      return std::ranges::any_of(Read,
                                 [&](uint32_t Id) { return B.operand(Id).sameAddress(R.Op); });
    });
  }

  /// What is stored is a function of the sum: a maximum, a choice, a quotient or a
  /// hyperbolic tangent. A scaled or converted sum is none.
  bool storesActivation(const Update &U) const {
    for (const Statement &S : Statements) {
      const bool Own = std::ranges::find(U.Tags, S.Tag) != U.Tags.end();
      if (S.Value == NoNode || (Own ? !U.Mapped : !storesTheSameSum(S, U)))
        continue;
      const Node &N = B[S.Value];
      if (N.Kind == NodeKind::Fold
              ? N.Op == Fn::Max || N.Op == Fn::Min
              : N.Kind == NodeKind::Apply && (N.Op == Fn::Select || N.Op == Fn::Tanh ||
                                              (N.Op == Fn::Recip && B.applies(S.Value, Fn::Exp)) ||
                                              (N.Op == Fn::Div && B.dependsOnData(N.Args[1]))))
        return true;
    }
    return false;
  }

  /// An activation reads the product element by element.
  bool isActivated(const Update &U) const {
    return std::ranges::any_of(Matches, [&](const Named &N) {
      const Update &V = *N.M.U;
      return N.M.What->Family == "neural-networks" && N.F->Body && isElementwise(V) &&
             std::ranges::any_of(V.Reads,
                                 [&](const Factor &R) { return R.Op.Object == U.Out.Object; });
    });
  }

  const std::vector<Named> &Matches;
  const std::vector<Contraction> &All;
  const std::vector<Statement> &Statements;
  const BodyDag &B;
  const Surroundings &Around;
};

/// w -= rate * g where nothing in the function makes the rate or the gradient, or writes
/// either again: the step of gradient descent, also with decay of w.
bool isDescent(const Match &M, const std::vector<Statement> &Statements, const BodyDag &B,
               const Surroundings &Around) {
  const Update &U = *M.U;
  if ((M.What != &Axpy && M.What != &AxpyMatrix && M.What != &Axpby) || U.Coef >= 0 ||
      (U.Scalars.empty() && U.Coef == -1))
    return false;
  for (NodeRef R : U.Scalars) {
    if (B.dependsOnData(R))
      return false;
    for (uint32_t Id : B.idsBelow(R, NodeKind::Scalar))
      if (const ScalarOrigin O = Around.OriginOf ? Around.OriginOf(Id) : ScalarOrigin{};
          !O.Sums.empty() || !O.Elements.empty() || O.Root || O.Turn || O.Divided)
        return false;
  }
  return std::ranges::none_of(Statements, [&](const Statement &S) {
    return !S.ToScalar &&
           (S.Out.Root == M.operand(0).Root ||
            (S.Out.Root == U.Out.Root && std::ranges::find(U.Tags, S.Tag) == U.Tags.end()));
  });
}

bool isProduct(const Match &M) {
  return M.What == &Gemm || M.What == &BatchedGemm || M.What == &Gemv || M.What == &Ger ||
         M.What == &Outer;
}

/// A sum of products of bytes in more bits.
bool isQuantised(const Match &M) {
  if (!isProduct(M) && M.What != &Dot)
    return false;
  for (size_t K = 0; K < M.Reads.size(); ++K)
    if (demand::bytesOf(M.operand(K).Elem) != 1)
      return false;
  // Sums of integers; a sum of real numbers is a statistic of bytes.
  return (demand::isInteger(M.U->Out.Elem) && demand::bytesOf(M.U->Out.Elem) >= 4) || M.U->Mapped;
}

/// A row whose moments are sums over several axes: channels, and places in their planes.
bool isOverPlanes(const Match &M, const std::vector<Statement> &Statements, const BodyDag &B) {
  return M.What == &LayerNorm && std::ranges::any_of(Statements, [&](const Statement &S) {
           return S.Tag == M.U->Tags[0] &&
                  !B.collect(S.Value, [](const Node &N) {
                      return std::ranges::any_of(N.Terms,
                                                 [](const Term &T) { return T.Over.size() > 1; });
                    }).empty();
         });
}

/// A product with a matrix that another kernel has filled with windows.
bool isConvolution(const Match &M, const std::vector<Named> &Matches) {
  return isProduct(M) && std::ranges::any_of(Matches, [&](const Named &N) {
           if (N.M.What != &Im2col)
             return false;
           for (size_t K = 0; K < M.Reads.size(); ++K)
             if (M.operand(K).Object == N.M.U->Out.Object)
               return true;
           return false;
         });
}

/// The way back through a linear layer: one product sums over a dimension of the gradient
/// that another, of the same gradient, keeps: W'd beside dx'.
bool goesBack(const Match &M, const std::vector<Named> &Matches) {
  if (!isProduct(M))
    return false;
  auto Stride = [](const Operand &O, const Dim &D) {
    for (const Poly &L : O.Levels)
      if (L.mentions(indexOf(D.Loop)))
        return L.coefficientOf(indexOf(D.Loop));
    return Poly(0);
  };
  auto SumsWhatKeeps = [&](const Match &X, const Match &Y) {
    for (size_t K = 0; K < X.Reads.size(); ++K)
      for (size_t L = 0; L < Y.Reads.size(); ++L) {
        const Operand &D = X.operand(K), &E = Y.operand(L);
        if (D.Object != E.Object)
          continue;
        for (const Dim &I : X.U->Dims)
          for (const Dim &J : Y.U->Dims) {
            const Poly SI = Stride(D, I);
            if (!SI.isZero() && !SI.isBad() && SI == Stride(E, J) && I.Extent == J.Extent &&
                !X.U->Out.moves(indexOf(I.Loop)) && Y.U->Out.moves(indexOf(J.Loop)))
              return true;
          }
      }
    return false;
  };
  return std::ranges::any_of(Matches, [&](const Named &N) {
    return N.M.U != M.U && isProduct(N.M) && N.M.U->Out.Object != M.U->Out.Object &&
           (SumsWhatKeeps(M, N.M) || SumsWhatKeeps(N.M, M));
  });
}

const Statement *statementOf(const Match &M, const std::vector<Statement> &Statements) {
  const auto It = std::ranges::find_if(
      Statements, [&](const Statement &S) { return S.Tag == M.U->Tags[0]; });
  return It == Statements.end() ? nullptr : &*It;
}

Poly strideOf(const Operand &O, uint32_t Loop) {
  for (const Poly &L : O.Levels)
    if (L.mentions(indexOf(Loop)))
      return L.coefficientOf(indexOf(Loop));
  return Poly(0);
}

/// One query meets all keys: no loop chooses among queries, each that moves the output chooses
/// a head of the values, or a feature.
bool isDecoding(const Match &M, const Statement &S) {
  return std::ranges::all_of(S.Loops, [&](const Dim &D) {
    return !S.Out.moves(indexOf(D.Loop)) || M.operand(0).moves(indexOf(D.Loop));
  });
}

/// Heads lie beside each other in the row of a position: an axis of the output that is one
/// of the values, with steps that are no multiples of those from key to key.
bool hasHeads(const Match &M, const Statement &S) {
  const Operand &V = M.operand(0);
  auto Keys = [&](const std::vector<Dim> &Dims) -> std::optional<Poly> {
    for (const Dim &D : Dims)
      if (V.moves(indexOf(D.Loop)) && !S.Out.moves(indexOf(D.Loop)))
        return strideOf(V, D.Loop);
    return std::nullopt;
  };
  auto Key = Keys(S.Inner);
  if (!Key)
    Key = Keys(S.Loops);
  size_t Within = 0; // features and heads
  for (const Dim &D : S.Loops) {
    const Poly P = strideOf(V, D.Loop);
    if (!Key || !S.Out.moves(indexOf(D.Loop)) || P.isZero() || P.isBad() || P.quotient(*Key))
      continue;
    ++Within;
  }
  return Within >= 2;
}

/// What was summed so far is scaled by an exponential when a larger maximum comes.
bool isOnline(const Statement &S, const std::vector<Statement> &Statements, const BodyDag &B) {
  return std::ranges::any_of(Statements, [&](const Statement &T) {
    if (T.ToScalar || T.Out.Root != S.Out.Root || T.Value == NoNode)
      return false;
    return std::ranges::any_of(B.sumTerms(T.Value), [&](const Term &X) {
      bool Old = false, Scale = false;
      for (NodeRef F : X.Factors) {
        Old |= B[F].Kind == NodeKind::Read && B.operand(B[F].Id).sameAddress(T.Out);
        Scale |= B[F].Kind == NodeKind::Apply && B[F].Op == Fn::Exp;
      }
      return Old && Scale;
    });
  });
}

/// A product of matrices one of whose dimensions is several of a tensor, one after the other.
bool isContraction(const Match &M) {
  return M.What == &Gemm && std::ranges::any_of(M.U->Dims, [](const Dim &D) {
           return D.Extent.size() == 1 && D.Extent[0].terms().size() == 1 &&
                  D.Extent[0].degree() > 1 && !D.Extent[0].mentionsAnyIndex();
         });
}

/// Under a loop that moves nothing of it, \p M's result becomes its input again.
bool isIterated(const Match &M, const std::vector<Statement> &Statements, const BodyDag &B) {
  const Update &U = *M.U;
  auto Reads = [&](const Statement &S, uint32_t Object) {
    return std::ranges::any_of(B.readsOf(S.Value),
                               [&](uint32_t Id) { return B.operand(Id).Object == Object; });
  };
  auto Around = [](const Statement &S, uint32_t Loop) {
    return std::ranges::any_of(S.Loops, [&](const Dim &D) { return D.Loop == Loop; });
  };
  for (const Statement &S : Statements) {
    if (S.ToScalar || std::ranges::find(U.Tags, S.Tag) == U.Tags.end())
      continue;
    for (const Dim &Again : S.Loops) {
      if (S.Out.moves(indexOf(Again.Loop)))
        continue;
      for (const Statement &T : Statements)
        if (&T != &S && !T.ToScalar && T.Out.Object == M.operand(0).Object &&
            Around(T, Again.Loop) && Reads(T, S.Out.Object))
          return true;
    }
  }
  return false;
}

} // namespace

void addRoles(std::vector<Named> &Matches, const std::vector<Contraction> &All,
              const std::vector<Statement> &Statements, const BodyDag &B,
              const Surroundings &Around) {
  const Linear Layers(Matches, All, Statements, B, Around);
  for (Named &N : Matches) {
    if (N.M.What->Describe)
      N.M.What->Describe(N.M);
    if (Layers.is(N.M))
      N.M.Serves.push_back("linear");
    if (isDescent(N.M, Statements, B, Around))
      N.M.Serves.push_back("sgd");
    if (isQuantised(N.M))
      N.M.Serves.push_back("quantized-gemm");
    if (isOverPlanes(N.M, Statements, B))
      N.M.Serves.push_back("group-norm");
    if (isConvolution(N.M, Matches))
      N.M.Serves.insert(N.M.Serves.end(), {"conv2d", "im2col-gemm"});
    if (isContraction(N.M))
      N.M.Serves.push_back("tensor-contraction");
    if (goesBack(N.M, Matches))
      N.M.Serves.push_back("backward");
    if (N.M.What == &Attention)
      if (const Statement *S = statementOf(N.M, Statements)) {
        if (isDecoding(N.M, *S))
          N.M.Serves.push_back("kv-cache-decode");
        else if (hasHeads(N.M, *S))
          N.M.Serves.push_back("mha");
        if (isOnline(*S, Statements, B))
          N.M.Serves.push_back("flash-attention");
      }
    if (N.M.What == &Stencil && isIterated(N.M, Statements, B))
      N.M.Serves.push_back("jacobi");
  }
}

} // namespace auspex::kernels
