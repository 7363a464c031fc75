//===- kernels/write_form.cpp - A found form in the program's words ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/match.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <numeric>

namespace auspex::kernels {
namespace {

/// The sign of a stride, and what it is as a number.
Poly strideIn(const Operand &O, uint32_t Loop) {
  for (const Poly &L : O.Levels)
    if (L.mentions(indexOf(Loop)))
      return L.coefficientOf(indexOf(Loop));
  return Poly(0);
}
bool isNegative(const Poly &P) {
  return !P.isBad() && !P.isZero() && (Poly(0) - P).isNonNegative();
}

class Writer {
public:
  Writer(const Match &M, const Form &F) : M(M), F(F), U(*M.U) {
    Out = U.ToScalar || U.Out.Name.empty() ? F.OutName : U.Out.Name;
    for (size_t K = 0; K < F.Names.size(); ++K)
      Names.push_back(M.operand(K).Name.empty() ? F.Names[K] : M.operand(K).Name);
    // A source name that stands for two different things (parts of one workspace)
    // helps nobody.
    bool Clash = false;
    for (size_t K = 0; K < Names.size(); ++K) {
      Clash |= !U.ToScalar && Names[K] == Out && !isSameArray(M.operand(K), U.Out);
      for (size_t L = 0; L < K; ++L)
        Clash |= Names[K] == Names[L] && !isSameArray(M.operand(K), M.operand(L)) &&
                 !(F.Body && M.operand(K).Object == M.operand(L).Object);
    }
    if (Clash) {
      Out = F.OutName;
      Names = F.Names;
    }
  }

  std::string run() const {
    std::string Text = F.ToScalar ? F.OutName : reference(Out, F.OutSubs, Slide::Output);
    const bool Minus = U.Reduce == Fn::Add && U.Coef == -1 && !F.Assigns && !F.Body;
    Text += sign(Minus);
    if (F.Body)
      return Text + function();
    const bool Scaled = !U.Scalars.empty() || (U.Coef != 1 && !Minus);
    if (Scaled && F.Combine == Fn::Mul)
      Text += "alpha*";
    for (size_t K = 0; K < Names.size(); ++K) {
      if (K)
        Text += F.Combine == Fn::Add ? "+" : F.Combine == Fn::And ? "&" : "*";
      const std::string Ref = reference(Names[K], F.Subs[K], K);
      Text += U.Reads[M.Reads[K]].Abs ? "|" + Ref + "|" : Ref;
    }
    return Text;
  }

private:
  std::string sign(bool Minus) const {
    switch (U.Reduce) {
    case Fn::Min:
      return " min= ";
    case Fn::Max:
      return F.IsPlace ? " argmax= " : " max= ";
    case Fn::Or:
      return " or= ";
    case Fn::Xor:
      return " xor= ";
    case Fn::Mul:
      return " *= ";
    default:
      return F.Assigns ? " = " : Minus ? " -= " : " += ";
    }
  }

  /// The idiom's formula with the program's names.
  std::string function() const {
    const std::string_view Rest = F.Text.substr(F.Text.find('=') + 1);
    std::string Text;
    size_t K = Rest.find_first_not_of(' ');
    while (K < Rest.size()) {
      if (!isalpha(static_cast<unsigned char>(Rest[K]))) {
        Text += Rest[K++];
        continue;
      }
      size_t End = K;
      while (End < Rest.size() && isalnum(static_cast<unsigned char>(Rest[End])))
        ++End;
      const std::string Name(Rest.substr(K, End - K));
      size_t Close = End;
      if (End < Rest.size() && Rest[End] == '[')
        Close = Rest.find(']', End);
      K = End;
      if (Close == End) {
        Text += Name;
        continue;
      }
      const std::string Subs(Rest.substr(End + 1, Close - End - 1));
      for (size_t R = 0; R < F.Body->References.size(); ++R)
        if (F.Body->References[R] == Reference{Name, Subs})
          Text += Names[R];
      Text += "[" + Subs + "]";
      K = Close + 1;
    }
    return Text;
  }

  /// Letters of one subscript, or of one that slides, in memory order.
  std::string reference(const std::string &Name, const std::string &Subs, size_t Factor) const {
    const Operand &O = Factor == Slide::Output ? U.Out : M.operand(Factor);
    std::string Sorted;
    for (char L : Subs)
      if (std::ranges::none_of(Sorted, [&](char S) { return F.slides(Factor, S, L); }))
        Sorted += L;
    // Insertion: strides that do not compare stay in the form's order.
    for (size_t I = 1; I < Sorted.size(); ++I)
      for (size_t J = I; J && isMajor(O, M.dim(Sorted[J]).Loop, M.dim(Sorted[J - 1]).Loop); --J)
        std::swap(Sorted[J], Sorted[J - 1]);
    std::string Text = Name;
    for (size_t K = 0; K < Sorted.size(); ++K)
      Text += (K ? "," : "[") + subscript(O, Sorted[K], Factor);
    return Sorted.empty() ? Text : Text + "]";
  }

  /// "i", or "2*i+3*p": steps and taps in units of what both are multiples of.
  std::string subscript(const Operand &O, char Letter, size_t Factor) const {
    for (const Slide &S : F.Slides) {
      if (S.Factor != Factor || S.Step != Letter)
        continue;
      const Poly Step = strideIn(O, M.dim(S.Step).Loop), Tap = strideIn(O, M.dim(S.Tap).Loop);
      auto Times = [](const Poly &P, const Poly &Unit) -> std::string {
        if (P == Unit || P == Poly(0) - Unit)
          return "";
        const auto Q = P.quotient(Unit);
        const auto C = Q ? Q->constant() : std::nullopt;
        return C ? std::to_string(std::abs(*C)) + "*" : Q ? "s*" : "";
      };
      std::string Text;
      const auto CS = Step.constant(), CT = Tap.constant();
      if (CS && CT) {
        const int64_t Unit = std::gcd(*CS, *CT);
        Text =
            Times(Step, Poly(Unit)) + S.Step + sign(S, Step, Tap) + Times(Tap, Poly(Unit)) + S.Tap;
      } else {
        Text = Times(Step, Tap) + S.Step + sign(S, Step, Tap) + Times(Tap, Step) + S.Tap;
      }
      return Text;
    }
    return std::string(1, Letter);
  }

  /// Counted as the other operands that they move count them, step and tap run the
  /// same way (a correlation) or against each other (a convolution).
  std::string sign(const Slide &S, const Poly &Step, const Poly &Tap) const {
    bool Against = isNegative(Step) != isNegative(Tap), Counted = false;
    for (char L : {S.Step, S.Tap})
      for (size_t K = 0; K <= M.Reads.size(); ++K) {
        const size_t Other = K == M.Reads.size() ? Slide::Output : K;
        const bool Has = Other == Slide::Output ? F.OutSubs.find(L) != std::string::npos
                                                : F.Subs[K].find(L) != std::string::npos;
        if (Other == S.Factor || !Has)
          continue;
        Counted |= L == S.Tap;
        Against ^=
            isNegative(strideIn(Other == Slide::Output ? U.Out : M.operand(K), M.dim(L).Loop));
      }
    return Against && Counted ? "-" : "+";
  }

  const Match &M;
  const Form &F;
  const Update &U;
  std::string Out;
  std::vector<std::string> Names;
};

} // namespace

std::string writeForm(const Match &M, const Form &F) { return Writer(M, F).run(); }

FormNames namesFor(const Update &U, const Operand &In, const char *Y, const char *X) {
  if (In.Name.empty() || U.Out.Name.empty() ||
      (In.Name == U.Out.Name && In.Object != U.Out.Object))
    return {Y, X};
  return {U.Out.Name, In.Name};
}

} // namespace auspex::kernels
