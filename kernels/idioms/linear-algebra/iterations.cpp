//===- kernels/idioms/linear-algebra/iterations.cpp - Iterative solvers ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Algorithms whose steps are kernels by themselves and work for each other in a loop.
//
// Conjugate gradients (Hestenes and Stiefel 1952; Saad, Iterative Methods for Sparse
// Linear Systems, 6.7): x += alpha*p, r -= alpha*q with q = A*p and alpha made from
// sums over p; p = z + beta*p.
//
// Jacobi's iteration: every element of a second array from its neighbours, or from a row
// of the system divided by the diagonal, in the first; then the arrays change roles.
//
// Multigrid (Briggs, Henson and McCormick, A Multigrid Tutorial): a residual goes down
// to every second point, a correction comes back up between them, and a smoother works
// on what is corrected.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/scene.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// A vector: an array, or a part of a workspace that several share (r = w, p = w + n, ...).
struct Vector {
  uint32_t Root;
  Poly Offset;
  bool operator==(const Vector &) const = default;
};

/// The vector that \p O is an element of: what moves it does so element by element, so that
/// what does not is where the vector begins.
Vector vectorOf(const Operand &O) {
  Vector V{O.Root, {}};
  if (O.Levels.size() != 1 || O.Levels[0].isBad())
    return V;
  Poly Offset;
  for (const auto &[Symbols, C] : O.Levels[0].terms()) {
    if (std::ranges::none_of(Symbols, isIndex)) {
      if (!Symbols.empty()) {
        Poly Part(C);
        for (Sym S : Symbols)
          Part *= Poly::symbol(S);
        Offset += Part;
      }
    } else if (Symbols.size() != 1) {
      return V; // rows of a matrix
    }
  }
  V.Offset = Offset;
  return V;
}

bool readsVector(const Scene &Sc, NodeRef R, const Vector &V) {
  const std::vector<uint32_t> Ids = Sc.B.readsOf(R);
  return std::ranges::any_of(Ids, [&](uint32_t Id) { return vectorOf(Sc.operand(Id)) == V; });
}

/// y += a*x (Direction: y = x + a*y) along one loop.
struct VectorUpdate {
  const Statement *S;
  Vector Y, X;
  const Coefficient *A;
};

struct VectorUpdates {
  std::vector<Combined> Kept; ///< what A points into
  std::vector<VectorUpdate> Added, Directions;
};

VectorUpdates vectorUpdates(const Scene &Sc) {
  VectorUpdates Out;
  Out.Kept.reserve(Sc.All.size());
  for (const Statement &S : Sc.All) {
    auto C = S.Sparse ? std::nullopt : Sc.combined(S);
    if (!C || C->Constant || C->Reads.size() != 2)
      continue;
    const Combined &K = Out.Kept.emplace_back(std::move(*C));
    auto Old = K.Reads.begin(), Other = std::next(Old);
    if (!Sc.operand(Old->first).sameAddress(S.Out))
      std::swap(Old, Other);
    if (!Sc.operand(Old->first).sameAddress(S.Out))
      continue;
    const Vector X = vectorOf(Sc.operand(Other->first)), Y = vectorOf(S.Out);
    if (Old->second.isOne() && !Other->second.isNumber())
      Out.Added.push_back({&S, Y, X, &Other->second});
    else if (Other->second.isOne() && !Old->second.isNumber())
      Out.Directions.push_back({&S, Y, X, &Old->second});
  }
  return Out;
}

/// \p To is computed from \p From in \p Loop.
bool computes(const Scene &Sc, const Vector &To, const Vector &From, uint32_t Loop) {
  return std::ranges::any_of(Sc.All, [&](const Statement &S) {
    return !S.ToScalar && vectorOf(S.Out) == To && Scene::isIn(S.Around, Loop) &&
           S.Value != NoNode && readsVector(Sc, S.Value, From);
  });
}

/// A sum of \p S reads \p V.
bool sumsOverVector(const Scene &Sc, const Source &S, const Vector &V) {
  return std::ranges::any_of(S.Sums, [&](const std::vector<NodeRef> &Factors) {
    return std::ranges::any_of(Factors, [&](NodeRef F) { return readsVector(Sc, F, V); });
  });
}

std::vector<Ensemble> conjugateGradients(const Scene &Sc) {
  const VectorUpdates All = vectorUpdates(Sc);
  for (const VectorUpdate &D : All.Directions)
    for (const VectorUpdate &X : All.Added)
      for (const VectorUpdate &R : All.Added) {
        // x moves along the direction, r by what the operator makes of it.
        if (!(X.X == D.Y) || R.X == D.Y || X.Y == R.Y || X.Y == D.Y || R.Y == D.Y || D.X == X.Y)
          continue;
        std::optional<uint32_t> T;
        for (uint32_t L : X.S->Around)
          if (Scene::isIn(R.S->Around, L) && Scene::isIn(D.S->Around, L))
            T = L;
        if (!T)
          continue;
        // Other methods have a second direction (BiCG) or more of them (BiCGStab).
        if (std::ranges::any_of(All.Directions, [&](const VectorUpdate &E) {
              return !(E.Y == D.Y) && Scene::isIn(E.S->Around, *T);
            }))
          continue;
        const Source Alpha = Sc.sourceOf(*X.A), Beta = Sc.sourceOf(*D.A);
        if (!sumsOverVector(Sc, Alpha, D.Y) || (Beta.Sums.empty() && !Beta.Unknown) ||
            !computes(Sc, R.X, D.Y, *T))
          continue;
        auto Loop = [&](const Statement &S) { return Scene::isIn(S.Around, *T); };
        Ensemble E{{X.S, R.S, D.S}, {}};
        for (const Statement &S : Sc.All)
          if (!S.ToScalar && vectorOf(S.Out) == R.X && Loop(S)) {
            E.Parts.insert(E.Parts.begin(), &S);
            break;
          }
        return {E};
      }
  return {};
}

/// \p R has a sum over a row of a matrix, A[i,j]*x[j], of the system for \p X, beside the
/// right-hand side: powers of a matrix have none.
bool hasRowSum(const Scene &Sc, NodeRef R, uint32_t X) {
  const auto Sums = Sc.B.collect(R, [](const Node &N) {
    return N.Kind == NodeKind::Fold && N.Op == Fn::Add &&
           std::ranges::any_of(N.Terms, [](const Term &T) { return !T.Over.empty(); });
  });
  return std::ranges::any_of(Sums, [&](NodeRef S) {
    const auto &Terms = Sc.B[S].Terms;
    const bool HasRightSide = std::ranges::any_of(Terms, [&](const Term &T) {
      return T.Over.empty() &&
             std::ranges::any_of(T.Factors, [&](NodeRef F) { return Sc.B.dependsOnData(F); });
    });
    return HasRightSide && std::ranges::any_of(Terms, [&](const Term &T) {
             if (T.Over.empty())
               return false;
             std::set<uint32_t> Roots;
             for (NodeRef F : T.Factors)
               Roots.merge(Sc.rootsBelow(F));
             return Roots.contains(X) && Roots.size() > 1;
           });
  });
}

/// Several elements of \p X around each element of the output, by fixed weights.
bool isNeighbourhood(const Scene &Sc, const Statement &S, uint32_t X) {
  const auto C = Sc.combined(S);
  constexpr size_t MinNeighbours = 2;
  size_t Neighbours = 0;
  if (!C)
    return false;
  for (const auto &[Id, K] : C->Reads) {
    const Operand &O = Sc.operand(Id);
    if (O.Root != X)
      continue;
    // Neighbours move as the element does: neither by leaps nor backwards.
    for (const Dim &D : S.Loops)
      if (S.Out.moves(indexOf(D.Loop)) && !(O.Levels.back().coefficientOf(indexOf(D.Loop)) ==
                                            S.Out.Levels.back().coefficientOf(indexOf(D.Loop))))
        return false;
    ++Neighbours;
  }
  return Neighbours >= MinNeighbours;
}

/// The value is divided by, or multiplied with the inverse of, the diagonal: an operand
/// that moves with the output and outside of the sum, and is not the unknown \p X.
bool isDividedByDiagonal(const Scene &Sc, const Statement &S, uint32_t X) {
  const auto Factors = Sc.B.collect(S.Value, [&](const Node &N) {
    return N.Kind == NodeKind::Fold && N.Op == Fn::Add &&
           std::ranges::any_of(N.Terms, [&](const Term &T) {
             return std::ranges::any_of(T.Factors, [&](NodeRef F) {
               const Node &R = Sc.B[F];
               if (R.Kind == NodeKind::Apply && R.Op == Fn::Recip)
                 return std::ranges::any_of(Sc.B.readsOf(F), [&](uint32_t Id) {
                   return Sc.operand(Id).moves(indexOf(S.Loops.back().Loop));
                 });
               return R.Kind == NodeKind::Read && T.Factors.size() > 1 &&
                      Sc.operand(R.Id).Root != X &&
                      std::ranges::none_of(
                          T.Over, [&](uint32_t L) { return Sc.operand(R.Id).moves(indexOf(L)); }) &&
                      Sc.operand(R.Id).moves(indexOf(S.Loops.back().Loop));
             });
           });
  });
  return !Factors.empty();
}

std::vector<Ensemble> jacobiIterations(const Scene &Sc) {
  std::vector<Ensemble> Out;
  std::set<uint32_t> Done; // loops
  for (const Statement &S : Sc.All) {
    if (S.ToScalar || S.Value == NoNode || S.Loops.empty())
      continue;
    const std::set<uint32_t> Read = Sc.rootsBelow(S.Value);
    if (Read.contains(S.Out.Root))
      continue; // in place: Gauss-Seidel, or a scheme with two time levels
    for (uint32_t X : Read) {
      const bool Row = hasRowSum(Sc, S.Value, X) && isDividedByDiagonal(Sc, S, X);
      if (!Row && !isNeighbourhood(Sc, S, X))
        continue;
      // The innermost loop in which the arrays change roles, which moves neither.
      for (auto T = S.Around.rbegin(); T != S.Around.rend(); ++T) {
        if (S.Out.moves(indexOf(*T)) || !Sc.movesBack(X, S.Out.Root, *T))
          continue;
        if (Done.insert(*T).second)
          Out.push_back({{&S}, {}});
        break;
      }
    }
  }
  return Out;
}

/// How a statement and what it reads of one object move along its innermost loop. Grids
/// of all levels may be parts of one array.
struct Hops {
  int64_t Out = 0, In = 0;
  size_t Reads = 0; ///< of In
};

Hops hopsOf(const Scene &Sc, const Statement &S, uint32_t From) {
  Hops H;
  auto Stride = [&](const Operand &O) {
    const auto C = O.Levels.back().coefficientOf(indexOf(S.Loops.back().Loop)).constant();
    return C.value_or(0);
  };
  H.Out = Stride(S.Out);
  for (uint32_t Id : Sc.B.readsOf(S.Value))
    if (const Operand &O = Sc.operand(Id); O.Object == From) {
      const int64_t In = Stride(O);
      if (H.Reads && In != H.In)
        return {};
      H.In = In;
      ++H.Reads;
    }
  return H;
}

std::vector<Ensemble> multigrid(const Scene &Sc) {
  const Statement *Down = nullptr, *Up = nullptr;
  for (const Statement &S : Sc.All) {
    if (S.ToScalar || S.Value == NoNode || S.Loops.empty() || S.Out.Levels.empty())
      continue;
    std::set<uint32_t> Objects;
    for (uint32_t Id : Sc.B.readsOf(S.Value))
      Objects.insert(Sc.operand(Id).Object);
    for (uint32_t From : Objects) {
      const Hops H = hopsOf(Sc, S, From);
      constexpr size_t MinRestricted = 3;
      if (H.Out && H.In == 2 * H.Out && H.Reads >= MinRestricted && !Down)
        Down = &S;
      // What is added between two points of the coarse grid.
      if (H.In && H.Out == 2 * H.In && H.Reads >= 2 && !Up &&
          Sc.rootsBelow(S.Value).contains(S.Out.Root))
        Up = &S;
    }
  }
  if (!Down || !Up)
    return {};
  // A smoother: neighbours of what is corrected.
  for (const Statement &S : Sc.All)
    if (!S.ToScalar && S.Value != NoNode && !S.Loops.empty() && &S != Down && &S != Up &&
        isNeighbourhood(Sc, S, Up->Out.Root))
      return {{{&S, Down, Up}, {}}};
  return {};
}

} // namespace

const Idiom ConjugateGradients = {
    .Name = "cg",
    .Family = "linear-algebra",
    .Form = "x += alpha*p; r -= alpha*A*p; p = z + beta*p",
    .Title = "conjugate gradients",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "10*n + 2*nnz a step",
    .Bytes = "e*(nnz + 12*n) a step",
    .Confused = "steepest descent (no direction is kept); BiCG (two directions); momentum (no "
                "sums in the coefficients)",
    .Assemble = conjugateGradients,
};

const Idiom JacobiIteration = {
    .Name = "jacobi",
    .Family = "linear-algebra",
    .Form = "y[i] = (b[i] - A[i,j]*x[j])/A[i,i]; x = y",
    .Title = "Jacobi's iteration, also on a grid",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*nnz a step",
    .Bytes = "e*(nnz + 3*n) a step",
    .Confused = "Gauss-Seidel (in place); one step (a stencil); power iteration, PageRank (no "
                "diagonal); the wave equation (two old time levels)",
    .Assemble = jacobiIterations,
};

const Idiom Multigrid = {
    .Name = "multigrid",
    .Family = "linear-algebra",
    .Form = "smooth u; f[i] = r[2i-1] + 2*r[2i] + r[2i+1]; u[2i+1] += (e[i] + e[i+1])/2",
    .Title = "multigrid cycle",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "about 30*n a cycle",
    .Bytes = "about 40*e*n a cycle",
    .Confused = "wavelets (no smoothing); resampling (one direction)",
    .Assemble = multigrid,
};

} // namespace auspex::kernels
