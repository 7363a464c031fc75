//===- kernels/record.cpp - A match as what a note carries of it ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/record.h"

#include "kernels/better.h"
#include "kernels/match.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace auspex::kernels {
namespace {

/// Calls \p Each with the words of \p List, between commas.
template <typename EachFn> void forEachWord(std::string_view List, EachFn Each) {
  while (!List.empty()) {
    const size_t End = std::min(List.find(','), List.size());
    Each(List.substr(0, End));
    List.remove_prefix(std::min(End + 1, List.size()));
  }
}

void addRole(demand::Kernel &K, std::string_view Role) {
  if (Role != K.Idiom && std::ranges::find(K.Roles, Role) == K.Roles.end())
    K.Roles.emplace_back(Role);
}

class Recorder {
public:
  Recorder(const Match &M, const Form &F, const std::vector<Statement> &All, Atoms &A)
      : M(M), F(F), U(*M.U), All(All), A(A) {}

  demand::Kernel run() {
    K.Idiom = M.What->Name;
    K.Family = M.What->Family;
    K.Proof = demand::Verdict::Matched;
    K.Form = M.Text.empty() ? writeForm(M, F) : M.Text;
    K.Elem = U.ToScalar && !M.Reads.empty() ? M.operand(0).Elem : U.Out.Elem;
    std::string Letters = F.Letters;
    if (isFound()) { // as many as there are
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
          Extent *= boxExtent(*U.dim(Loop));
      K.Dims.push_back({std::string(1, L), exprOf(Extent, A), kindOf(L)});
    }
    // A complex product and sum are 8 real operations (Golub and Van Loan, 1.1).
    K.Flops = exprOf(pointsOf(U.Dims, A) * Poly(flopsPerPoint() * (U.Complex ? 4 : 1)), A);
    const int64_t Parts = U.Complex ? 2 : 1;
    // Compulsory traffic: each operand once, an output that keeps its old value twice.
    Count Bytes{Poly(0), 1};
    if (!U.ToScalar)
      Bytes = footprint(U.Out) *
              Poly(int64_t(bytesOf(U.Out.Elem) * Parts) * (U.Before == Old::Lost ? 1 : 2));
    for (size_t I = 0; I < M.Reads.size(); ++I) {
      // An operand that occurs twice is fetched once; so is the output's old value.
      bool Again = !U.ToScalar && M.operand(I).sameAddress(U.Out) && U.Before != Old::Lost;
      for (size_t J = 0; J < I; ++J)
        Again |= isSameArray(M.operand(J), M.operand(I));
      if (!Again)
        Bytes = Bytes + footprint(M.operand(I)) * Poly(bytesOf(M.operand(I).Elem) * Parts);
    }
    // An element that the contract has no type for (long double) has no size either.
    bool Sized = K.Elem != demand::Type::Void && (U.ToScalar || U.Out.Elem != demand::Type::Void);
    for (size_t I = 0; I < M.Reads.size(); ++I)
      Sized &= M.operand(I).Elem != demand::Type::Void;
    K.Bytes = Sized ? exprOf(Bytes, A) : demand::NoExpr;
    Count Accesses{Poly(0), 1};
    for (const Statement &S : All)
      if (std::ranges::find(U.Tags, S.Tag) != U.Tags.end())
        for (const auto &[Size, Loops] : S.Accesses)
          Accesses = Accesses + pointsOf(Loops, A) * Poly(Size);
    K.Accesses = Sized ? exprOf(Accesses, A) : demand::NoExpr;
    K.Evidence = evidence(U);
    carry(K, *M.What, A.Pool);
    for (const std::string &R : M.Serves)
      addRole(K, R);
    parameters();
    needs();
    K.Better = betterThan(K, *M.What, Facts{elementBytes(), U.Origin.size()}, A.Pool);
    return std::move(K);
  }

private:
  /// Elements of \p O that the domain reaches: the points of the dimensions
  /// that move it.
  Count footprint(const Operand &O) {
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
      C = C * boxExtent(D);
    return C;
  }

  /// The largest extent of \p D over the indices that it depends on.
  Poly boxExtent(const Dim &D) {
    Poly E = extentOf(D, A);
    for (const Dim &O : U.Dims) {
      const Poly C = E.coefficientOf(indexOf(O.Loop));
      if (!C.isZero())
        E = E.substitute(indexOf(O.Loop), C.isNonNegative() ? boxExtent(O) - Poly(1) : Poly(0));
    }
    return E;
  }

  /// Element-wise forms of one factor need a product only where there is a
  /// scalar, and a sum only where something is added.
  int64_t flopsPerPoint() const {
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

  /// The form is for people: the idiom finds its parts itself.
  bool isFound() const { return (M.What->Find && !M.Own) || M.What->Compose; }

  //===--- Dimensions ------------------------------------------------------===//

  demand::DimKind kindOf(char Letter) const {
    using demand::DimKind;
    if (M.What->Sequential.find(Letter) != std::string_view::npos)
      return DimKind::Sequential;
    // Several taps of an output that slides meet in one element.
    for (const Slide &S : F.Slides)
      if (!isFound() && S.Factor == Slide::Output && S.Tap == Letter)
        return DimKind::Reduction;
    for (const auto &[L, Loop] : M.Roles)
      if (L == Letter && !U.ToScalar && U.Out.moves(indexOf(Loop)))
        return DimKind::Parallel;
    return DimKind::Reduction;
  }

  //===--- Parameters ------------------------------------------------------===//

  void number(std::string Name, const Poly &Value) {
    if (const demand::ExprRef E = exprOf(Value, A); E != demand::NoExpr)
      K.Params.push_back({std::move(Name), E, {}});
  }
  void word(std::string Name, std::string Text) {
    K.Params.push_back({std::move(Name), demand::NoExpr, std::move(Text)});
  }

  void parameters() {
    for (const Trait &T : M.Params)
      if (T.Text.empty())
        number(T.Name, T.Value);
      else
        word(T.Name, T.Text);
    if (U.Complex)
      word("element", "complex");
    windows();
    storage();
    if (isProduct() && (F.Reduce != Fn::Add || F.Combine != Fn::Mul))
      word("semiring", std::string(nameOf(F.Reduce)) + "," + std::string(nameOf(F.Combine)));
  }

  /// A tap's stride is a multiple of the step's, or a number of its own.
  static bool isDilated(const Operand &O, const Dim &Step, const Dim &Tap) {
    for (const Poly &L : O.Levels) {
      const Poly I = L.coefficientOf(indexOf(Step.Loop)), J = L.coefficientOf(indexOf(Tap.Loop));
      if (I.isBad() || J.isBad() || I.isZero() || J.isZero())
        continue;
      const auto Multiple = J.quotient(I);
      return Multiple ? Multiple->constant().value_or(2) > 1 : !I.quotient(J);
    }
    return false;
  }

  /// Taps, strides and dilations of what slides: the step's stride in taps, and the
  /// other way round.
  void windows() {
    if (isFound())
      return;
    Poly Taps(1);
    std::string Seen;
    std::vector<Trait> Ratios;
    bool Dilated = false;
    for (const Slide &S : F.Slides) {
      if (Seen.find(S.Tap) == std::string::npos)
        Taps *= boxExtent(M.dim(S.Tap));
      Seen += S.Tap;
      const Operand &O = S.Factor == Slide::Output ? U.Out : M.operand(S.Factor);
      const Dim &Step = M.dim(S.Step), &Tap = M.dim(S.Tap);
      const int64_t Stride = std::abs(stepInTaps(O, Step, Tap).value_or(0)),
                    Dilation = std::abs(stepInTaps(O, Tap, Step).value_or(0));
      Dilated |= S.Factor != Slide::Output && isDilated(O, Step, Tap);
      if (Stride > 1)
        Ratios.push_back({std::string("stride-") + S.Step, Poly(Stride)});
      else if (Dilation > 1)
        Ratios.push_back({std::string("dilation-") + S.Step, Poly(Dilation)});
    }
    if (!F.Slides.empty())
      number("taps", Taps);
    if (Dilated && M.What->Part == LayerPart::Convolution)
      addRole(K, "dilated-conv");
    // What is the same along all axes is said once.
    const bool Same = Ratios.size() == F.Slides.size() &&
                      std::ranges::all_of(Ratios, [&](const Trait &T) {
                        return T.Value == Ratios[0].Value && T.Name[0] == Ratios[0].Name[0];
                      });
    for (const Trait &T : Ratios) {
      number(Same ? T.Name.substr(0, T.Name.find('-')) : T.Name, T.Value);
      if (Same)
        break;
    }
  }

  /// Which factors lie in memory the other way round.
  void storage() {
    if (!isProduct() || !F.Slides.empty())
      return;
    std::string Transposed;
    for (size_t X = 0; X < F.Subs.size(); ++X)
      if (const std::string &S = F.Subs[X]; S.size() > 1 && M.What->Shape != Domain::Any &&
          isMajor(M.operand(X), M.dim(S[S.size() - 1]).Loop, M.dim(S[S.size() - 2]).Loop))
        Transposed += (Transposed.empty() ? "" : ",") + F.Names[X];
    if (!Transposed.empty())
      word("transposed", Transposed);
  }

  /// The form multiplies (or adds, under a minimum) two operands and folds.
  bool isProduct() const {
    return F.Names.size() == 2 && !F.Body && !F.Assigns && !isFound();
  }

  //===--- Needs -----------------------------------------------------------===//

  int64_t elementBytes() const { return demand::bytesOf(K.Elem) * (U.Complex ? 2 : 1); }

  void needs() {
    const bool Contracts = isProduct() && F.Reduce == Fn::Add && F.Combine == Fn::Mul;
    const bool Scales = F.Names.size() == 1 && !F.Body && !isFound() && flopsPerPoint() > 1;
    if (isFloat(K.Elem) && (Contracts || Scales))
      K.Need |= demand::NeedFma;
    auto IsByte = [&](size_t X) { return M.operand(X).Elem == demand::Type::I8; };
    const auto Of = [&](demand::DimKind Kind) {
      return std::ranges::count(K.Dims, Kind, &demand::Dim::Kind);
    };
    if (Contracts && IsByte(0) && IsByte(1) && Of(demand::DimKind::Reduction)) {
      K.Need |= demand::NeedDot8;
      if (Of(demand::DimKind::Parallel) > 1)
        K.Need |= demand::NeedMatrix8;
    }
  }

  const Match &M;
  const Form &F;
  const Update &U;
  const std::vector<Statement> &All;
  Atoms &A;
  demand::Kernel K;
};

} // namespace

void carry(demand::Kernel &K, const Idiom &I, demand::ExprPool &Pool) {
  forEachWord(I.Serves, [&](std::string_view Role) { addRole(K, Role); });
  forEachWord(I.Params, [&](std::string_view P) {
    const size_t Equals = std::min(P.find('='), P.size());
    const std::string_view Text = P.substr(std::min(P.size(), Equals + 1));
    demand::Parameter Added{std::string(P.substr(0, Equals)), demand::NoExpr, std::string(Text)};
    int64_t Value = 0;
    const auto [End, Error] = std::from_chars(Text.data(), Text.data() + Text.size(), Value);
    if (Error == std::errc() && End == Text.data() + Text.size())
      Added.Value = Pool.integer(Value), Added.Text.clear();
    if (std::ranges::find(K.Params, Added.Name, &demand::Parameter::Name) == K.Params.end())
      K.Params.push_back(std::move(Added));
  });
  K.Need |= demand::isFloat(K.Elem) ? I.Need : I.Need & ~uint32_t(demand::NeedFma);
}

demand::Kernel recordOf(const Match &M, const Form &F, const std::vector<Statement> &All,
                        Atoms &A) {
  return Recorder(M, F, All, A).run();
}

} // namespace auspex::kernels
