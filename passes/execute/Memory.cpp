//===- passes/execute/Memory.cpp - The memory that replayed code sees ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Memory.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace auspex::passes::execute {

Memory::Page *Memory::page(uint64_t Address) {
  const uint64_t Number = Address / PageBytes;
  if (Number == LastNumber)
    return Last;
  auto It = Pages.find(Number);
  if (It == Pages.end()) {
    // Addresses of no object (null, small integers) have no memory.
    const uint64_t Object = objectOf(Address);
    if (!Object || Object > Owners.size() || Pages.size() >= MaxPages)
      return nullptr;
    It = Pages.try_emplace(Number, std::make_unique<Page>()).first;
  }
  LastNumber = Number;
  return Last = It->second.get();
}

uint8_t Memory::state(uint64_t Address) const {
  if (Address / PageBytes == LastNumber)
    return Last->States[Address % PageBytes];
  const auto It = Pages.find(Address / PageBytes);
  return It == Pages.end() ? uint8_t(0) : It->second->States[Address % PageBytes];
}

uint8_t Memory::initialByte(uint64_t Address) const {
  for (const auto &[Begin, Data] : Given)
    if (Address >= Begin && Address - Begin < Data.size())
      return Data[Address - Begin];
  return uint8_t((spread(Seed ^ spread(Address / 8)) & Mask) >> (Address % 8 * 8));
}

unsigned Memory::cellSize(uint64_t Address) {
  unsigned Size = 1;
  while (Size < 16) {
    Page *P = page(Address + Size);
    if (!P || !(P->States[(Address + Size) % PageBytes] & Rest))
      break;
    ++Size;
  }
  return Size;
}

std::optional<uint64_t> Memory::cell(uint64_t Address, unsigned Bytes) {
  Page *P = page(Address);
  if (!P || !(P->States[Address % PageBytes] & Head) || cellSize(Address) != Bytes)
    return std::nullopt;
  return (*page(Address)->Cells)[Address % PageBytes];
}

/// Numbers that [\p Address, + \p Bytes) overlaps are lost.
void Memory::clearCells(uint64_t Address, unsigned Bytes) {
  // The head that the first byte belongs to.
  uint64_t From = Address;
  while (state(From) & Rest)
    --From;
  uint64_t A = From;
  for (; A < Address + Bytes || (state(A) & Rest); ++A)
    if (Page *P = page(A))
      P->States[A % PageBytes] &= uint8_t(~(Head | Rest));
}

/// Marks bytes as read, makes arbitrary contents of those that nobody wrote.
/// \p WasKnown: all had contents before. False: no memory, or part of a number.
bool Memory::read(uint64_t Address, unsigned Bytes, bool &WasKnown) {
  WasKnown = true;
  for (unsigned I = 0; I < Bytes; ++I) {
    Page *P = page(Address + I);
    if (!P)
      return false;
    uint8_t &S = P->States[(Address + I) % PageBytes];
    if (S & (Head | Rest))
      return false;
    if (!(S & Known)) {
      if (Lost.contains(objectOf(Address)))
        return false;
      WasKnown = false;
      P->Original[(Address + I) % PageBytes] = P->Bytes[(Address + I) % PageBytes] =
          initialByte(Address + I);
      S |= Known | ReadFirst;
    } else if (!(S & (Written | ReadFirst))) {
      P->Original[(Address + I) % PageBytes] = P->Bytes[(Address + I) % PageBytes];
      S |= ReadFirst;
    }
  }
  return true;
}

/// What the first reader finds there.
void Memory::setInput(uint64_t Address, uint8_t Byte) {
  Page *P = page(Address);
  P->Bytes[Address % PageBytes] = P->Original[Address % PageBytes] = Byte;
}

std::optional<uint8_t> Memory::byteAt(uint64_t Address) const {
  const auto It = Pages.find(Address / PageBytes);
  if (It == Pages.end())
    return std::nullopt;
  const uint8_t S = It->second->States[Address % PageBytes];
  if (!(S & Known))
    return std::nullopt;
  return S & (Head | Rest) ? encodedByte(Address)
                           : std::optional(It->second->Bytes[Address % PageBytes]);
}

/// A byte of a number's encoding as a double or a float.
std::optional<uint8_t> Memory::encodedByte(uint64_t Address) const {
  uint64_t From = Address, End = Address + 1;
  while (state(From) & Rest)
    --From;
  while (state(End) & Rest)
    ++End;
  const uint64_t Size = End - From;
  const auto It = Pages.find(From / PageBytes);
  if (N.isField() || It == Pages.end() || (Size != 4 && Size != 8))
    return std::nullopt;
  uint64_t V = (*It->second->Cells)[From % PageBytes];
  if (Size == 4)
    V = std::bit_cast<uint32_t>(float(std::bit_cast<double>(V)));
  return uint8_t(V >> 8 * (Address - From));
}

uint8_t Memory::originalByte(uint64_t Address) const {
  const auto It = Pages.find(Address / PageBytes);
  return It == Pages.end() ? uint8_t(0) : It->second->Original[Address % PageBytes];
}

/// \p State in each of eight bytes.
static constexpr uint64_t everywhere(uint8_t State) { return 0x0101010101010101u * State; }

/// The page of the \p Bytes bytes (at most eight) where they lie in one that exists and are
/// no numbers; \p States: theirs, in one word. Nearly all accesses are such.
Memory::Page *Memory::plain(uint64_t Address, unsigned Bytes, uint64_t &States) {
  const unsigned At = Address % PageBytes;
  Page *P = Bytes <= 8 && At + Bytes <= PageBytes ? page(Address) : nullptr;
  if (!P)
    return nullptr;
  States = 0;
  std::memcpy(&States, &P->States[At], Bytes);
  return States & everywhere(Head | Rest) ? nullptr : P;
}

std::optional<Slot> Memory::load(uint64_t Address, unsigned Bytes) {
  uint64_t States;
  if (Page *P = plain(Address, Bytes, States)) {
    const uint64_t Used = truncated(everywhere(1), 8 * Bytes);
    // Known, and marked by whoever came first.
    static_assert(Known == 1 && Written == 2 && ReadFirst == 4);
    if ((States & (States >> 1 | States >> 2) & Used) == Used) {
      uint64_t V = 0;
      std::memcpy(&V, &P->Bytes[Address % PageBytes], Bytes);
      return Slot::integer(V);
    }
  }
  if (auto C = cell(Address, Bytes)) {
    for (unsigned I = 0; I < Bytes; ++I)
      if (uint8_t &S = page(Address + I)->States[(Address + I) % PageBytes]; !(S & Written))
        S |= ReadFirst;
    return Slot::number(*C);
  }
  bool WasKnown;
  if (!read(Address, Bytes, WasKnown))
    return std::nullopt;
  if (!WasKnown && Choose)
    if (auto V = Choose(Address, Bytes))
      for (unsigned I = 0; I < Bytes; ++I)
        setInput(Address + I, uint8_t(*V >> (8 * I)));
  uint64_t V = 0;
  for (unsigned I = 0; I < Bytes; ++I)
    V |= uint64_t(page(Address + I)->Bytes[(Address + I) % PageBytes]) << (8 * I);
  return Slot::integer(V);
}

std::optional<Slot> Memory::loadPointer(uint64_t Address) {
  bool WasKnown;
  if (!read(Address, 8, WasKnown))
    return std::nullopt;
  if (!WasKnown) {
    // A list whose every element points to another has no end.
    if (++Found > MaxFound)
      return std::nullopt;
    const auto Length = ChooseEnd ? ChooseEnd(Address) : std::nullopt;
    std::optional<Slot> Begin;
    if (Length) { // the array's beginning, which is no end itself
      auto Choose = std::exchange(ChooseEnd, nullptr);
      Begin = loadPointer(Address - 8);
      ChooseEnd = std::move(Choose);
    }
    const uint64_t Target = Begin && Begin->K == Slot::Int ? Begin->V + *Length : allocate();
    for (unsigned I = 0; I < 8; ++I)
      setInput(Address + I, uint8_t(Target >> (8 * I)));
  }
  return load(Address, 8);
}

/// The number that the IEEE encoding of \p Bytes bytes means.
static std::optional<double> decode(uint64_t V, unsigned Bytes) {
  switch (Bytes) {
  case 8:
    return std::bit_cast<double>(V);
  case 4:
    return double(std::bit_cast<float>(uint32_t(V)));
  case 2: {
    const int Exponent = int(V >> 10 & 31);
    if (Exponent == 31)
      return std::nullopt;
    const double M = double(V & 1023) + (Exponent ? 1024 : 0);
    const double D = std::ldexp(M, std::max(Exponent, 1) - 25);
    return V >> 15 & 1 ? -D : D;
  }
  default:
    return std::nullopt;
  }
}

std::optional<Slot> Memory::loadNumber(uint64_t Address, unsigned Bytes) {
  Page *P = page(Address);
  if (!P)
    return std::nullopt;
  if (P->States[Address % PageBytes] & Head)
    return load(Address, Bytes);
  // Contents that nobody wrote: a number of its own. Bytes: what they encode.
  bool Fresh = !Lost.contains(objectOf(Address));
  for (unsigned I = 0; I < Bytes; ++I)
    Fresh &= !(state(Address + I) & (Known | Head | Rest));
  if (Fresh) {
    const Slot S = Slot::number(initialNumber(Address));
    if (!store(Address, Bytes, S))
      return std::nullopt;
    for (unsigned I = 0; I < Bytes; ++I) {
      uint8_t &State = page(Address + I)->States[(Address + I) % PageBytes];
      State = uint8_t((State & ~Written) | ReadFirst);
    }
    return S;
  }
  const auto S = load(Address, Bytes);
  if (!S || S->K == Slot::Number)
    return S;
  const auto D = decode(S->V, Bytes);
  return D ? std::optional(Slot::number(N.of(*D))) : std::nullopt;
}

bool Memory::store(uint64_t Address, unsigned Bytes, Slot Value) {
  if (Value.K == Slot::Unset)
    return false;
  uint64_t States;
  if (Page *P = Value.K == Slot::Int ? plain(Address, Bytes, States) : nullptr) {
    States |= everywhere(Known | Written);
    std::memcpy(&P->States[Address % PageBytes], &States, Bytes);
    std::memcpy(&P->Bytes[Address % PageBytes], &Value.V, Bytes);
    return true;
  }
  for (unsigned I = 0; I < Bytes; ++I)
    if (state(Address + I) & (Head | Rest)) {
      clearCells(Address, Bytes);
      break;
    }
  for (unsigned I = 0; I < Bytes; ++I) {
    Page *P = page(Address + I);
    if (!P)
      return false;
    uint8_t &S = P->States[(Address + I) % PageBytes];
    S |= Known | Written;
    P->Bytes[(Address + I) % PageBytes] = uint8_t(I < 8 ? Value.V >> (8 * I) : 0);
    if (Value.K == Slot::Number)
      S |= I ? Rest : Head;
  }
  if (Value.K == Slot::Number) {
    Page *P = page(Address);
    if (!P->Cells)
      P->Cells = std::make_unique<std::array<uint64_t, PageBytes>>();
    (*P->Cells)[Address % PageBytes] = Value.V;
  }
  return true;
}

bool Memory::copy(uint64_t To, uint64_t From, uint64_t Bytes) {
  if (Bytes > MaxPages * PageBytes || To == From)
    return To == From;
  struct Item {
    uint64_t At;
    unsigned Size;
    Slot Value;
  };
  std::vector<Item> Items;
  for (uint64_t I = 0; I < Bytes;) {
    const uint64_t A = From + I;
    if (!page(A))
      return false;
    unsigned Size = state(A) & Head ? cellSize(A) : 1;
    if (Size > Bytes - I)
      return false;
    // Words at once, so that pointers stay pointers and inputs are chosen whole.
    if (Size == 1)
      for (unsigned Wide : {8u, 4u, 2u})
        if (A % Wide == 0 && Bytes - I >= Wide) {
          bool Plain = true;
          for (unsigned K = 0; K < Wide; ++K)
            Plain &= !(state(A + K) & (Head | Rest));
          if (Plain) {
            Size = Wide;
            break;
          }
        }
    auto S = load(A, Size);
    if (!S)
      return false;
    Items.push_back({I, Size, *S});
    I += Size;
  }
  return std::ranges::all_of(Items, [&](const Item &I) { return store(To + I.At, I.Size, I.Value); });
}

bool Memory::fill(uint64_t To, uint8_t Byte, uint64_t Bytes) {
  if (Bytes > MaxPages * PageBytes)
    return false;
  for (uint64_t I = 0; I < Bytes; ++I)
    if (!store(To + I, 1, Slot::integer(Byte)))
      return false;
  return true;
}

void Memory::lose(uint64_t Object) {
  Lost.insert(Object);
  for (auto &[Number, P] : Pages)
    if (objectOf(Number * PageBytes) == Object)
      P->States.fill(0);
}

bool Memory::initialise(uint64_t Address, const uint8_t *Data, uint64_t Bytes) {
  for (uint64_t I = 0; I < Bytes; ++I) {
    Page *P = page(Address + I);
    if (!P)
      return false;
    P->Bytes[(Address + I) % PageBytes] = Data[I];
    P->States[(Address + I) % PageBytes] = Known;
  }
  return true;
}

void Memory::forgetAccesses() {
  for (auto &[Number, P] : Pages)
    for (uint8_t &S : P->States)
      S &= uint8_t(~(Written | ReadFirst));
}

std::vector<Memory::Range> Memory::ranges(uint8_t Which) const {
  std::vector<uint64_t> Numbers;
  for (const auto &[Number, P] : Pages)
    Numbers.push_back(Number);
  std::ranges::sort(Numbers);
  std::vector<Range> Out;
  for (uint64_t Number : Numbers) {
    const Page &P = *Pages.find(Number)->second;
    for (unsigned I = 0; I < PageBytes; ++I) {
      if (!(P.States[I] & Which))
        continue;
      const uint64_t A = Number * PageBytes + I;
      if (!Out.empty() && Out.back().End == A)
        ++Out.back().End;
      else
        Out.push_back({A, A + 1});
    }
  }
  return Out;
}

} // namespace auspex::passes::execute
