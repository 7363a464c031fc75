//===- kernels/poly.h - Polynomials over symbols and loop indices ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Addresses, strides and extents of a kernel are polynomials with integer
// coefficients over symbols. A symbol is either the index of a loop (0, 1, ...
// whatever the source's variable starts at) or an atom: a value that does not
// change while the kernel runs. Polynomials are canonical, so that comparing
// them compares what they mean: `8*n*B` is `B*(n*8)`.
//
// Arithmetic that leaves 64 bits, or grows past MaxTerms, gives a bad
// polynomial, which is equal to none and stays bad.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_POLY_H
#define AUSPEX_KERNELS_POLY_H

#include <algorithm>
#include <array>
#include <cassert>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

namespace auspex::kernels {

/// An atom, or the index of a loop.
using Sym = uint32_t;
inline constexpr Sym IndexBit = 1u << 31;
/// From here on the "loops" are data: what an index array holds at its place
/// (Operand::Via), of which a polynomial may be made as of an index.
inline constexpr uint32_t FirstData = 1u << 29;
inline constexpr bool isData(Sym S) {
  return (S & IndexBit) && (S & ~IndexBit) >= FirstData && (S & ~IndexBit) < FirstData << 1;
}
/// From here on the "loops" are the lanes of vectors: FirstLane + N counts N of them.
inline constexpr uint32_t FirstLane = 1u << 28;
inline constexpr uint32_t MaxLanes = 64;
inline constexpr bool isLane(Sym S) {
  return (S & IndexBit) && (S & ~IndexBit) >= FirstLane && (S & ~IndexBit) <= FirstLane + MaxLanes;
}
/// From here on they are pairs: what FirstPairs + L counts is (l over 2), l the index of
/// loop L. Only while addresses are computed.
inline constexpr uint32_t FirstPairs = 1u << 27;
inline constexpr bool isPairs(Sym S) {
  return (S & IndexBit) && (S & ~IndexBit) >= FirstPairs && (S & ~IndexBit) < FirstPairs << 1;
}
inline constexpr Sym pairsOf(uint32_t Loop) { return (FirstPairs + Loop) | IndexBit; }
inline constexpr Sym indexOf(uint32_t Loop) { return Loop | IndexBit; }
inline constexpr bool isIndex(Sym S) { return S & IndexBit; }
inline constexpr uint32_t loopOf(Sym S) { return S & ~IndexBit; }

/// A product of symbols: sorted, with repetition; empty: the constant. Most of what the
/// recogniser does is arithmetic on these, so they own no memory.
class Monomial {
public:
  static constexpr size_t MaxDegree = 12;
  using value_type = Sym;

  Monomial() = default;
  Monomial(std::initializer_list<Sym> Of) {
    for (Sym S : Of)
      push_back(S);
  }
  void push_back(Sym S) {
    assert(Size < MaxDegree);
    Symbols[Size++] = S;
  }
  Sym *begin() { return Symbols.data(); }
  Sym *end() { return Symbols.data() + Size; }
  const Sym *begin() const { return Symbols.data(); }
  const Sym *end() const { return Symbols.data() + Size; }
  size_t size() const { return Size; }
  bool empty() const { return Size == 0; }
  Sym back() const { return Symbols[Size - 1]; }
  Sym operator[](size_t K) const { return Symbols[K]; }

  friend bool operator==(const Monomial &A, const Monomial &B) {
    return std::equal(A.begin(), A.end(), B.begin(), B.end());
  }
  friend std::strong_ordering operator<=>(const Monomial &A, const Monomial &B) {
    return std::lexicographical_compare_three_way(A.begin(), A.end(), B.begin(), B.end());
  }

private:
  uint32_t Size = 0;
  std::array<Sym, MaxDegree> Symbols;
};

class Poly {
public:
  static constexpr size_t MaxTerms = 64;
  static constexpr size_t MaxDegree = Monomial::MaxDegree;
  using Monomial = kernels::Monomial;
  using Entry = std::pair<Monomial, int64_t>;

  Poly() = default;
  Poly(int64_t C) {
    if (C)
      Terms.push_back({{}, C});
  }
  static Poly symbol(Sym S);
  static Poly bad();

  bool isBad() const { return Bad; }
  bool isZero() const { return !Bad && Terms.empty(); }
  /// The value of a polynomial without symbols.
  std::optional<int64_t> constant() const;
  /// Sorted by their symbols; no coefficient is zero.
  const std::vector<Entry> &terms() const { return Terms; }
  /// What stands before \p M: zero where it does not occur.
  int64_t coefficient(const Monomial &M) const;
  bool operator==(const Poly &O) const { return !Bad && !O.Bad && Terms == O.Terms; }
  bool operator<(const Poly &O) const { return Terms < O.Terms; } ///< an arbitrary order

  Poly operator+(const Poly &O) const;
  Poly operator-(const Poly &O) const;
  Poly operator*(const Poly &O) const;
  Poly &operator+=(const Poly &O) { return *this = Terms.empty() && !Bad ? O : *this + O; }
  Poly &operator*=(const Poly &O) { return *this = *this * O; }

  bool mentions(Sym S) const;
  bool mentionsAnyIndex() const;
  /// What multiplies \p S where the polynomial is linear in it; bad otherwise.
  Poly coefficientOf(Sym S) const;
  /// With \p By in the place of \p S.
  Poly substitute(Sym S, const Poly &By) const;
  /// This divided by \p D where every coefficient is a multiple of it.
  std::optional<Poly> dividedBy(int64_t D) const;
  /// This as a multiple of \p P: the factor Q with Q * P == *this.
  std::optional<Poly> quotient(const Poly &P) const;
  /// No coefficient is negative: the value is not negative either where all
  /// symbols are counts.
  bool isNonNegative() const;
  /// The largest number of symbols in a term; 0 for constants.
  size_t degree() const;

private:
  /// This + \p Sign * \p O.
  Poly sum(const Poly &O, int64_t Sign) const;
  /// Adds \p C to the coefficient of \p M; false where it overflows.
  bool accumulate(const Monomial &M, int64_t C);

  std::vector<Entry> Terms;
  bool Bad = false;
};

} // namespace auspex::kernels

#endif
