//===- runtime/forecast/input_files.h - Files that a program will read ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A note names the files: it is not trusted. Regular files only, with the rights of
// the invoking user; nothing here waits for another process (a FIFO's writer, the
// holder of a lease), changes a file or its times of access where that can be
// avoided. "/dev/stdin" is standard input, from where it stands.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_FORECAST_INPUT_FILES_H
#define AUSPEX_RUNTIME_FORECAST_INPUT_FILES_H

#include <cstdint>
#include <optional>
#include <string>

namespace auspex::forecast {

/// By this name the forecast looks at what is left of standard input.
bool isStandardInput(const std::string &Path);

/// Bytes of the file; nothing where it is none, or may not be read.
std::optional<uint64_t> inputSize(const std::string &Path);

/// Whether there certainly is nothing by that name.
bool inputMissing(const std::string &Path);

/// One name for each file that exists, by whichever path it is asked for; of what does not
/// exist yet, where it would lie.
std::string inputName(const std::string &Path);

/// At most so many bytes are read at once, whatever is asked for.
inline constexpr uint64_t MostInputBytes = 1 << 20;

/// Up to \p Count bytes from \p Offset on, fewer at the end of the file.
std::optional<std::string> inputBytes(const std::string &Path, uint64_t Offset, uint64_t Count);

} // namespace auspex::forecast

#endif
