//===- demand/evaluate/device_memory.cpp - What is held on GPUs -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/device_memory.h"

#include <algorithm>

namespace auspex::demand::evaluate {

void DeviceMemory::change(unsigned Number, const DeviceShare &Then, const DeviceShare &Now) {
  if (Then == Now)
    return;
  if (Devices.size() <= Number) {
    Devices.resize(Number + 1);
    Peaks.resize(Number + 1);
  }
  DeviceShare &D = Devices[Number];
  D.Bytes += Now.Bytes - Then.Bytes;
  D.Less = std::max(0.0, D.Less + Now.Less - Then.Less);
  D.More = std::max(0.0, D.More + Now.More - Then.More);
  notePeak();
}

Range DeviceMemory::heldOn(const DeviceShare &D) const {
  return {std::max(0.0, D.Bytes - D.Less), D.Bytes, Open ? Range::Unbounded : D.Bytes + D.More};
}

Range DeviceMemory::held() const {
  Range Sum;
  for (const DeviceShare &D : Devices)
    Sum = Sum + heldOn(D);
  return Sum;
}

void DeviceMemory::notePeak(double Besides) {
  if (Devices.empty())
    return;
  const Range More = Range::exactly(Besides), Now = held() + More;
  Peak = maxOf(Peak, Now);
  Window = maxOf(Window, Now);
  for (size_t I = 0; I != Devices.size(); ++I)
    if (Devices[I].Bytes > 0)
      Peaks[I] = maxOf(Peaks[I], heldOn(Devices[I]) + More);
}

void joinInto(DeviceMemory &A, const DeviceMemory &B) {
  auto Either = [](const Range &X, const Range &Y) {
    return Range{std::min(X.Low, Y.Low), X.Likely, std::max(X.High, Y.High)};
  };
  A.Open |= B.Open;
  A.Peak = Either(A.Peak, B.Peak);
  A.Window = Either(A.Window, B.Window);
  size_t Count = std::max(A.Devices.size(), B.Devices.size());
  A.Devices.resize(Count);
  A.Peaks.resize(Count);
  for (size_t I = 0; I != Count; ++I) {
    DeviceShare Other = I < B.Devices.size() ? B.Devices[I] : DeviceShare();
    A.Peaks[I] = Either(A.Peaks[I], I < B.Peaks.size() ? B.Peaks[I] : Range());
    DeviceShare &D = A.Devices[I];
    double Low = std::min(D.Bytes - D.Less, Other.Bytes - Other.Less);
    double High = std::max(D.Bytes + D.More, Other.Bytes + Other.More);
    D.Less = D.Bytes - Low;
    D.More = High - D.Bytes;
  }
}

} // namespace auspex::demand::evaluate
