//===- demand/error.h - The one error type of the house -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything outside LLVM's own Expected returns demand::Expected<T>. A message
// is for a person: what went wrong, where, and what to do about it. No
// exceptions: this library also lives inside a compiler.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_ERROR_H
#define AUSPEX_DEMAND_ERROR_H

#include <expected>
#include <string>
#include <utility>

namespace auspex::demand {

struct Error {
  std::string Message;
};

template <typename T> using Expected = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string Message) {
  return std::unexpected<Error>(Error{std::move(Message)});
}

} // namespace auspex::demand

#endif
