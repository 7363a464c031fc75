//===- runtime/binary/device_images.h - Notes in the images of GPUs --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_DEVICE_IMAGES_H
#define AUSPEX_RUNTIME_BINARY_DEVICE_IMAGES_H

#include "runtime/binary/notes.h"

#include <array>

namespace auspex::binary {

/// Sections in which host files carry code for GPUs: of nvcc and clang, of relocatable
/// device code, of clang before the link.
inline constexpr std::array<std::string_view, 3> DeviceSections = {".nv_fatbin", "__nv_relfatbin",
                                                                   ".llvm.offloading"};

/// Reads the notes that \p Section holds, in images of machine code or in PTX. Of
/// images for several architectures the first counts. Compressed ones say nothing.
void readDeviceImages(std::string_view Section, NoteReader &Out, std::string_view Where);

} // namespace auspex::binary

#endif
