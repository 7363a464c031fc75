//===- kernels/idioms/cryptography/hash.cpp - What checksums and short hashes share ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/hash.h"

#include <algorithm>
#include <set>

namespace auspex::kernels {
namespace {

constexpr uint64_t mask(unsigned Width) {
  return Width >= 8 ? ~uint64_t(0) : (uint64_t(1) << 8 * Width) - 1;
}

} // namespace

std::optional<uint64_t> Spot::before(const Behaviour &B) const {
  switch (K) {
  case Kind::Constant: return Value;
  case Kind::Argument: return Arg < B.Args.size() ? std::optional(B.Args[Arg].Value & mask(Width)) : std::nullopt;
  case Kind::Result: return std::nullopt;
  case Kind::Memory: break;
  }
  const auto Data = B.readAt(At, Width);
  return Data.empty() ? std::nullopt : std::optional(word(Data, 0, Width, Order));
}

std::optional<uint64_t> Spot::after(const Behaviour &B) const {
  if (K == Kind::Result) {
    if (!B.Result)
      return std::nullopt;
    // Numbers narrower than the type are extended by zeros, or by their sign.
    const uint64_t V = B.Result->Value, All = mask(B.Result->Bits / 8);
    const uint64_t Sign = V >> (8 * Width - 1) & 1 ? ~mask(Width) & All : 0;
    return V <= mask(Width) || (V & ~mask(Width)) == Sign ? std::optional(V & mask(Width))
                                                          : std::nullopt;
  }
  if (K != Kind::Memory)
    return std::nullopt;
  const auto Data = B.writtenAt(At, Width);
  return Data.empty() ? std::nullopt : std::optional(word(Data, 0, Width, Order));
}

std::vector<Spot> seeds(const Behaviour &B, unsigned Width) {
  constexpr size_t Most = 8;
  std::vector<Spot> Out;
  for (size_t A = 0; A < B.Args.size(); ++A)
    if (B.Args[A].Bits >= std::min(8 * Width, 32u) && !B.Args[A].Chosen)
      Out.push_back({.K = Spot::Kind::Argument, .Width = Width, .Arg = A});
  auto Add = [&](Behaviour::Place P) {
    const Behaviour::Site At = B.siteOf(P);
    if (Out.size() < Most && std::ranges::none_of(Out, [&](const Spot &S) {
          return S.K == Spot::Kind::Memory && S.At == At;
        }))
      Out.push_back({.K = Spot::Kind::Memory, .Width = Width, .At = At});
  };
  for (const Behaviour::Place P : B.inputs(Width, Width, true, 4))
    Add(P);
  for (const auto &[P, Length] : B.readRuns(Width))
    for (size_t At = 0; Length <= 32 && At + Width <= Length; At += Width)
      Add({P.Extent, P.At + At});
  return Out;
}

std::vector<Spot> answers(const Behaviour &B, unsigned Width) {
  std::vector<Spot> Out;
  if (B.Result && B.Result->Bits >= 8 * Width) {
    Spot R{.K = Spot::Kind::Result, .Width = Width};
    if (R.after(B))
      Out.push_back(R);
  }
  // Long outputs are no short answers.
  constexpr size_t MaxRun = 12, MaxWritten = 64, MaxSpots = 6;
  if (B.bytesWritten() > MaxWritten)
    return Out;
  auto Add = [&](Behaviour::Place P) {
    for (Order8 O : {Order8::Little, Order8::Big})
      if (Out.size() < MaxSpots && (Width > 1 || O == Order8::Little))
        Out.push_back({.K = Spot::Kind::Memory, .Width = Width, .At = B.siteOf(P), .Order = O});
  };
  for (const auto &[P, Length] : B.writtenRuns(Width))
    if (Length <= MaxRun)
      Add(P);
  return Out;
}

std::optional<Bytes> Text::in(const Behaviour &B) const {
  if (InMemory) {
    const auto M = InMemory->in(B);
    return M ? std::optional(kernels::Bytes(M->begin(), M->end())) : std::nullopt;
  }
  if (Arg >= B.Args.size())
    return std::nullopt;
  const uint64_t V = B.Args[Arg].Value;
  return bytesOf(std::span(&V, 1), Bytes, Order8::Little);
}

std::vector<Text> texts(const Behaviour &B, size_t Least) {
  constexpr size_t Most = 8, MaxBytes = 1024;
  std::vector<Text> Out;
  for (const Message &M : messages(B, std::max<size_t>(Least, 1)))
    if (Out.size() < Most && M.in(B)->size() <= MaxBytes)
      Out.push_back({.InMemory = M});
  for (size_t A = 0; A < B.Args.size() && Out.size() < Most; ++A)
    for (unsigned Width : {1u, 2u, 4u, 8u})
      // A byte is often passed as an integer.
      if (!B.Args[A].Chosen && Width >= Least && (B.Args[A].Bits == 8 * Width || (Width == 1 && B.Args[A].Bits == 32)))
        Out.push_back({.InMemory = std::nullopt, .Arg = A, .Bytes = Width});
  return Out;
}

std::optional<Explained> explainHash(Subject &S, const Hash &H) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  const std::vector<Spot> Answers = answers(*B, H.Width);
  if (Answers.empty())
    return std::nullopt;
  // An answer that is not there, or differs; nothing where the message tells nothing.
  auto Same = [&](std::optional<uint64_t> Given, uint64_t Hashed) {
    const uint64_t Wanted = Hashed & mask(H.Width);
    return Given && (H.Same ? H.Same(*Given, Wanted) : *Given == Wanted);
  };
  const unsigned Bits = H.Bits ? H.Bits : 8 * H.Width;
  auto Holds = [&](const Text &M, const Spot &Seed, const Spot &Answer) {
    std::set<uint64_t> Given;
    const bool Agrees = confirmed(S, Bits, [&](const Behaviour &T) -> std::optional<bool> {
      const auto Data = M.in(T);
      const auto Start = Seed.before(T);
      const auto Hashed = Data && Start ? H.Of(*Data, *Start) : std::nullopt;
      // A message that changes nothing tells nothing.
      if (!Hashed || ((*Hashed ^ *Start) & mask(H.Width)) == 0)
        return std::nullopt;
      const auto After = Answer.after(T);
      Given.insert(After.value_or(0));
      return Same(After, *Hashed);
    });
    // What is the same for every message was not made from it.
    return Agrees && Given.size() > 1;
  };
  for (const Text &M : texts(*B, H.LeastSeeded ? std::min(H.Least, H.LeastSeeded) : H.Least)) {
    const auto Data = M.in(*B);
    std::vector<Spot> Seeds;
    if (Data->size() >= H.Least)
      for (uint64_t V : H.Seeds)
        Seeds.push_back({.K = Spot::Kind::Constant, .Width = 8, .Value = V});
    if (H.LeastSeeded && Data->size() >= H.LeastSeeded)
      for (const Spot &Seed : seeds(*B, H.Width))
        if (Seed.K != Spot::Kind::Argument || (!M.isArgument(Seed.Arg) && M.length() != Seed.Arg))
          Seeds.push_back(Seed);
    for (const Spot &Seed : Seeds) {
      const auto Hashed = H.Of(*Data, *Seed.before(*B));
      for (const Spot &Answer : Answers)
        if (Hashed && Same(Answer.after(*B), *Hashed) && Holds(M, Seed, Answer))
          return Explained{.Form = Seed.K == Spot::Kind::Constant ? "h = H(message)"
                                                                  : "h' = H(h, message)",
                           .Parameters = {{"bits", 8 * H.Width}},
                           .Length = M.length(),
                           .AnyLength = true};
    }
  }
  return std::nullopt;
}

} // namespace auspex::kernels
