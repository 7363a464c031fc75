//===- kernels/idioms/cryptography/reed_solomon.cpp - Codes over GF(256) ------=//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reed and Solomon, 1960, in the systematic form: message and parity together vanish at
// consecutive powers of the field's generator. Where the generator polynomial or the
// tables of logarithms are inputs, the parity is the remainder that they give.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/reed_solomon.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/touched.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

constexpr unsigned Moduli[] = {0x11d, 0x187, 0x12d};

struct Computed {
  std::array<uint8_t, 256> Logs{};
  std::array<uint8_t, 512> Exps{};
  explicit Computed(unsigned Modulus) {
    unsigned X = 1;
    for (unsigned I = 0; I < 510; ++I) {
      Exps[I] = uint8_t(X);
      if (I < 255)
        Logs[X] = uint8_t(I);
      X <<= 1;
      X ^= X & 0x100 ? Modulus : 0;
    }
  }
};
const Computed &computed(size_t K) {
  static const Computed Tables[] = {Computed(Moduli[0]), Computed(Moduli[1]), Computed(Moduli[2])};
  return Tables[K];
}

/// \p Word, highest power first, vanishes at \p Count powers, each \p Step from the last.
bool vanishes(const Computed &F, std::span<const uint8_t> Word, size_t Count) {
  std::array<bool, 255> Zero{};
  size_t Zeros = 0;
  for (unsigned P = 0; P < 255; ++P) {
    unsigned Sum = 0;
    for (uint8_t C : Word)
      Sum = C ^ (Sum ? F.Exps[F.Logs[Sum] + P] : 0u);
    Zero[P] = Sum == 0;
    Zeros += Zero[P];
  }
  if (Zeros < Count)
    return false;
  for (unsigned Step : {1u, 11u})
    for (unsigned First = 0; First < 255; ++First) {
      size_t N = 0;
      while (N < Count && Zero[(First + N * Step) % 255])
        ++N;
      if (N == Count)
        return true;
    }
  return false;
}

/// Horner's rule at the powers \p First and on.
std::optional<Bytes> syndromes(const Field256 &F, std::span<const uint8_t> Word, size_t Count,
                               unsigned First) {
  Bytes Out;
  for (unsigned R = 0; R < Count; ++R) {
    uint8_t Sum = 0;
    for (uint8_t C : Word) {
      uint8_t Next = 0;
      if (Sum) {
        const auto L = F.Log(Sum);
        const auto E = L ? F.Exp((*L + R + First) % 255) : std::nullopt;
        if (!E)
          return std::nullopt;
        Next = *E;
      }
      Sum = C ^ Next;
    }
    Out.push_back(Sum);
  }
  return Out;
}

/// Read in parts, here and there, or almost whole.
bool isTable(const Touched &T) { return T.Count >= 8 && (T.Extents.size() > 2 || T.Count >= 200); }

/// Fields whose tables were read: pairs of objects.
std::vector<Field256> tabled(const Behaviour &B, const std::vector<Touched> &Objects) {
  std::vector<Field256> Out;
  for (const Touched &Logs : Objects)
    for (const Touched &Exps : Objects)
      if (Logs.Object != Exps.Object && Logs.End <= 256 && Exps.End <= 768 && isTable(Logs) &&
          isTable(Exps) && Out.size() < 6)
        Out.push_back({[&Logs](unsigned X) { return Logs.byte(X, false); },
                       [&Exps](unsigned X) { return Exps.byte(X, false); }});
  return Out;
}

struct Message {
  std::span<const uint8_t> Data;
  Behaviour::Place At;
};
std::vector<Message> messagesIn(const Behaviour &B) {
  std::vector<Message> Out;
  for (const Behaviour::Run &R : B.runsRead())
    if (R.Size >= 4 && R.Size <= 255 && Out.size() < 6)
      Out.push_back({B.before(R.At, R.Size), R.At});
  return Out;
}

std::optional<Explained> explainOn(const Behaviour &B) {
  const size_t Parity = B.bytesWritten();
  if (Parity < 4 || Parity > 64 || B.bytesRead() < Parity || B.bytesRead() > 1200 ||
      B.runsWritten().size() != 1)
    return std::nullopt;
  const Behaviour::Place Out = B.runsWritten()[0].At;
  const Bytes After(B.after(Out, Parity).begin(), B.after(Out, Parity).end());
  const std::vector<Message> All = messagesIn(B);
  if (All.empty())
    return std::nullopt;
  auto Says = [&](const char *Form, const Message &M) {
    return Explained{.Form = Form,
                     .Parameters = {{"parity", int64_t(Parity)}},
                     .Length = argumentOf(B, {M.Data.size()})};
  };
  const std::vector<Touched> Objects = touchedObjects(B);
  std::vector<Field256> Fields = tabled(B, Objects);
  for (unsigned Modulus : Moduli)
    Fields.push_back(fieldModulo(Modulus));
  for (size_t K = 0; K < Fields.size(); ++K)
    for (const Message &M : All) {
      const Field256 &F = Fields[K];
      const size_t Given =
          Fields.size() - std::size(Moduli); // fields before it have tables that were read
      for (bool Backwards : {false, true}) {
        Bytes Check = After;
        if (Backwards)
          std::ranges::reverse(Check);
        Bytes Code(M.Data.begin(), M.Data.end());
        Code.insert(Code.end(), Check.begin(), Check.end());
        if (K >= Given && Code.size() <= 255 && M.Data.size() > Parity &&
            B.bytesRead() <= M.Data.size() + 8 && vanishes(computed(K - Given), Code, Parity))
          return Says("parity = message * x^r mod g", M);
        // The generator is given, in powers down or up.
        for (const Behaviour::Place G : B.places(B.runsRead(), Parity, 1, 8)) {
          // Message, generator, and tables where they are read: nothing else.
          if (G == M.At || B.bytesRead() > M.Data.size() + Parity + (K >= Given ? 8 : 1024))
            continue;
          Bytes Generator(B.before(G, Parity).begin(), B.before(G, Parity).end());
          for (int Way = 0; Way < 2; ++Way) {
            if (remainder(F, M.Data, Generator) == Check)
              return Says("parity = message * x^r mod g", M);
            std::ranges::reverse(Generator);
          }
        }
      }
      for (unsigned First : {0u, 1u})
        if (B.bytesRead() <= M.Data.size() + (K >= Given ? 8 : 1100) && M.Data.size() >= Parity &&
            syndromes(F, M.Data, Parity, First) == After)
          return Says("syndrome[i] = word(a^i)", M);
    }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) { return onTwoTrials(S, explainOn); }

} // namespace

std::optional<uint8_t> Field256::times(uint8_t X, uint8_t Y) const {
  if (!X || !Y)
    return uint8_t(0);
  const auto A = Log(X), B = Log(Y);
  return A && B ? Exp(unsigned(*A) + *B) : std::nullopt;
}

const Field256 &fieldModulo(unsigned Modulus) {
  auto Of = [](const Computed &C) {
    return Field256{[&C](unsigned X) { return std::optional(C.Logs[X]); },
                    [&C](unsigned X) { return std::optional(C.Exps[X]); }};
  };
  static const Field256 Fields[] = {Of(computed(0)), Of(computed(1)), Of(computed(2))};
  const auto It = std::ranges::find(Moduli, Modulus);
  return Fields[It == std::end(Moduli) ? 0 : It - std::begin(Moduli)];
}

std::optional<Bytes> remainder(const Field256 &F, std::span<const uint8_t> Message,
                               std::span<const uint8_t> Generator) {
  Bytes Out(Generator.size());
  for (uint8_t C : Message) {
    const uint8_t Feedback = C ^ Out[0];
    std::rotate(Out.begin(), Out.begin() + 1, Out.end());
    Out.back() = 0;
    for (size_t J = 0; J < Out.size(); ++J) {
      const auto P = F.times(Feedback, Generator[J]);
      if (!P)
        return std::nullopt;
      Out[J] ^= *P;
    }
  }
  return Out;
}

const Idiom ReedSolomon = {
    .Name = "reed-solomon",
    .Family = "cryptography",
    .Form = "parity = message * x^r mod g over GF(256); syndrome[i] = word(a^i)",
    .Title = "Reed-Solomon: encoder, syndromes",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "CRC (over GF(2)); parity by xor",
    .Explain = explain,
};

} // namespace auspex::kernels
