//===- passes/trace/Memory.cpp - Memory that holds graphs of numbers -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Memory.h"

#include "llvm/IR/Type.h"

using namespace auspex::passes::trace;

/// The bits of the bytes from \p A on, before \p End, in their word.
uint64_t Memory::maskOf(uint64_t A, uint64_t End) {
  const uint64_t First = A % WordBytes, Count = std::min(End - A, WordBytes - First);
  return (Count == WordBytes ? ~uint64_t(0) : (uint64_t(1) << Count) - 1) << First;
}

uint64_t Memory::objectOf(uint64_t Key, bool Own, const llvm::GlobalVariable *Global, bool Stack) {
  auto [It, New] = Known.try_emplace(Key, 0);
  if (New) {
    It->second = (FirstObject + Objects.size()) * Spacing + Middle;
    Objects.push_back({Key, Own, Global, Stack});
  }
  return It->second;
}

bool Memory::isWhole(uint64_t Address, unsigned Bytes) const {
  auto It = Cells.find(Address);
  if (It != Cells.end())
    return It->second.Bytes == Bytes;
  for (uint64_t A = Address - MaxBytes + 1; A != Address + Bytes; ++A)
    if (auto C = Cells.find(A); C != Cells.end() && (A > Address || A + C->second.Bytes > Address))
      return false;
  return true;
}

Val Memory::load(uint64_t Address, llvm::Type *T, unsigned Bytes) {
  if (auto It = Cells.find(Address); It != Cells.end())
    return It->second.Bytes == Bytes ? It->second.V : Val{};
  if (!isTouched(Address, Bytes))
    return Initial(Address, T, Bytes);
  if (!isWhole(Address, Bytes))
    return {};
  auto First = Loose.find(Address);
  if (First == Loose.end())
    return Initial(Address, T, Bytes);
  const uint64_t Origin = First->second.Origin;
  uint64_t Bits = 0;
  for (unsigned K = 0; K < Bytes; ++K) {
    auto It = Loose.find(Address + K);
    if (It == Loose.end() || It->second.Origin != (Origin < 256 ? It->second.Origin & 255 : Origin + K))
      return {};
    if (K < 8)
      Bits |= (It->second.Origin & 255) << (8 * K);
  }
  return Origin < 256 ? Val::integer(Bits) : Initial(Origin, T, Bytes);
}

bool Memory::isTouched(uint64_t Address, uint64_t Bytes) const {
  for (uint64_t A = Address, End = Address + Bytes; A < End; A = (A / WordBytes + 1) * WordBytes) {
    const auto It = Touched.find(A / WordBytes);
    if (It != Touched.end() && It->second & maskOf(A, End))
      return true;
  }
  return false;
}

void Memory::touch(uint64_t Address, uint64_t Bytes) {
  for (uint64_t A = Address, End = Address + Bytes; A < End; A = (A / WordBytes + 1) * WordBytes)
    Touched[A / WordBytes] |= maskOf(A, End);
}

void Memory::put(uint64_t Address, Cell C) {
  touch(Address, C.Bytes);
  Cells[Address] = std::move(C);
}

void Memory::clear(uint64_t Address, uint64_t Bytes) {
  if (!isTouched(Address, Bytes))
    return;
  for (uint64_t A = Address - MaxBytes + 1; A != Address + Bytes; ++A)
    if (auto It = Cells.find(A); It != Cells.end() && (A >= Address || A + It->second.Bytes > Address))
      Cells.erase(It);
  if (!Loose.empty())
    for (uint64_t A = Address; A != Address + Bytes; ++A)
      Loose.erase(A);
}

bool Memory::store(uint64_t Address, unsigned Bytes, const Val &V) {
  if (Cells.size() >= MaxCells || Bytes > MaxBytes)
    return false;
  if (V.K == Val::Bytes)
    return copy(Address, V.I, Bytes);
  if (const auto It = Cells.find(Address); It != Cells.end() && It->second.Bytes == Bytes) {
    It->second.V = V;
    return true;
  }
  clear(Address, Bytes);
  put(Address, {V, Bytes});
  return true;
}

bool Memory::copy(uint64_t To, uint64_t From, uint64_t Bytes) {
  // Delay lines and structures; all of a run's copies together, since each byte costs.
  constexpr uint64_t Most = 1 << 14;
  if ((Copied += Bytes) > Most)
    return false;
  if (Bytes > MaxCopy || Cells.size() + Loose.size() >= MaxCells)
    return false;
  std::vector<std::pair<uint64_t, Cell>> Whole;
  std::vector<std::pair<uint64_t, uint64_t>> Single;
  for (uint64_t K = 0; K < Bytes;) {
    if (auto It = Cells.find(From + K); It != Cells.end() && K + It->second.Bytes <= Bytes) {
      Whole.emplace_back(K, It->second);
      K += It->second.Bytes;
      continue;
    }
    auto It = Loose.find(From + K);
    Single.emplace_back(K, It == Loose.end() ? From + K : It->second.Origin);
    ++K;
  }
  clear(To, Bytes);
  for (const auto &[K, C] : Whole)
    put(To + K, C);
  for (const auto &[K, Origin] : Single)
    Loose[To + K] = {Origin};
  touch(To, Bytes);
  return true;
}

bool Memory::fill(uint64_t To, uint8_t Value, uint64_t Bytes) {
  if (Bytes > MaxCopy || Cells.size() + Loose.size() >= MaxCells)
    return false;
  clear(To, Bytes);
  for (uint64_t K = 0; K < Bytes; ++K)
    Loose[To + K] = {Value};
  touch(To, Bytes);
  return true;
}
