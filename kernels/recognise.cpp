//===- kernels/recognise.cpp - Statements to named kernels ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/recognise.h"

#include "kernels/catalogue/catalogue.h"
#include "kernels/complex.h"
#include "kernels/match.h"

#include <algorithm>
#include <cctype>
#include <deque>

namespace auspex::kernels {
namespace {

using demand::ExprRef;

struct Row {
  const Idiom *I;
  Form F;
};

const std::vector<Row> &rows() {
  static const std::vector<Row> Rows = [] {
    std::vector<Row> R;
    for (const Idiom *I : catalogue()) {
      if (I->Observed)
        continue;
      R.push_back({I, parseForm(I->Form)});
      // A variant changes what is computed, not how it is written down.
      const std::string Left(I->Form.substr(0, I->Form.find('=') + 1));
      for (std::string_view Rest = I->Variants; !Rest.empty();) {
        const size_t End = std::min(Rest.find(';'), Rest.size());
        Form F = parseForm(Left + std::string(Rest.substr(0, End)));
        F.Text = I->Form;
        R.push_back({I, std::move(F)});
        Rest.remove_prefix(std::min(End + 1, Rest.size()));
      }
    }
    return R;
  }();
  return Rows;
}

class Recogniser {
public:
  Recogniser(const std::vector<Statement> &S, BodyDag &B, Atoms &A, const Surroundings &Around)
      : Statements(S), B(B), A(A), Around(Around) {}

  Findings run() {
    std::vector<Update> Updates;
    for (const Statement &S : Statements)
      for (Update &U : updatesOf(S, B))
        Updates.push_back(std::move(U));
    joinComplex(Updates);
    const std::vector<Contraction> All = normalise(std::move(Updates), B);
    for (const Statement &S : Statements)
      compose(S);
    std::vector<uint32_t> Replaced;
    for (const Contraction &C : All)
      if (C.Updates[0].Sparse) {
        const size_t Before = Matches.size();
        decide(C);
        if (Matches.size() > Before)
          for (const Statement &S : Statements)
            if (S.Tag == C.Updates[0].Tags[0])
              Replaced.push_back(S.InsteadOf);
      }
    for (const Contraction &C : All)
      if (!C.Updates[0].Sparse &&
          std::ranges::none_of(
              C.Updates[0].Tags,
              [&](uint32_t T) { return std::ranges::find(Replaced, T) != Replaced.end(); }) &&
          std::ranges::none_of(C.Updates[0].Tags, [&](uint32_t T) {
            return std::ranges::any_of(Composed, [&](const Update &U) { return U.Tags[0] == T; });
          }))
        decide(C);
    for (const Named &N : Matches)
      if (!isVersionOfAnother(N))
        found(N.M, *N.F);
    return std::move(Out);
  }

private:
  struct Named {
    Match M;
    const Form *F;
  };

  /// Of kernels that exclude each other and write the same object, the one with
  /// most dimensions stands for all; of equal ones the first.
  bool isVersionOfAnother(const Named &N) const {
    for (const Named &O : Matches) {
      const Update &U = *N.M.U, &V = *O.M.U;
      // Versions may load the output's address apart: its name is one still.
      const bool OneOutput = U.ToScalar || U.Out.Object == V.Out.Object ||
                             (!U.Out.Name.empty() && U.Out.Name == V.Out.Name);
      if (&U == &V || U.ToScalar != V.ToScalar || !OneOutput ||
          !Around.Exclusive(U.Tags[0], V.Tags[0]))
        continue;
      if (U.Dims.size() < V.Dims.size())
        return true;
      if (&O < &N && N.M.What == O.M.What)
        return true;
    }
    return false;
  }

  /// Names what \p S computes together with the loops before it.
  void compose(const Statement &S) {
    if (S.Composite == NoNode || S.ToScalar || B.mentionsKind(S.Composite, NodeKind::Opaque) ||
        !S.Obstacles.empty())
      return;
    for (const Row &R : rows()) {
      const auto In = R.I->Compose ? R.I->Compose(S, Statements, B) : std::nullopt;
      if (!In)
        continue;
      Update &U = Composed.emplace_back();
      U.Out = S.Out;
      U.Reads = {{B.operand(*In), false}};
      U.Tags = {S.Tag};
      U.Assumptions = S.Assumptions;
      Match M;
      M.What = R.I;
      M.Reads = {0};
      for (const Dim &D : S.Loops)
        if (S.Out.moves(indexOf(D.Loop))) {
          U.Dims.push_back(D);
          U.Origin.push_back(D.Loop);
          M.Roles.emplace_back('i', D.Loop);
        }
      if (U.Dims.empty() || std::ranges::any_of(U.Dims, [](const Dim &D) {
            return D.MayLeave || D.Extent.empty();
          })) {
        Composed.pop_back();
        return;
      }
      M.U = &U;
      M.Text = R.I->Form;
      auto Rename = [&](std::string_view Reference, const std::string &Name) {
        for (size_t At = 0; !Name.empty() && (At = M.Text.find(Reference, At)) != M.Text.npos;
             At += Name.size() + 1)
          if (!At || !isalnum(static_cast<unsigned char>(M.Text[At - 1])))
            M.Text.replace(At, 1, Name);
      };
      Rename("y[", U.Out.Name);
      if (U.Reads[0].Op.Name != U.Out.Name || isSameArray(U.Reads[0].Op, U.Out))
        Rename("x[", U.Reads[0].Op.Name);
      Matches.push_back({std::move(M), &R.F});
      return;
    }
  }

  void decide(const Contraction &C) {
    // What a reduction starts from is no part of its name.
    std::vector<const Update *> Main;
    const Update *Whole = nullptr;
    for (const Update &U : C.Updates)
      if (U.Whole)
        Whole = &U;
      else if (!U.IsInit)
        Main.push_back(&U);
    std::optional<Miss> Near;
    if (Whole && named(*Whole, Near))
      return;
    if (Main.size() > 1 && allAreParts(Main))
      return;
    if (Main.size() != 1) {
      if (!Main.empty() && Main[0]->Sparse)
        return;
      if (Main.size() > 1 && Near)
        Out.Missed.push_back(std::move(*Near));
      else if (Main.size() > 1)
        severalTerms(Main);
      return;
    }
    const Update &U = *Main[0];
    if (named(U, Near) || U.Sparse)
      return;
    if (!U.Others.empty())
      return bodyIsNoProduct(U);
    if (isTiny(U))
      return;
    if (Near)
      Out.Missed.push_back(std::move(*Near));
    else
      wrongRoles(U);
  }

  /// Every term has the form of one idiom whose parts may be added.
  bool allAreParts(const std::vector<const Update *> &Main) {
    for (const Row &R : rows()) {
      if (!R.I->Parts || isTiny(*Main[0]))
        continue;
      std::optional<Match> First;
      bool All = true;
      for (const Update *U : Main) {
        auto M = matchForm(*R.I, R.F, *U, B);
        All &= M && !objection(*M, R.F) && !Around.Changed(*U);
        if (!All)
          break;
        if (!First)
          First = std::move(M);
      }
      if (All && First) {
        Matches.push_back({std::move(*First), &R.F});
        return true;
      }
    }
    return false;
  }

  /// Looks for the first row that \p U is; \p Near becomes the first that it nearly is.
  bool named(const Update &U, std::optional<Miss> &Near) {
    if (isTiny(U))
      return false;
    std::optional<std::string> Changed;
    bool Asked = false;
    for (const Row &R : rows()) {
      auto M = matchForm(*R.I, R.F, U, B);
      if (!M)
        continue;
      auto Why = objection(*M, R.F);
      if (!Why && !R.I->InPlace) {
        if (!Asked)
          Changed = Around.Changed(U);
        Asked = true;
        Why = Changed;
      }
      if (!Why) {
        Matches.push_back({*M, &R.F});
        return true;
      }
      if (R.I->Proposes && !Near)
        Near = Miss{std::string(R.I->Name), *Why, U.Tags, U.Origin};
    }
    return false;
  }

  /// Fewer than 128 points, all constant: nothing that a forecast could use, and
  /// whether it is still a loop (not 64 products in a row) depends on the
  /// optimisation level.
  static bool isTiny(const Update &U) {
    int64_t Points = 1;
    for (const Dim &D : U.Dims) {
      std::optional<int64_t> C;
      for (const Poly &E : D.Extent)
        if (auto X = E.constant())
          C = std::min(C.value_or(*X), *X);
      if (!C || __builtin_mul_overflow(Points, *C, &Points))
        return false;
    }
    return Points < 128;
  }

  //===--- Near misses -----------------------------------------------------===//

  /// The idiom whose form fits when \p Reads are taken for its factors.
  const Idiom *proposerFor(Update U, const std::vector<Operand> &Reads) const {
    U.Reads.clear();
    U.Function = NoNode;
    for (const Operand &O : Reads)
      U.Reads.push_back({O, false});
    if (!U.ToScalar && U.Before == Old::Lost)
      U.Before = Old::Kept;
    for (const Row &R : rows())
      if (R.I->Proposes && !R.F.Body && R.F.Slides.empty() && !R.I->Find &&
          matchForm(*R.I, R.F, U, B))
        return R.I;
    return nullptr;
  }

  void bodyIsNoProduct(const Update &U) {
    std::vector<Operand> Reads;
    auto Add = [&](const Operand &O) {
      // What is written may also be read: it is no factor for that.
      if ((U.ToScalar || !O.sameAddress(U.Out)) &&
          std::ranges::none_of(Reads, [&](const Operand &X) { return X.sameAddress(O); }))
        Reads.push_back(O);
    };
    for (const Factor &F : U.Product)
      Add(F.Op);
    // Divided by something that moves, or more factors than a product has: what
    // it is without them.
    const Idiom *I = proposerFor(U, Reads);
    for (NodeRef R : U.Others)
      addValueReads(R, Add);
    if (!I)
      I = proposerFor(U, Reads);
    constexpr size_t MaxReads = 8;
    if (!I && U.Reduce != Fn::Add && Reads.size() <= MaxReads)
      for (size_t X = 0; X < Reads.size() && !I; ++X)
        for (size_t Y = 0; Y < X && !I; ++Y) {
          Update V = U;
          V.Combine = Fn::Add;
          I = proposerFor(V, {Reads[Y], Reads[X]});
        }
    if (!I)
      return;
    std::string Why;
    for (const Obstacle &O : U.Obstacles)
      if (Why.empty())
        Why = O.Text;
    if (Why.empty()) {
      NodeRef R = U.Others[0];
      bool Conditional = false;
      for (NodeRef X : U.Others)
        Conditional |= isConditional(X);
      const Node &N = B[R];
      if (Conditional)
        Why = "what is accumulated is chosen by a condition";
      else if (U.Others.size() == 2 && U.Others[0] == U.Others[1] && N.Kind == NodeKind::Fold)
        Why = "the body is the square of a difference (a distance), not a product of two operands";
      else if (N.Kind == NodeKind::Fold)
        Why = "a factor is a " + std::string(N.Op == Fn::Add ? "sum" : nameOf(N.Op)) +
              " of several reads, not one operand";
      else if (N.Kind == NodeKind::Apply)
        Why = "a factor is a function of its operand (" + std::string(nameOf(N.Op)) +
              "), not the operand";
      else
        Why = "a factor depends on the loop index itself";
    }
    Out.Missed.push_back({std::string(I->Name), Why, U.Tags, U.Origin});
  }

  /// The operands of a value; what a choice depends on is none.
  template <typename Fn2> void addValueReads(NodeRef R, Fn2 &Add) const {
    const Node &N = B[R];
    if (N.Kind == NodeKind::Apply && N.Op == Fn::Select && N.Args.size() == 3) {
      addValueReads(N.Args[1], Add);
      addValueReads(N.Args[2], Add);
      return;
    }
    for (uint32_t Id : B.readsOf(R))
      Add(B.operand(Id));
  }

  bool isConditional(NodeRef R) const {
    const Node &N = B[R];
    if (N.Kind == NodeKind::Apply)
      return N.Op == Fn::Select ||
             std::ranges::any_of(N.Args, [&](NodeRef A) { return isConditional(A); });
    return false;
  }

  /// A product of two operands over three or more dimensions that play the
  /// parts of no matrix product.
  void wrongRoles(const Update &U) {
    if (U.Reads.size() != 2 || U.Reduce != Fn::Add || U.ToScalar || U.Dims.size() != 3)
      return;
    for (const Dim &D : U.Dims) {
      const Sym I = indexOf(D.Loop);
      const bool C = U.Out.moves(I), X = U.Reads[0].Op.moves(I), Y = U.Reads[1].Op.moves(I);
      const std::string Name = D.Name.empty() ? "a dimension" : "dimension " + D.Name;
      std::string Why;
      if (C && X && Y)
        Why = Name + " moves the output and both factors: element-wise in it, not summed or free";
      else if (!C && (X != Y))
        Why = Name + " moves one factor only: it is summed apart from the product";
      else if (C && !X && !Y)
        Why = Name + " moves the output only: the same value is added to each element";
      else
        continue;
      Out.Missed.push_back({"gemm", Why, U.Tags, U.Origin});
      return;
    }
    Out.Missed.push_back({"gemm", "no dimension for each pair of operands", U.Tags, U.Origin});
  }

  void severalTerms(const std::vector<const Update *> &Main) {
    // All terms read one object at different offsets: a stencil or a window.
    const Idiom *I = nullptr;
    for (const Update *U : Main) {
      std::vector<Operand> Reads;
      for (const Factor &F : U->Reads)
        Reads.push_back(F.Op);
      if (!I && U->Others.empty())
        I = proposerFor(*U, Reads);
    }
    // Two operands that are added where a product multiplies them.
    bool Added = false;
    if (!I && Main.size() == 2 && Main[0]->Reads.size() == 1 && Main[1]->Reads.size() == 1) {
      Update U = *Main[0];
      for (const Dim &D : Main[1]->Dims)
        if (!U.dim(D.Loop))
          U.Dims.push_back(D);
      I = proposerFor(U, {Main[0]->Reads[0].Op, Main[1]->Reads[0].Op});
      Added = I != nullptr;
    }
    if (!I)
      return;
    bool OneObject = true;
    const Operand *First = nullptr;
    for (const Update *U : Main)
      for (const Factor &F : U->Reads) {
        First = First ? First : &F.Op;
        OneObject &= F.Op.Object == First->Object;
      }
    const std::string Why =
        Added ? "the operands are added, not multiplied"
        : OneObject
            ? "several shifted reads of one operand meet in an element: a stencil or window"
            : "the element is a sum of " + std::to_string(Main.size()) + " different products";
    std::string Obstacle;
    for (const Update *U : Main)
      for (const struct Obstacle &O : U->Obstacles)
        if (Obstacle.empty())
          Obstacle = O.Text;
    Out.Missed.push_back(
        {std::string(I->Name), Obstacle.empty() ? Why : Obstacle, Main[0]->Tags, Main[0]->Origin});
  }

  //===--- Found -----------------------------------------------------------===//

  /// Elements of \p O that the domain reaches: the points of the dimensions
  /// that move it.
  Count footprint(const Operand &O, const Update &U) {
    std::vector<Dim> Moving;
    for (const Dim &D : U.Dims)
      if (O.moves(indexOf(D.Loop)))
        Moving.push_back(D);
    Count C = pointsOf(Moving, A);
    if (!C.isBad())
      return C;
    // A triangle seen from one side: the box around it.
    C = {Poly(1), 1};
    for (const Dim &D : Moving)
      C = C * boxExtent(D, U);
    return C;
  }

  /// The largest extent of \p D over the indices that it depends on.
  Poly boxExtent(const Dim &D, const Update &U) {
    Poly E = extentOf(D, A);
    for (const Dim &O : U.Dims) {
      const Poly C = E.coefficientOf(indexOf(O.Loop));
      if (!C.isZero())
        E = E.substitute(indexOf(O.Loop), C.isNonNegative() ? boxExtent(O, U) - Poly(1) : Poly(0));
    }
    return E;
  }

  void found(const Match &M, const Form &F) {
    const Update &U = *M.U;
    if (A.Place)
      A.Place(U.Origin);
    Finding R;
    demand::Kernel &K = R.Kernel;
    K.Idiom = M.What->Name;
    K.Family = M.What->Family;
    K.Proof = demand::Verdict::Matched;
    K.Form = M.Text.empty() ? writeForm(M, F) : M.Text;
    K.Elem = U.ToScalar && !M.Reads.empty() ? M.operand(0).Elem : U.Out.Elem;
    std::string Letters = F.Letters;
    if (M.What->Find || M.What->Compose) { // as many as there are
      Letters.clear();
      for (const auto &[Letter, Loop] : M.Roles)
        if (Letters.find(Letter) == std::string::npos)
          Letters += Letter;
    }
    std::ranges::sort(Letters);
    for (char L : Letters) {
      // A letter of a function stands for all dimensions of one role.
      Poly Extent(1);
      for (const auto &[Letter, Loop] : M.Roles)
        if (Letter == L)
          Extent *= boxExtent(*U.dim(Loop), U);
      K.Dims.push_back({std::string(1, L), exprOf(Extent, A)});
    }
    // A complex product and sum are 8 real operations (Golub and Van Loan, 1.1).
    K.Flops = exprOf(pointsOf(U.Dims, A) * Poly(flopsPerPoint(M, F) * (U.Complex ? 4 : 1)), A);
    const int64_t Parts = U.Complex ? 2 : 1;
    // Compulsory traffic: each operand once, an output that keeps its old value twice.
    Count Bytes{Poly(0), 1};
    if (!U.ToScalar)
      Bytes = footprint(U.Out, U) *
              Poly(int64_t(bytesOf(U.Out.Elem) * Parts) * (U.Before == Old::Lost ? 1 : 2));
    for (size_t I = 0; I < M.Reads.size(); ++I) {
      // An operand that occurs twice is fetched once; so is the output's old value.
      bool Again = !U.ToScalar && M.operand(I).sameAddress(U.Out) && U.Before != Old::Lost;
      for (size_t J = 0; J < I; ++J)
        Again |= isSameArray(M.operand(J), M.operand(I));
      if (!Again)
        Bytes = Bytes + footprint(M.operand(I), U) * Poly(bytesOf(M.operand(I).Elem) * Parts);
    }
    // An element that the contract has no type for (long double) has no size either.
    bool Sized = K.Elem != demand::Type::Void && (U.ToScalar || U.Out.Elem != demand::Type::Void);
    for (size_t I = 0; I < M.Reads.size(); ++I)
      Sized &= M.operand(I).Elem != demand::Type::Void;
    K.Bytes = Sized ? exprOf(Bytes, A) : demand::NoExpr;
    Count Accesses{Poly(0), 1};
    for (const Statement &S : Statements)
      if (std::ranges::find(U.Tags, S.Tag) != U.Tags.end())
        for (const auto &[Size, Loops] : S.Accesses)
          Accesses = Accesses + pointsOf(Loops, A) * Poly(Size);
    K.Accesses = Sized ? exprOf(Accesses, A) : demand::NoExpr;
    K.Evidence = evidence(U);
    R.Tags = U.Tags;
    R.Loops = U.Origin;
    Out.Found.push_back(std::move(R));
  }

  /// Element-wise forms of one factor need a product only where there is a
  /// scalar, and a sum only where something is added.
  static int64_t flopsPerPoint(const Match &M, const Form &F) {
    const Update &U = *M.U;
    if (M.FlopsPerPoint)
      return M.FlopsPerPoint;
    if (F.Names.size() != 1 || F.ToScalar || F.Body || !F.Slides.empty())
      return M.What->FlopsPerPoint;
    return (U.Coef != 1 && U.Coef != -1) + !U.Scalars.empty() +
           (U.Before == Old::Kept     ? 1
            : U.Before == Old::Scaled ? 2
                                      : 0);
  }

  static std::string evidence(const Update &U) {
    std::string Text = "normal form from strides";
    if (U.Mapped)
      Text += " of the sum that a function is applied to";
    bool Overlap = false;
    if (!U.ToScalar)
      for (const Factor &F : U.Reads)
        Overlap |= F.Op.Object != U.Out.Object && !F.Op.Distinct && !U.Out.Distinct;
    std::vector<std::string> Assumed = U.Assumptions;
    if (Overlap)
      Assumed.push_back("the output overlaps no input");
    std::ranges::sort(Assumed);
    Assumed.erase(std::unique(Assumed.begin(), Assumed.end()), Assumed.end());
    for (size_t I = 0; I < Assumed.size(); ++I)
      Text += (I ? "; " : ", assuming that ") + Assumed[I];
    return Text;
  }

  const std::vector<Statement> &Statements;
  BodyDag &B;
  Atoms &A;
  const Surroundings &Around;
  std::deque<Update> Composed; ///< what Matches of sequences point to
  std::vector<Named> Matches;
  Findings Out;
};

} // namespace

Findings recognise(const std::vector<Statement> &Statements, BodyDag &B, Atoms &A,
                   const Surroundings &Around) {
  return Recogniser(Statements, B, A, Around).run();
}

} // namespace auspex::kernels
