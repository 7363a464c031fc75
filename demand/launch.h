//===- demand/launch.h - How a kernel of a GPU is called ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The note of a kernel is that of a function which does what all threads of the grid
// do (passes/device/Grid.h). Its parameters are those of the kernel and then, of the
// six extents that follow, those that it refers to; for any other the whole of it
// happens as often as that extent says.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_LAUNCH_H
#define AUSPEX_DEMAND_LAUNCH_H

#include <array>
#include <string>
#include <string_view>

namespace auspex::demand {

/// Extents of grid and block, in blocks and threads, by the names of the parameters.
inline constexpr std::array<std::string_view, 6> LaunchExtents = {
    "gridDim.x", "gridDim.y", "gridDim.z", "blockDim.x", "blockDim.y", "blockDim.z"};

/// In the name of a kernel's parameter: it is a structure that is passed by value.
inline constexpr char ByValueMark = '&';

/// The kernel that the host function \p Stub launches, by clang's naming: `__device_stub__k`
/// or `_Z16__device_stub__ki` for `_Z1ki`. Empty where it is no stub.
inline std::string kernelOfStub(std::string_view Stub) {
  constexpr std::string_view Mark = "__device_stub__";
  size_t At = Stub.find(Mark);
  if (At == Stub.npos)
    return {};
  std::string_view Rest = Stub.substr(At + Mark.size());
  size_t Digits = At;
  while (Digits > 0 && Stub[Digits - 1] >= '0' && Stub[Digits - 1] <= '9')
    --Digits;
  if (Digits == At || !Stub.starts_with("_Z"))
    return At == 0 ? std::string(Rest) : std::string();
  // The length of the name stands before it.
  size_t Length = 0;
  for (size_t I = Digits; I != At && Length < Stub.size(); ++I)
    Length = Length * 10 + size_t(Stub[I] - '0');
  if (Length <= Mark.size() || Length - Mark.size() > Rest.size())
    return {};
  return std::string(Stub.substr(0, Digits)) + std::to_string(Length - Mark.size()) +
         std::string(Rest);
}

/// How the variable begins that holds the notes in a GPU's image.
inline constexpr std::string_view DeviceNotePrefix = "auspex_notes_";

/// Whether a unit was compiled for a GPU.
inline bool isDeviceTriple(std::string_view Triple) { return Triple.starts_with("nvptx"); }

} // namespace auspex::demand

#endif
