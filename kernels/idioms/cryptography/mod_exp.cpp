//===- kernels/idioms/cryptography/mod_exp.cpp - Modular powers, RSA --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// HAC 14.79 and 14.94; RFC 8017, 5.2. Code that works in Montgomery's form computes a power
// only where -1/m and m belong together: the run is given such a pair. From there on it is
// algebra: a number x stands for x/R, and what stands for one, or for R^2, is any number o,
// which is left in the result to some power that the order of the steps tells.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/block_cipher.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/natural.h"

#include <algorithm>
#include <tuple>

namespace auspex::kernels {
namespace {

using Run = Behaviour::Run;

constexpr size_t LeastBytes = 8, MostBytes = 128;

/// What RSA's public exponents are, as a rule.
constexpr uint64_t PublicExponents[] = {3, 17, 65537};

/// An exponent, and how many bits of it the program may go through.
struct Exponent {
  Natural Value;
  size_t Bits = 0;
  bool Fixed = false; ///< by the code
  std::optional<Behaviour::Site> At = {};
};
std::vector<Exponent> exponents(const Behaviour &B, size_t Size, Order8 O) {
  std::vector<Exponent> Out;
  auto Add = [&](Place P, size_t Count) {
    const auto Data = B.before(P, Count);
    const Natural Value = Natural::of(Data, O);
    Out.push_back({Value, 8 * Count, false, B.siteOf(P)});
    // As many bits as an argument says.
    for (size_t A = 0; A < B.Args.size(); ++A)
      if (const uint64_t Bits = B.Args[A].Value; B.Args[A].Chosen && Bits > 2 && Bits <= 64 &&
                                                 Bits < 8 * Count && Bits != Out.back().Bits)
        Out.push_back({Value.low(unsigned(Bits)), Bits, false, B.siteOf(P)});
    // Bytes with the highest first, beside words of the other order.
    if (O == Order8::Little)
      Out.push_back({Natural::of(Data, Order8::Big), 8 * Count, false, B.siteOf(P)});
  };
  for (const Run &R : B.runsRead()) {
    if (R.Size <= Size)
      Add(R.At, R.Size);
    else if (R.Size <= 2 * Size) // beside another number
      Add({R.At.Extent, R.At.At + R.Size - Size}, Size);
  }
  for (const Scalar &A : B.Args)
    if (A.Bits && !A.Chosen)
      Out.push_back({A.Value, A.Bits});
  for (uint64_t E : PublicExponents)
    Out.push_back({E, size_t(Natural(E).bits()), true});
  std::erase_if(Out, [](const Exponent &E) { return E.Value.bits() < 2; });
  return Out;
}

/// The numbers of \p Size bytes that were read: one of them is the modulus.
std::vector<Place> numbersOf(const Behaviour &B, size_t Size) {
  std::vector<Place> Out;
  for (const Run &R : B.runsRead())
    if (R.Size == Size && Out.size() < 5)
      Out.push_back(R.At);
  // Where the length is chosen, short numbers tell as much.
  if (Size > 48 && std::ranges::any_of(B.Args, &Scalar::Chosen))
    Out.clear();
  return Out;
}

/// The result: of as many bytes as the modulus, which may not be all that is written.
std::vector<Place> resultsOf(const Behaviour &B) {
  std::vector<Place> Out;
  for (const Run &R : B.runsWritten())
    if (R.Size >= LeastBytes && R.Size <= MostBytes && R.Size % 4 == 0)
      Out.push_back(R.At);
  return Out;
}

struct Power {
  size_t Size;
  bool Fixed;
};
Explained explained(const Behaviour &B, const Power &P, const char *Form) {
  return {.Form = Form,
          .Parameters = {{"bits", int64_t(8 * P.Size)}},
          .Length = argumentOf(B, {P.Size / 4, P.Size / 8, P.Size})};
}

/// All numbers are what they are.
std::optional<Power> plainPower(const Behaviour &B) {
  const size_t Written = B.bytesWritten();
  if (Written < LeastBytes || Written > 2 * MostBytes || B.bytesRead() < 2 * Written ||
      B.bytesRead() > 3 * Written + 72)
    return std::nullopt;
  for (const Run &Out : B.runsWritten()) {
    const size_t Size = Out.Size;
    if (Size < LeastBytes || Size > MostBytes || Size % 4)
      continue;
    const std::vector<Place> In = numbersOf(B, Size);
    if (In.size() < 2 || In.size() > 4)
      continue;
    for (Order8 O : {Order8::Little, Order8::Big}) {
      const Natural After = Natural::of(B.after(Out.At, Size), O);
      for (const Place Modulus : In) {
        const Natural M = Natural::of(B.before(Modulus, Size), O);
        if (M <= After)
          continue;
        for (const Exponent &E : exponents(B, Size, O))
          for (const Place Base : In)
            if (Base != Modulus && power(Natural::of(B.before(Base, Size), O), E.Value, M) == After)
              return Power{Size, E.Fixed};
      }
    }
  }
  return std::nullopt;
}

/// The modulus, and the argument or word that is -1/m modulo a limb.
struct Hypothesis {
  Behaviour::Site Modulus;
  size_t Size;
  std::optional<size_t> Arg;
  Behaviour::Site Word = {};
  unsigned Width; ///< of the limb
};
std::vector<Hypothesis> hypotheses(const Behaviour &B) {
  std::vector<Hypothesis> Out;
  for (const Place R : resultsOf(B)) {
    size_t Size = 0;
    for (const Run &W : B.runsWritten())
      Size = W.At == R ? W.Size : Size;
    bool IsArg = false; // it is rarely both, a parameter and in memory
    for (const Place M : numbersOf(B, Size)) {
      for (size_t A = 0; A < B.Args.size(); ++A)
        if ((B.Args[A].Bits == 32 || B.Args[A].Bits == 64) && !B.Args[A].Chosen) {
          Out.push_back({B.siteOf(M), Size, A, {}, B.Args[A].Bits / 8});
          IsArg = true;
        }
      for (const Run &W : B.runsRead())
        if ((W.Size == 4 || W.Size == 8) && !IsArg)
          Out.push_back({B.siteOf(M), Size, std::nullopt, B.siteOf(W.At), unsigned(W.Size)});
      if (B.bytesRead() <= 3 * Size + 16) // the code finds the inverse
        Out.push_back({B.siteOf(M), Size, std::nullopt, {}, 0});
    }
    if (!Out.empty())
      break;
  }
  return Out;
}

/// Contents for which \p H holds: an odd modulus with its top bit set, all other numbers below it.
Given givenFor(const Behaviour &B, const Hypothesis &H) {
  Given G;
  for (const Place P : numbersOf(B, H.Size)) {
    const bool IsModulus = B.siteOf(P) == H.Modulus;
    Bytes X(B.before(P, H.Size).begin(), B.before(P, H.Size).end());
    X.back() = uint8_t(IsModulus ? X.back() | 0x80 : X.back() & 0x3f);
    X.front() |= uint8_t(IsModulus);
    G.Memory.emplace_back(B.siteOf(P), X);
    if (IsModulus && H.Width) {
      const uint64_t Inverse = uint64_t(0) - inverseOfOdd(Natural::of(X).low(64), 64);
      if (H.Arg)
        G.Args.emplace_back(*H.Arg, Inverse);
      else
        G.Memory.emplace_back(H.Word, bytesOf(std::span(&Inverse, 1), H.Width, Order8::Little));
    }
  }
  return G;
}

/// Powers modulo a number, each computed once; and not too many: a vain question must not cost
/// more than a long run.
class Powers {
public:
  explicit Powers(const Natural &M) : M(M) {}
  /// None: too many were asked for.
  std::optional<Natural> operator()(const Natural &Base, const Natural &Exponent) {
    for (const auto &[B, E, P] : Known)
      if (B == Base && E == Exponent)
        return P;
    const uint64_t Limbs = M.bits() / 32 + 1, Cost = 3 * Exponent.bits() * Limbs * Limbs;
    if (Cost > Left)
      return std::nullopt;
    Left -= Cost;
    return std::get<2>(Known.emplace_back(Base, Exponent, power(Base, Exponent, M)));
  }

private:
  const Natural &M;
  std::vector<std::tuple<Natural, Natural, Natural>> Known;
  uint64_t Left = 5000000; ///< products of limbs
};

/// A power in one run in which \p H holds.
struct FormPower {
  bool Converts; ///< from plain numbers into Montgomery's form, and back
};
std::optional<FormPower> formPower(const Behaviour &B, const Hypothesis &H, bool Fixed) {
  const auto ModulusAt = B.readAt(H.Modulus, H.Size);
  if (ModulusAt.empty())
    return std::nullopt;
  const Natural M = Natural::of(ModulusAt);
  const Natural R = Natural(1).shifted(int64_t(8 * H.Size));
  // 1/R, as R*R' - m*m' = 1: modulo R, m' is -1/m.
  Natural Inverse(1);
  for (size_t I = 0; I < 8 * H.Size; ++I) // halves, one by one
    Inverse = (Inverse.bit(0) ? Inverse + M : Inverse).shifted(-1);
  auto Times = [&](const Natural &X, const Natural &Y) { return X * Y % M; };
  std::vector<Natural> Numbers;
  std::vector<Behaviour::Site> Sites;
  for (const Place P : numbersOf(B, H.Size))
    if (!(B.siteOf(P) == H.Modulus)) {
      Numbers.push_back(Times(Natural::of(B.before(P, H.Size)), Inverse));
      Sites.push_back(B.siteOf(P));
    }
  if (Numbers.empty() || Numbers.size() > 4 || M.isZero())
    return std::nullopt;
  std::vector<Exponent> Exponents = exponents(B, H.Size, Order8::Little);
  std::erase_if(Exponents, [&](const Exponent &E) { return E.Fixed != Fixed; });
  Powers Power(M);
  for (const Place Out : resultsOf(B)) {
    if (B.Extents[Out.Extent].After.size() < Out.At + H.Size ||
        !B.Extents[Out.Extent].allWritten(Out.At, H.Size))
      continue;
    const Natural Plain = Natural::of(B.after(Out, H.Size)) % M;
    for (bool Converts : {true, false}) {
      if (Fixed && !Converts)
        continue;
      const Natural Want = Converts ? Plain : Times(Plain, Inverse);
      for (size_t X = 0; X < Numbers.size(); ++X)
        for (size_t One = 0; One < Numbers.size(); ++One) {
          if (X == One)
            continue;
          // What stands for R^2 comes in with the number: x*o/R/R stands for x.
          const Natural O = Converts ? Times(Numbers[One], Inverse) : Numbers[One];
          const Natural Base = Converts ? Times(Numbers[X], Numbers[One]) : Numbers[X];
          for (const Exponent &E : Exponents) {
            if (E.At && (*E.At == Sites[X] || *E.At == Sites[One] || *E.At == H.Modulus))
              continue;
            const auto P = Power(Base, E.Value);
            if (!P)
              continue;
            const Natural All = Natural(1).shifted(int64_t(E.Bits));
            // Of o: nothing; once (from the right); squared with each bit (from the left); what
            // the ladder leaves.
            if (Converts && *P == Want)
              return FormPower{true};
            if (Fixed || All < E.Value)
              continue;
            for (const Natural &Left : {Natural(1), All, All - E.Value})
              if (const auto Rest = Power(O, Left); Rest && Times(*P, *Rest) == Want)
                return FormPower{Converts};
          }
        }
    }
  }
  return std::nullopt;
}

std::optional<std::pair<Power, bool>> explainInForm(Subject &S, bool Fixed) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MostHypotheses = 6;
  if (!B || B->bytesWritten() < LeastBytes || B->bytesWritten() > 2 * MostBytes ||
      B->bytesRead() < 2 * LeastBytes || B->bytesRead() > 5 * MostBytes)
    return std::nullopt;
  std::vector<Hypothesis> All = hypotheses(*B);
  if (All.size() > MostHypotheses)
    All.resize(MostHypotheses);
  for (const Hypothesis &H : All) {
    // Two products of numbers of that size at least, with their reductions; where the exponent
    // is an input, a few squares more.
    if (!B->executed({.Product = (Fixed ? 2u : 8u) * 8 * H.Size * H.Size}))
      continue;
    const Given G = givenFor(*B, H);
    const Behaviour *T = S.given(G, 0);
    if (!T)
      continue;
    const auto F = formPower(*T, H, Fixed);
    if (!F)
      continue;
    return std::pair(Power{H.Size, Fixed}, F->Converts);
  }
  return std::nullopt;
}

/// A power, and whether it is one of RSA's: by an exponent that the code itself fixes.
std::optional<Explained> explainPower(Subject &S, bool Rsa) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  const Behaviour *Second = nullptr;
  if (const auto P = plainPower(*B); P && P->Fixed == Rsa && (Second = S.trial(1)))
    if (const auto Again = plainPower(*Second); Again && Again->Fixed == Rsa)
      return explained(*B, *P, Rsa ? "r = a ^ e mod m, e fixed" : "r = a ^ e mod m");
  if (const auto P = explainInForm(S, Rsa))
    return explained(*B, P->first,
                     Rsa         ? "r = a ^ e mod m, e fixed"
                     : P->second ? "r = a ^ e mod m"
                                 : "r = a ^ e mod m, in Montgomery's form");
  return std::nullopt;
}
/// b^e mod m of three words that are passed, in whatever order; m may be any that is not 0.
std::optional<Explained> explainWordPower(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || !B->Result || B->Result->Bits < 32 || B->CallsAny || B->bytesWritten())
    return std::nullopt;
  std::vector<size_t> Words;
  for (size_t K = 0; K < B->Args.size(); ++K)
    if (B->Args[K].Bits >= 32)
      Words.push_back(K);
  if (Words.size() != 3 || Words.size() != B->Args.size())
    return std::nullopt;
  auto Power = [](uint64_t Base, uint64_t E, uint64_t M) {
    unsigned __int128 Out = 1 % M, X = Base % M;
    for (; E; E >>= 1, X = X * X % M)
      if (E & 1)
        Out = Out * X % M;
    return uint64_t(Out);
  };
  constexpr uint64_t Cases[][3] = {{1234567, 1000003, 2147483629},
                                   {987654321, 65537, 1000000007},
                                   {2, 100, 2147483647},
                                   {3000000019, 7, 998244353}};
  std::ranges::sort(Words);
  do {
    bool All = true;
    for (const auto &[Base, E, M] : Cases) {
      const Behaviour *T =
          S.given({.Args = {{Words[0], Base}, {Words[1], E}, {Words[2], M}}}, 0);
      All = T && T->Result && T->Result->Value == Power(Base, E, M);
      if (!All)
        break;
    }
    if (All)
      return Explained{.Form = "r = a ^ e mod m", .Parameters = {}, .Length = {}};
  } while (std::ranges::next_permutation(Words).found);
  return std::nullopt;
}
std::optional<Explained> explainModExp(Subject &S) { return explainPower(S, false); }
std::optional<Explained> explainRsa(Subject &S) { return explainPower(S, true); }

} // namespace

const Idiom ModExp = {
    .Name = "mod-exp",
    .Family = "cryptography",
    .Form = "r = a ^ e mod m",
    .Title = "modular power of a machine word",
    .Flops = "0",
    .Bytes = "0",
    .Confused = "powers without a modulus; powers of long numbers",
    .Explain = explainWordPower,
};

const Idiom BignumModExp = {
    .Name = "bignum-mod-exp",
    .Family = "cryptography",
    .Form = "r = a ^ e mod m",
    .Title = "modular power of a long number",
    .Flops = "0",
    .Bytes = "4*n",
    .Confused = "powers of machine words",
    .Explain = explainModExp,
    .Serves = "mod-exp",
};

const Idiom Rsa = {
    .Name = "rsa",
    .Family = "cryptography",
    .Form = "r = a ^ e mod m, e = 3, 17 or 65537",
    .Title = "RSA's public operation",
    .Flops = "0",
    .Bytes = "3*n",
    .Confused = "powers whose exponent is an input (RSA's private operation, Diffie and Hellman's)",
    .Explain = explainRsa,
};

} // namespace auspex::kernels
