//===- kernels/idioms/cryptography/generators.cpp - What random number generators share ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/generators.h"

#include <algorithm>
#include <bit>

namespace auspex::kernels {

std::optional<std::vector<uint64_t>> StateSpot::before(const Behaviour &B) const {
  if (Arg)
    return *Arg < B.Args.size() ? std::optional(std::vector{B.Args[*Arg].Value}) : std::nullopt;
  const auto Data = B.readAt(At, Words * Width);
  // Zero is a fixed point of many maps: it tells nothing.
  if (std::ranges::all_of(Data, [](uint8_t X) { return X == 0; }))
    return std::nullopt;
  return words(Data, Words, Width, Order8::Little);
}
std::optional<std::vector<uint64_t>> StateSpot::after(const Behaviour &B) const {
  if (Arg) {
    if (!B.Result || B.Result->Bits != 8 * Width)
      return std::nullopt;
    return std::vector{B.Result->Value};
  }
  const auto Data = B.writtenAt(At, Words * Width);
  return Data.empty() ? std::nullopt : std::optional(words(Data, Words, Width, Order8::Little));
}

std::vector<StateSpot> states(const Behaviour &B, size_t Words, unsigned Width, bool Scalars) {
  std::vector<StateSpot> Out;
  for (const Behaviour::Place P : B.states(Words * Width, Width))
    if (Out.size() < 4)
      Out.push_back({.At = B.siteOf(P), .Arg = std::nullopt, .Words = Words, .Width = Width});
  for (size_t A = 0; Scalars && Words == 1 && A < B.Args.size(); ++A)
    if (B.Args[A].Bits == 8 * Width && !B.Args[A].Chosen)
      Out.push_back({.At = {}, .Arg = A, .Words = 1, .Width = Width});
  return Out;
}

bool Draws::is(const Behaviour &B, size_t K, uint64_t Value, unsigned Bits) const {
  if (!At)
    return K == 0 && B.Result && B.Result->Bits >= Bits && B.Result->Value == Value;
  const auto Data = B.writtenAt({At->Object, At->Offset + int64_t(K * Width)}, Width);
  if (Data.empty())
    return false;
  const uint64_t Given = word(Data, 0, Width, Order8::Little);
  if (!Fractions)
    return Given == Value;
  // Some of the high bits, in [0, 1) or in [-1/2, 1/2): 53 or 24 of them are exact, 32 often used.
  auto Is = [&](double X) {
    return Given == (Width == 8 ? std::bit_cast<uint64_t>(X) : std::bit_cast<uint32_t>(float(X)));
  };
  for (unsigned Kept : {53u, 52u, 32u, 31u, 24u, 23u})
    if (Kept <= Bits && Is(double(Value >> (Bits - Kept)) / double(uint64_t(1) << Kept)))
      return true;
  return Is(double(Value) / (Bits == 64 ? 0x1p64 : 0x1p32));
}

size_t Draws::count(const Behaviour &B) const {
  if (!At)
    return 1;
  size_t N = 0;
  while (!B.writtenAt({At->Object, At->Offset + int64_t(N * Width)}, Width).empty())
    ++N;
  return N;
}

std::vector<Draws> draws(const Behaviour &B, unsigned Width) {
  constexpr size_t Most = 4;
  std::vector<Draws> Out;
  if (B.Result && B.Result->Bits >= 8 * Width)
    Out.push_back({.At = std::nullopt, .Width = Width});
  for (const auto &[P, Length] : B.writtenRuns(Width))
    if (Out.size() < Most) {
      Out.push_back({.At = B.siteOf(P), .Width = Width});
      for (unsigned Real : {4u, 8u})
        if (Length % Real == 0)
          Out.push_back({.At = B.siteOf(P), .Width = Real, .Fractions = true});
    }
  return Out;
}

std::optional<Explained> explainSteps(Subject &S, size_t Words, unsigned Width,
                                      void (*Step)(uint64_t *State)) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  for (const StateSpot &At : states(*B, Words, Width, true)) {
    auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
      auto State = At.before(T);
      const auto After = At.after(T);
      if (!State || !After)
        return std::nullopt;
      constexpr size_t Most = 300;
      for (size_t N = 0; N < Most; ++N) {
        Step(State->data());
        if (*State == *After)
          return true;
      }
      return false;
    };
    if (Agrees(*B).value_or(false) && confirmed(S, unsigned(8 * Words * Width), Agrees))
      return Explained{.Form = "state' = step(state)",
                       .Parameters = {{"state bits", int64_t(8 * Words * Width)}},
                       .Length = {}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels
