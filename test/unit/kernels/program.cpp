//===- test/unit/kernels/program.cpp - Behaviours of programs written as lambdas ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/unit/kernels/program.h"

#include "kernels/catalogue/catalogue.h"

#include <random>

namespace auspex::kernels::test {

Area text(size_t Length) {
  Area A = in(Length + 1);
  A.Shape = [](Bytes &B) {
    for (uint8_t &C : B)
      C = C ? C : 1;
    B.back() = 0;
  };
  return A;
}

const Behaviour *Program::given(const Given &What, unsigned Seed) {
  if (Seed >= 8)
    return nullptr;
  const bool Arbitrary = What.Memory.empty() && What.Args.empty();
  Known.emplace_back(Arbitrary ? What.Mask : 0, Seed);
  for (size_t K = 0; Arbitrary && K + 1 < Known.size(); ++K)
    if (Known[K] == Known.back()) {
      Known.pop_back();
      return &Results[K];
    }
  Behaviour &B = Results.emplace_back();
  std::mt19937_64 Random(Seed + 1);
  Memory M;
  for (const Area &A : Areas) {
    Bytes Data(A.Size);
    for (size_t I = 0; I < A.Size; ++I)
      Data[I] = uint8_t(Random()) & uint8_t(What.Mask >> I % 8 * 8);
    if (A.Shape)
      A.Shape(Data);
    for (const auto &[At, Own] : What.Memory)
      if (At.Object == M.size() + 1)
        std::ranges::copy(Own, Data.begin() + At.Offset);
    M.push_back(std::move(Data));
  }
  Scalars Values;
  for (const Argument &A : Args) {
    uint64_t V = A.Value ? *A.Value : Random();
    for (const auto &[Number, Own] : What.Args)
      V = Number == Values.size() ? Own : V;
    Values.push_back(A.Bits >= 64 ? V : V & ((uint64_t(1) << A.Bits) - 1));
    B.Args.push_back({Values.back(), A.Bits});
  }
  const Memory Before = M;
  const uint64_t Result = Code(M, Values);
  if (ResultBits)
    B.Result = Scalar{ResultBits >= 64 ? Result : Result & ((uint64_t(1) << ResultBits) - 1),
                      ResultBits};
  for (size_t O = 0; O < Areas.size(); ++O) {
    const size_t Size = Areas[O].Size;
    std::vector<bool> Read(Size), Written(Size);
    for (const auto &[From, To] : Areas[O].Read)
      std::fill(Read.begin() + ptrdiff_t(From), Read.begin() + ptrdiff_t(To), true);
    for (const auto &[From, To] : Areas[O].Written)
      std::fill(Written.begin() + ptrdiff_t(From), Written.begin() + ptrdiff_t(To), true);
    for (size_t At = 0; At < Size;) {
      size_t End = At;
      while (End < Size && (Read[End] || Written[End]))
        ++End;
      if (End > At) {
        Extent X;
        X.Object = O + 1;
        X.Offset = int64_t(At);
        for (size_t I = At; I < End; ++I) {
          X.Before.push_back(Read[I] ? Before[O][I] : 0);
          X.After.push_back(M[O][I]);
          X.Read.push_back(Read[I]);
          X.Written.push_back(Written[I]);
        }
        B.Extents.push_back(std::move(X));
      }
      At = End + 1;
    }
  }
  return &B;
}

std::string nameOf(Program &P) {
  for (const Idiom *I : catalogue())
    if (I->Explain && I->Explain(P))
      return std::string(I->Name);
  return "";
}
std::string nameOf(Program &&P) { return nameOf(P); }

Bytes bytes(std::string_view Text) { return {Text.begin(), Text.end()}; }

Bytes fromHex(std::string_view Hex) {
  Bytes Out;
  for (size_t I = 0; I + 1 < Hex.size(); I += 2)
    Out.push_back(uint8_t(std::stoul(std::string(Hex.substr(I, 2)), nullptr, 16)));
  return Out;
}

std::string hex(std::span<const uint8_t> Data) {
  constexpr char Digits[] = "0123456789abcdef";
  std::string Out;
  for (uint8_t B : Data) {
    Out += Digits[B >> 4];
    Out += Digits[B & 15];
  }
  return Out;
}

} // namespace auspex::kernels::test
