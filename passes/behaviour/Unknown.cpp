//===- passes/behaviour/Unknown.cpp - Functions that are not here -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/Unknown.h"

#include "llvm/IR/InstrTypes.h"

using namespace llvm;
using namespace auspex::passes::execute;

namespace auspex::passes::behaviour {
namespace {

struct Parameters {
  SmallVector<unsigned, 4> Pointers, Sizes;
};
/// Nothing: other types than these.
std::optional<Parameters> parametersOf(const CallBase &Call) {
  Parameters P;
  for (unsigned K = 0; K < Call.arg_size(); ++K) {
    llvm::Type *T = Call.getArgOperand(K)->getType();
    if (T->isPointerTy())
      P.Pointers.push_back(K);
    else if (T->isIntegerTy())
      P.Sizes.push_back(K);
    else
      return std::nullopt;
  }
  return P;
}

} // namespace

SmallVector<Called, 8> mayBe(const CallBase &Call) {
  const std::optional<Parameters> Given = parametersOf(Call);
  if (!Given)
    return {};
  const auto &[P, S] = *Given;
  SmallVector<Called, 8> Out;
  auto Add = [&](Called::Kind What, unsigned In, unsigned To, std::optional<unsigned> Length = {}) {
    Out.push_back({What, In, To, Length});
    if (What != Called::Permutation)
      Out.push_back({What, In, To, Length, 20});
  };
  // A message with its length.
  const bool HasLength = P.size() == 3 && S.size() == 1 && S[0] == P[1] + 1;
  if (HasLength)
    Add(Called::Digest, P[1], P[2], S[0]);
  // A key, then what is read and written, in the orders that are usual.
  if (P.size() == 3 && S.size() <= 1) {
    Add(Called::Permutation, P[1], P[2]);
    Add(Called::Permutation, P[0], P[1]);
    Add(Called::Permutation, P[2], P[1]);
  }
  if (P.size() == 3 && !HasLength && (S.size() == 1 || S.size() == 2)) // with a key, of some length
    Add(Called::Digest, P[1], P[2], S.back());
  if (P.size() == 2 && S.size() == 1)
    Add(Called::Digest, P[0], P[1], S[0]);
  if (P.size() == 2 && S.empty()) {
    Add(Called::Permutation, P[1], P[1]);
    Add(Called::Permutation, P[0], P[0]);
    Add(Called::Permutation, P[0], P[1]);
    Add(Called::Compression, P[1], P[0]);
    Add(Called::Compression, P[0], P[1]);
  }
  if (P.size() >= 1 && P.size() <= 3 && S.size() <= 1)
    Add(Called::Context, 0, 0);
  return Out;
}

std::optional<kernels::Bytes> Unknowns::load(uint64_t At, uint64_t Count) {
  // In one call, in all of a run: constructions are told by short messages.
  constexpr uint64_t MaxCount = 1024, MaxTotal = 1 << 15;
  if (Count > MaxCount || (Handled += Count) > MaxTotal)
    return std::nullopt;
  kernels::Bytes Data;
  for (uint64_t K = 0; K < Count; ++K) {
    const auto Byte = Mem.load(At + K, 1);
    if (!Byte || Byte->K != Slot::Int)
      return std::nullopt;
    Data.push_back(uint8_t(Byte->V));
  }
  return Data;
}

bool Unknowns::store(uint64_t At, std::span<const uint8_t> Data) {
  for (size_t K = 0; K < Data.size(); ++K)
    if (!Mem.store(At + K, 1, Slot::integer(Data[K])))
      return false;
  return true;
}

bool Unknowns::call(const CallBase &Call, ArrayRef<Slot> Args, MutableArrayRef<Slot> Result) {
  constexpr uint64_t MaxCalls = 400, MaxPieces = 40;
  if (++Calls > (As.What == Called::Context ? MaxPieces : MaxCalls))
    return false;
  for (Slot &R : Result) // as it is where all went well
    R = Slot::integer(0);
  if (As.What == Called::Context)
    return piece(Call, Args);
  if (std::max({As.In, As.Out, As.Length.value_or(0)}) >= Args.size())
    return false;
  const uint64_t In = Args[As.In].V, To = Args[As.Out].V;
  switch (As.What) {
  case Called::Permutation: {
    auto Block = load(In, 16);
    if (!Block)
      return false;
    kernels::anyPermutation(std::span<uint8_t, 16>(*Block));
    return store(To, *Block);
  }
  case Called::Digest: {
    const auto Message = load(In, Args[*As.Length].V);
    return Message && store(To, kernels::anyDigest(*Message, As.Bytes));
  }
  default: {
    const auto State = load(To, As.Bytes), Block = load(In, 64);
    return State && Block && store(To, kernels::anyCompression(*State, *Block));
  }
  }
}

bool Unknowns::piece(const CallBase &Call, ArrayRef<Slot> Args) {
  const std::optional<Parameters> Given = parametersOf(Call);
  if (!Given || Given->Pointers.empty())
    return false;
  SmallVector<uint64_t, 4> Pointers;
  for (unsigned K : Given->Pointers)
    if (Args[K].V)
      Pointers.push_back(Args[K].V);
  if (Pointers.empty())
    return true;
  auto NumberAt = [&](uint64_t At) {
    const auto N = Mem.load(At, 8);
    return N && N->K == Slot::Int ? N->V : 0;
  };
  auto Keep = [&](uint64_t At, kernels::Bytes Message) {
    const uint64_t Number = spread(0x636f6e74657874 + ++Contexts);
    Digested[Number] = std::move(Message);
    return Mem.store(At, 8, Slot::integer(Number));
  };
  const bool GoesOn = Pointers.size() == 2 && !Given->Sizes.empty();
  const auto *Begun = Pointers.size() == 1 ? Pointers.end() : find_if(Pointers, [&](uint64_t At) {
    return Mem.isKnown(At) && Digested.count(NumberAt(At));
  });
  if (Begun == Pointers.end() && !GoesOn)
    return Keep(Pointers[0], {});
  // One that somebody else began: what it is of is not known, and some.
  const uint64_t At = Begun == Pointers.end() ? Pointers[0] : *Begun;
  const uint64_t Other = Pointers[At == Pointers[0] ? 1 : 0];
  kernels::Bytes Message;
  if (Begun != Pointers.end())
    Message = Digested[NumberAt(At)];
  else if (const auto Some = load(At, 8))
    Message = *Some;
  if (GoesOn) {
    const auto More = load(Other, Args[Given->Sizes.back()].V);
    constexpr size_t MaxMessage = 2048;
    if (!More || Message.size() + More->size() > MaxMessage)
      return false;
    Handled += Message.size();
    Message.insert(Message.end(), More->begin(), More->end());
    return Keep(At, std::move(Message));
  }
  Digested.erase(NumberAt(At));
  return store(Other, kernels::anyDigest(Message, As.Bytes));
}

} // namespace auspex::passes::behaviour
