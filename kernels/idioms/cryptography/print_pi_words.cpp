//===- kernels/idioms/cryptography/print_pi_words.cpp - The fraction of pi ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Prints as many words of 32 bits of pi's fraction as it is asked for, as the elements of
// an array: the initial state of Blowfish. It runs when Auspex is built; a compile with the
// plugin has no 50 ms for it. Machin: pi = 16 atan(1/5) - 4 atan(1/239).
//
//===----------------------------------------------------------------------===//
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

/// A number in words, the whole part first.
using Fixed = std::vector<uint32_t>;

void divide(Fixed &X, size_t From, uint32_t By) {
  uint64_t Rest = 0;
  for (size_t I = From; I < X.size(); ++I) {
    Rest = Rest << 32 | X[I];
    X[I] = uint32_t(Rest / By);
    Rest %= By;
  }
}

void accumulate(Fixed &Sum, const Fixed &X, bool Minus) {
  int64_t Carry = 0;
  for (size_t I = Sum.size(); I-- > 0;) {
    const int64_t T = int64_t(Sum[I]) + (Minus ? -int64_t(X[I]) : int64_t(X[I])) + Carry;
    Sum[I] = uint32_t(T);
    Carry = T >> 32;
  }
}

} // namespace

int main(int argc, char **argv) {
  const size_t Count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (!Count) {
    std::fputs("print_pi_words COUNT: how many words of 32 bits?\n", stderr);
    return 2;
  }
  constexpr size_t Spare = 3; // words that rounding may reach
  Fixed Sum(1 + Count + Spare);
  for (const auto &[Factor, N] : {std::pair{16u, 5u}, std::pair{4u, 239u}}) {
    Fixed Power(Sum.size());
    Power[0] = Factor;
    divide(Power, 0, N);
    size_t First = 0; // the words before it are 0
    for (uint32_t K = 1; First < Sum.size(); K += 2) {
      Fixed Term = Power;
      divide(Term, First, K);
      accumulate(Sum, Term, (K % 4 == 3) != (N == 239));
      divide(Power, First, N * N);
      while (First < Sum.size() && !Power[First])
        ++First;
    }
  }
  for (size_t I = 1; I <= Count; ++I)
    std::printf("0x%08x,\n", Sum[I]);
  return 0;
}
