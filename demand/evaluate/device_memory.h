//===- demand/evaluate/device_memory.h - What is held on GPUs -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bytes that the program has asked for and not given back, device by device, and
// the most that it held at once. Requests count, as the program writes them: what
// the driver rounds them to is not documented, nor is what a context takes.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_DEVICE_MEMORY_H
#define AUSPEX_DEMAND_EVALUATE_DEVICE_MEMORY_H

#include "demand/range.h"

#include <cstdint>
#include <vector>

namespace auspex::demand::evaluate {

/// What one object holds; all of it may be less or more.
struct DeviceShare {
  double Bytes = 0, Less = 0, More = 0;
  bool operator==(const DeviceShare &) const = default;
};

class DeviceMemory {
public:
  static constexpr unsigned MostDevices = 16;

  /// An object on device \p Number that held \p Then holds \p Now.
  void change(unsigned Number, const DeviceShare &Then, const DeviceShare &Now);
  /// From here on more may be held than is known.
  void open() { Open = true; }
  /// What is held now, and \p Besides for a moment, may be the most.
  void notePeak(double Besides = 0);
  void openWindow() {
    Window = {};
    notePeak();
  }
  /// What is held now on all devices together.
  Range held() const;
  bool used() const { return !Devices.empty(); }
  bool isOpen() const { return Open; }

  Range Peak, Window;       ///< on all devices together: of the run; since openWindow()
  std::vector<Range> Peaks; ///< of each device

  friend void joinInto(DeviceMemory &A, const DeviceMemory &B);

private:
  Range heldOn(const DeviceShare &D) const;
  std::vector<DeviceShare> Devices; ///< by number, as far as one was used
  bool Open = false;
};

/// \p A, the likely one, becomes what is known where either may have happened.
void joinInto(DeviceMemory &A, const DeviceMemory &B);

} // namespace auspex::demand::evaluate

#endif
