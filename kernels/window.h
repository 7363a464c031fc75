//===- kernels/window.h - Dimensions that slide along one axis -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In I[s*i+d*p] the step i and the tap p move one operand along one axis: a window.
// The rows of a matrix do not overlap; what tells a window from rows is that
//
//   - both strides are the same, or the taps reach into the next step's window;
//   - a condition keeps s*i+d*p inside of the operand (padding);
//   - two axes have one ratio of step to tap, where strides are symbols or the windows of
//     one of them do not overlap; the source's own subscripts tell that as well;
//   - the taps of the next axis, or channels, are a factor of step and extent alike
//     (channels stored last, merged with the taps).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_WINDOW_H
#define AUSPEX_KERNELS_WINDOW_H

#include "kernels/normal_form.h"

#include <optional>
#include <vector>

namespace auspex::kernels {

/// How two dimensions move along one axis of an operand.
enum class Sharing : uint8_t {
  None,
  Same, ///< by the same stride
  Hops, ///< rows of the one overlap those of the other
};

/// The stride of \p O along \p Loop, and the pointer level where it enters.
Poly strideOf(const Operand &O, uint32_t Loop, size_t &Level);

/// What the source's subscripts say of two dimensions and the loops that were merged into them.
std::optional<bool> inOneSubscript(const Operand &O, const Dim &A, const Dim &B);

/// Rows of a matrix do not overlap: stride(i) >= extent(j) * stride(j). Symbolic
/// strides get the benefit of the doubt, as a leading dimension does.
Sharing sharingOf(const Operand &O, const Dim &I, const Dim &J);

/// \p I and \p J are seen to move \p O along one axis, not by symbolic strides alone.
bool slidesTogether(const Update &U, const Operand &O, const Dim &I, const Dim &J);

/// A step and the tap that slides with it, by their places in Update::Dims.
struct WindowAxis {
  size_t Step, Tap;
};

/// Which of the \p Taps slide with which of the \p Steps along \p O, the outer axis
/// first. Empty where there is no window. \p Tiles: taps may fill the step of every
/// axis; \p Channels: something is summed besides the taps, so that one axis of
/// symbolic strides is no matrix either.
std::vector<WindowAxis> windowsOf(const Update &U, const Operand &O,
                                  const std::vector<size_t> &Steps, const std::vector<size_t> &Taps,
                                  bool Tiles, bool Channels);

} // namespace auspex::kernels

#endif
