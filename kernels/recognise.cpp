//===- kernels/recognise.cpp - Statements to named kernels ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/recognise.h"

#include "kernels/catalogue/catalogue.h"
#include "kernels/complex.h"
#include "kernels/describe.h"
#include "kernels/match.h"
#include "kernels/record.h"
#include "kernels/roles.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <mutex>
#include <set>

namespace auspex::kernels {
namespace {

using demand::ExprRef;

/// A form of an idiom, parsed when something may have it.
class Row {
public:
  Row(const Idiom &I, std::string Text) : I(&I), Shape(outlineOf(Text)), Text(std::move(Text)) {}

  const Idiom *I;
  const Outline Shape;

  const Form &form() const {
    std::call_once(Once, [&] {
      Parsed = parseForm(Text);
      Parsed.Text = I->Form; // a variant changes what is computed, not how it is written down
    });
    return Parsed;
  }
  /// See matchForm.
  bool mayBe(const Update &U) const {
    if (I->Compose || I->Assemble || I->Gathers != U.Sparse)
      return false;
    return I->Find || (Shape.Function == (U.Function != NoNode) && (Shape.ToScalar || !U.ToScalar) &&
                       (!Shape.Function || Shape.Operands == U.Reads.size()));
  }
  std::optional<Match> match(const Update &U, const BodyDag &B) const {
    return mayBe(U) ? matchForm(*I, form(), U, B) : std::nullopt;
  }

private:
  std::string Text;
  mutable std::once_flag Once;
  mutable Form Parsed;
};

const std::deque<Row> &rows() {
  // Never destroyed: the compiler exits soon, and has no use for the memory.
  static const auto &Rows = *[] {
    auto *R = new std::deque<Row>;
    for (const Idiom *I : catalogue()) {
      if (I->Explain || I->Observed) // no form: told by what is computed
        continue;
      R->emplace_back(*I, std::string(I->Form));
      const std::string Left(I->Form.substr(0, I->Form.find('=') + 1));
      for (std::string_view Rest = I->Variants; !Rest.empty();) {
        const size_t End = std::min(Rest.find(';'), Rest.size());
        R->emplace_back(*I, Left + std::string(Rest.substr(0, End)));
        Rest.remove_prefix(std::min(End + 1, Rest.size()));
      }
    }
    return R;
  }();
  return Rows;
}

/// The form that \p M was matched against.
const Form &formOf(const Match &M, const Row &R) { return M.Own ? *M.Own : R.form(); }

class Recogniser {
public:
  Recogniser(const std::vector<Statement> &S, BodyDag &B, const Surroundings &Around)
      : Statements(S), B(B), Around(Around), Through(S, B, Around.Moves) {}

  void run() {
    std::vector<Update> Updates;
    for (const Statement &S : Statements)
      for (Update &U : updatesOf(S, B))
        Updates.push_back(std::move(U));
    joinComplex(Updates);
    All = normalise(std::move(Updates), B);
    if (Around.Show)
      show();
    for (const Statement &S : Statements)
      compose(S);
    for (const Row &R : rows())
      if (R.I->Pair)
        pair(R, All);
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
            return Paired.contains(T) ||
                   std::ranges::any_of(Composed, [&](const Update &U) { return U.Tags[0] == T; });
          }))
        decide(C);
    addRoles(Matches, All, Statements, B, Around);
    const Scene S(Statements, B, Around);
    for (const Row &R : rows())
      if (R.I->Assemble)
        for (Ensemble &E : R.I->Assemble(S)) {
          for (const Statement *P : E.Parts)
            Parts.insert(P->Tag);
          Ensembles.emplace_back(R.I, std::move(E));
        }
  }

  /// What was found, with formulas over what \p A stands for.
  Findings written(Atoms &A) const {
    Findings Out{{}, Missed};
    for (const Named &N : Matches)
      if (!isVersionOfAnother(N) && !(N.M.What->Compose && Parts.contains(N.M.U->Tags[0])))
        Out.Found.push_back(written(N.M, *N.F, A));
    for (const auto &[I, E] : Ensembles)
      Out.Found.push_back(written(*I, E, A));
    return Out;
  }

private:
  void show() const {
    for (const Statement &S : Statements)
      Around.Show(describe(S, B));
    for (const Contraction &C : All)
      for (const Update &U : C.Updates)
        Around.Show(describe(U, B));
  }

  /// Of kernels that exclude each other and write the same object, the one with
  /// most dimensions stands for all; of equal ones the first.
  bool isVersionOfAnother(const Named &N) const {
    for (const Named &O : Matches) {
      const Update &U = *N.M.U, &V = *O.M.U;
      // Versions may load the output's address apart.
      const bool OneOutput =
          U.ToScalar || U.Out.Object == V.Out.Object || U.Out.Root == V.Out.Root;
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

  /// Names two updates of one statement, or of two in one nest, that belong together.
  void pair(const Row &R, const std::vector<Contraction> &All) {
    std::vector<Match> Halves;
    for (const Contraction &C : All)
      for (const Update &U : C.Updates)
        if (!U.IsInit && !U.Whole && !isTiny(U) && !Paired.contains(U.Tags[0]))
          if (auto M = R.match(U, B))
            Halves.push_back(std::move(*M));
    for (const Match &X : Halves)
      for (const Match &Y : Halves) {
        if (&X >= &Y || Paired.contains(X.U->Tags[0]) || Paired.contains(Y.U->Tags[0]) ||
            objection(X, R.form(), true) || objection(Y, R.form(), true))
          continue;
        // One factor may stand for the other where both have its roles.
        for (const auto &[V, W] : {std::pair(X, Y), {X, turned(Y)}, {turned(X), Y}, {turned(X), turned(Y)}})
          if (R.I->Pair(V, W)) {
            Matches.push_back({V, &R.form()});
            for (const Update *U : {X.U, Y.U})
              Paired.insert(U->Tags.begin(), U->Tags.end());
            break;
          }
      }
  }

  /// \p M with the rows and the columns of a matrix product exchanged: C^T = B^T*A^T.
  static Match turned(Match M) {
    if (M.Reads.size() != 2 || M.Roles.size() != 3)
      return M;
    std::swap(M.Reads[0], M.Reads[1]);
    for (auto &[Letter, Loop] : M.Roles)
      Letter = Letter == 'i' ? 'j' : Letter == 'j' ? 'i' : Letter;
    return M;
  }

  /// Names what \p S computes together with the loops before it and the arrays that they
  /// fill.
  void compose(const Statement &S) {
    if (S.Value == NoNode)
      return;
    for (const Row &R : rows()) {
      if (!R.I->Compose || std::ranges::any_of(S.Obstacles, [&](const Obstacle &O) {
            return !R.I->Masked || O.Kind == ObstacleKind::Volatile;
          }))
        continue;
      std::optional<uint32_t> In;
      for (NodeRef V : Flow::valuesOf(S))
        if (!In && (R.I->Masked || !B.mentionsKind(V, NodeKind::Opaque)))
          In = R.I->Compose(S, V, Through);
      if (!In || isComposed(*R.I, S))
        continue;
      Update &U = Composed.emplace_back();
      U.Out = S.Out;
      U.ToScalar = S.ToScalar;
      U.Reads = {{B.operand(*In), false}};
      U.Tags = {S.Tag};
      U.Assumptions = S.Assumptions;
      Match M;
      M.What = R.I;
      M.Reads = {0};
      auto Add = [&](const Dim &D) {
        U.Dims.push_back(D);
        U.Origin.push_back(D.Loop);
        M.Roles.emplace_back('i', D.Loop);
      };
      for (const Dim &D : S.Loops)
        if (!S.ToScalar && S.Out.moves(indexOf(D.Loop)))
          Add(D);
      // What is summed to one number, or over for each element.
      for (const Dim &D : S.Inner)
        if ((S.ToScalar || R.I->Masked) && U.Reads[0].Op.moves(indexOf(D.Loop)))
          Add(D);
      if (std::ranges::any_of(U.Dims, [](const Dim &D) { return D.MayLeave || D.Extent.empty(); }) ||
          (U.Dims.empty() && !S.ToScalar)) {
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
      Matches.push_back({std::move(M), &R.form()});
      return;
    }
  }

  /// Another statement that writes there has the name already: versions, copies.
  bool isComposed(const Idiom &I, const Statement &S) const {
    return std::ranges::any_of(Matches, [&](const Named &N) {
      return N.M.What->Name == I.Name && !N.M.U->ToScalar && !S.ToScalar &&
             Flow::writes(S, N.M.U->Out);
    });
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
    // What an update in place starts from may be scaled as it is.
    if (Main.size() > 1)
      for (const Update *U : Main)
        if (named(*U, Near, true))
          return;
    if (Main.size() != 1) {
      if (!Main.empty() && Main[0]->Sparse)
        return;
      if (Main.size() > 1 && Near)
        Missed.push_back(std::move(*Near));
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
      Missed.push_back(std::move(*Near));
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
        auto M = R.match(*U, B);
        All &= M && !objection(*M, formOf(*M, R)) && !Around.Changed(*U);
        if (!All)
          break;
        if (!First)
          First = std::move(M);
      }
      if (All && First) {
        const Form &F = formOf(*First, R);
        Matches.push_back({std::move(*First), &F});
        return true;
      }
    }
    return false;
  }

  /// Looks for the first row that \p U is; \p Near becomes the first that it nearly is.
  /// \p InPlace: only of those that replace their operand.
  bool named(const Update &U, std::optional<Miss> &Near, bool InPlace = false) {
    if (isTiny(U))
      return false;
    std::optional<std::string> Changed;
    bool Asked = false;
    for (const Row &R : rows()) {
      auto M = R.I->Pair || (InPlace && !R.I->InPlace) ? std::nullopt : R.match(U, B);
      if (!M)
        continue;
      const Form &F = formOf(*M, R);
      auto Why = objection(*M, F);
      if (!Why && R.I->Alone && isFused(U))
        Why = "its loop computes something else beside";
      if (!Why && isMutual(U))
        Why = "the operand is changed by the output in turn (a rotation of both)";
      if (!Why && !R.I->InPlace) {
        if (!Asked)
          Changed = Around.Changed(U);
        Asked = true;
        Why = Changed;
      }
      if (!Why) {
        Matches.push_back({*M, &F});
        return true;
      }
      if ((R.I->Proposes || R.I->Find) && !Near)
        Near = Miss{std::string(R.I->Name), *Why, U.Tags, U.Origin};
    }
    return false;
  }

  /// The innermost loop of \p U stores something else that is computed: no array is copied
  /// there, values are kept on the way.
  bool isFused(const Update &U) const {
    const auto Own = std::ranges::find_if(
        Statements, [&](const Statement &S) { return S.Tag == U.Tags[0]; });
    return Own != Statements.end() && !Own->Around.empty() &&
           std::ranges::any_of(Statements, [&](const Statement &S) {
             return std::ranges::find(U.Tags, S.Tag) == U.Tags.end() && S.Value != NoNode &&
                    B[S.Value].Kind != NodeKind::Read && B[S.Value].Kind != NodeKind::Constant &&
                    S.Around == Own->Around;
           });
  }

  /// Element by element of one operand, which the same loop makes from the output: two vectors
  /// that are rotated, neither of which is updated by the other.
  bool isMutual(const Update &U) const {
    if (U.ToScalar || U.Sparse || U.Reads.size() != 1 || U.Before == Old::Lost ||
        !std::ranges::all_of(U.Dims, [&](const Dim &D) { return U.Out.moves(indexOf(D.Loop)); }))
      return false;
    const auto Own = std::ranges::find_if(
        Statements, [&](const Statement &S) { return S.Tag == U.Tags[0]; });
    return Own != Statements.end() && std::ranges::any_of(Statements, [&](const Statement &S) {
             auto Reads = [&](const Operand &O) {
               const std::vector<uint32_t> Ids = B.readsOf(S.Value);
               return std::ranges::any_of(
                   Ids, [&](uint32_t Id) { return B.operand(Id).sameAddress(O); });
             };
             return !S.ToScalar && S.Value != NoNode && S.Tag != Own->Tag &&
                    S.Around == Own->Around && Reads(Own->Out) && Reads(S.Out) &&
                    std::ranges::any_of(B.readsOf(Own->Value), [&](uint32_t Id) {
                      return B.operand(Id).sameAddress(S.Out);
                    });
           });
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
      if (R.I->Proposes && !R.Shape.Function && !R.I->Find && R.form().Slides.empty() &&
          R.match(U, B))
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
    Missed.push_back({std::string(I->Name), Why, U.Tags, U.Origin});
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
      Missed.push_back({"gemm", Why, U.Tags, U.Origin});
      return;
    }
    Missed.push_back({"gemm", "no dimension for each pair of operands", U.Tags, U.Origin});
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
    Missed.push_back(
        {std::string(I->Name), Obstacle.empty() ? Why : Obstacle, Main[0]->Tags, Main[0]->Origin});
  }

  //===--- Found -----------------------------------------------------------===//

  Finding written(const Match &M, const Form &F, Atoms &A) const {
    const Update &U = *M.U;
    if (A.Place)
      A.Place(U.Origin);
    return {recordOf(M, F, Statements, A), U.Tags, U.Origin, termsOf(U)};
  }

  /// An algorithm of several statements: its first part has the dimensions.
  Finding written(const Idiom &I, const Ensemble &E, Atoms &A) const {
    const Statement &Main = *E.Parts.front();
    // Sweeps and steps that move nothing repeat it.
    std::vector<Dim> Dims;
    for (const Dim &D : Main.Loops)
      if (Main.Out.moves(indexOf(D.Loop)))
        Dims.push_back(D);
    Finding R;
    for (const Dim &D : Dims)
      R.Loops.push_back(D.Loop);
    Dims.insert(Dims.end(), Main.Inner.begin(), Main.Inner.end());
    if (A.Place)
      A.Place(R.Loops);
    demand::Kernel &K = R.Kernel;
    K.Idiom = I.Name;
    K.Family = I.Family;
    K.Proof = demand::Verdict::Matched;
    K.Form = E.Text.empty() ? std::string(I.Form) : E.Text;
    K.Elem = Main.Out.Elem;
    std::string_view Letters = "ijklmn";
    for (const Dim &D : Dims) {
      const ExprRef Extent = exprOf(extentOf(D, A), A);
      if (!Letters.empty() && Extent != demand::NoExpr) {
        K.Dims.push_back({std::string(1, Letters.front()), Extent});
        Letters.remove_prefix(1);
      }
    }
    K.Flops = exprOf(pointsOf(Dims, A) * Poly(I.FlopsPerPoint), A);
    carry(K, I, A.Pool);
    K.Evidence = "normal forms of " + std::to_string(E.Parts.size()) +
                 " statements, each made from the others' results";
    for (const Statement *P : E.Parts)
      R.Tags.push_back(P->Tag);
    return R;
  }

  /// \p U with the other terms of its output: with what it starts from, and with its
  /// parts.
  std::vector<Update> termsOf(const Update &U) const {
    if (Paired.contains(U.Tags[0])) // half of what its name says
      return {};
    for (const Contraction &C : All) {
      if (&U < C.Updates.data() || &U >= C.Updates.data() + C.Updates.size())
        continue;
      std::vector<Update> Terms{U};
      for (const Update &X : C.Updates)
        if (&X != &U && !X.Whole && !U.Whole)
          Terms.push_back(X);
      return Terms;
    }
    return {};
  }

  const std::vector<Statement> &Statements;
  BodyDag &B;
  const Surroundings &Around;
  std::set<uint32_t> Paired;   ///< tags of updates that are named in pairs
  const Flow Through;
  std::vector<Contraction> All;
  std::deque<Update> Composed; ///< what Matches of sequences point to
  std::vector<Named> Matches;
  std::vector<std::pair<const Idiom *, Ensemble>> Ensembles;
  std::set<uint32_t> Parts; ///< tags of what is a part of an algorithm: that is no layer
  std::vector<Miss> Missed;
};

} // namespace

std::function<Findings(Atoms &)> recognise(const std::vector<Statement> &Statements, BodyDag &B,
                                           const Surroundings &Around) {
  const auto R = std::make_shared<Recogniser>(Statements, B, Around);
  R->run();
  return [R](Atoms &A) { return R->written(A); };
}

/// y[i] = f(x[i]) without its subscripts.
static std::string withoutSubscripts(std::string_view Form) {
  std::string Text;
  bool Inside = false;
  for (char C : Form) {
    Inside |= C == '[';
    if (!Inside)
      Text += C;
    Inside &= C != ']';
  }
  return Text;
}

std::optional<demand::Kernel> recogniseElement(NodeRef R, const std::vector<uint32_t> &Parameters,
                                               BodyDag &B, demand::Type Elem,
                                               demand::ExprPool &Pool) {
  constexpr size_t MaxParameters = 4;
  if (Parameters.empty() || Parameters.size() > MaxParameters ||
      (B[R].Kind != NodeKind::Apply && B[R].Kind != NodeKind::Fold))
    return std::nullopt;
  auto IsElementWise = [](const Row &X) {
    return X.I->Family == "neural-networks" && X.Shape.Function && X.form().Assigns && !X.I->Also &&
           std::ranges::all_of(X.form().Subs,
                               [&](const std::string &S) { return S == X.form().OutSubs; });
  };
  // One parameter is the element, or two; what else there is are numbers.
  for (size_t First = 0; First < Parameters.size(); ++First)
    for (size_t Second = First; Second < Parameters.size(); ++Second) {
      std::vector<uint32_t> Elements{Parameters[First]};
      if (Second != First)
        Elements.push_back(Parameters[Second]);
      const NodeRef Function = B.abstractScalars(R, Elements);
      for (const Row &X : rows()) {
        if (!X.Shape.Function || X.Shape.Operands != Elements.size() || !IsElementWise(X) ||
            !match(*X.form().Body, B, Function))
          continue;
        demand::Kernel K;
        K.Idiom = X.I->Name;
        K.Family = X.I->Family;
        K.Proof = demand::Verdict::Matched;
        K.Form = withoutSubscripts(X.I->Form);
        K.Elem = Elem;
        K.Flops = Pool.integer(X.I->FlopsPerPoint);
        K.Evidence = "the function of one element";
        return K;
      }
    }
  return std::nullopt;
}

} // namespace auspex::kernels
