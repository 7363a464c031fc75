//===- runtime/gpu/library.cpp - A library that may not be there -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <string_view>

namespace auspex::gpu {

Library::~Library() {
  if (Handle)
    dlclose(Handle);
}

demand::Expected<Library> Library::open(const char *Name, std::span<const Entry> Entries,
                                        const char *Purpose) {
  Library L;
  L.Handle = dlopen(Name, RTLD_NOW | RTLD_LOCAL);
  if (!L.Handle) {
    const char *Why = dlerror();
    // "NAME: cannot open shared object file: ..." is the loader's word for a file that is not
    // there; anything else is a file that is there and cannot be used.
    if (!Why || std::string_view(Why).find("No such file") != std::string_view::npos)
      return demand::fail(fmt::format("no {}: {} is not installed", Purpose, Name));
    return demand::fail(fmt::format("the {} cannot be loaded ({}); install it anew", Purpose, Why));
  }
  for (const Entry &E : Entries) {
    *E.To = dlsym(L.Handle, E.Symbol);
    if (!*E.To && E.Required)
      return demand::fail(fmt::format("the {} is too old: {} has no {}; install a newer one",
                                      Purpose, Name, E.Symbol));
  }
  return L;
}

} // namespace auspex::gpu
