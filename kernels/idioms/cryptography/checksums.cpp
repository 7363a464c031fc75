//===- kernels/idioms/cryptography/checksums.cpp - Adler-32, Fletcher, the Internet checksum ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 1950; J. Fletcher, "An arithmetic checksum for serial transmissions" (1982);
// RFC 1071. Sums, and sums of sums, modulo 65521 or 2^k - 1. A message that no sum of
// which reaches the modulus tells nothing.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/checksums.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hash.h"

namespace auspex::kernels {

std::optional<uint32_t> adler32(std::span<const uint8_t> Message, uint32_t Seed) {
  uint64_t A = Seed & 0xffff, B = Seed >> 16;
  for (uint8_t Byte : Message)
    B += A += Byte;
  constexpr uint32_t Modulus = 65521;
  if (B < Modulus)
    return std::nullopt;
  return uint32_t(B % Modulus << 16 | A % Modulus);
}

std::optional<uint64_t> fletcher(std::span<const uint8_t> Message, unsigned Width, Order8 Order) {
  const uint64_t Modulus = (uint64_t(1) << 8 * Width) - 1;
  unsigned __int128 A = 0, B = 0;
  for (size_t At = 0; At + Width <= Message.size(); At += Width)
    B += A += word(Message, At, Width, Order);
  if (A < Modulus || Message.size() % Width)
    return std::nullopt;
  return uint64_t(B % Modulus) << 8 * Width | uint64_t(A % Modulus);
}

std::optional<uint16_t> internetSum(std::span<const uint8_t> Message) {
  uint64_t Sum = 0;
  for (size_t At = 0; At < Message.size(); ++At)
    Sum += uint64_t(Message[At]) << (At % 2 ? 0 : 8);
  if (Sum < 65536)
    return std::nullopt;
  return uint16_t(Sum % 65535);
}

namespace {

/// Halves are equal modulo 2^k - 1; either order.
template <unsigned Width> bool sameSums(uint64_t X, uint64_t Y) {
  constexpr uint64_t Modulus = (uint64_t(1) << 8 * Width) - 1;
  const uint64_t A = (X & Modulus) % Modulus, B = X >> 8 * Width, C = (Y & Modulus) % Modulus,
                 D = Y >> 8 * Width;
  return (A == C && B % Modulus == D % Modulus) || (A == D % Modulus && B % Modulus == C);
}
/// A sum in either byte order, or its complement.
bool sameSum(uint64_t X, uint64_t Y) {
  const uint64_t Swapped = (Y << 8 | Y >> 8) & 0xffff;
  for (uint64_t V : {Y, ~Y & 0xffff, Swapped, ~Swapped & 0xffff})
    if (X % 65535 == V % 65535)
      return true;
  return false;
}

std::optional<Explained> explainAdler(Subject &S) {
  return explainHash(S, {.Width = 4, .Least = 16, .Seeds = {1}, .LeastSeeded = 3, .Of = adler32});
}

template <unsigned Width> std::optional<Explained> explainFletcher(Subject &S, Order8 Order) {
  return explainHash(S, {.Width = 2 * Width,
                         .Least = 4 * Width,
                         .Seeds = {0},
                         .LeastSeeded = 0,
                         .Of = [=](std::span<const uint8_t> M, uint64_t) {
                           return fletcher(M, Width, Order);
                         },
                         .Same = sameSums<Width>});
}
std::optional<Explained> explainFletchers(Subject &S) {
  if (auto E = explainFletcher<1>(S, Order8::Little))
    return E;
  for (Order8 Order : {Order8::Little, Order8::Big}) {
    if (auto E = explainFletcher<2>(S, Order))
      return E;
    if (auto E = explainFletcher<4>(S, Order))
      return E;
  }
  return std::nullopt;
}

std::optional<Explained> explainInternet(Subject &S) {
  return explainHash(S, {.Width = 2,
                         .Least = 6,
                         .Seeds = {0},
                         .LeastSeeded = 0,
                         .Of = [](std::span<const uint8_t> M, uint64_t) { return internetSum(M); },
                         .Same = sameSum,
                         .Bits = 12});
}

} // namespace

const Idiom Adler32 = {
    .Name = "adler-32",
    .Family = "cryptography",
    .Form = "a' = a + byte, b' = b + a' (mod 65521)",
    .Title = "Adler-32 checksum",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Fletcher (modulo 2^k - 1)",
    .Explain = explainAdler,
};
const Idiom Fletcher = {
    .Name = "fletcher",
    .Family = "cryptography",
    .Form = "a' = a + word, b' = b + a' (mod 2^k - 1)",
    .Title = "Fletcher's checksum",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Adler-32 (a prime modulus); two plain sums",
    .Explain = explainFletchers,
};
const Idiom InternetChecksum = {
    .Name = "internet-checksum",
    .Family = "cryptography",
    .Form = "s' = s + word (mod 2^16 - 1)",
    .Title = "checksum of IP, TCP and UDP",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "plain sums (carries are lost)",
    .Explain = explainInternet,
};

} // namespace auspex::kernels
