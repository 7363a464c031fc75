//===- demand/demangle.h - Linkage names as the source wrote them ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_DEMANGLE_H
#define AUSPEX_DEMAND_DEMANGLE_H

#include <string>
#include <string_view>

namespace auspex::demand {

/// `matmul(double*, int)` for _Z6matmulPdi; \p Symbol itself where it is no
/// mangled name. Names come from untrusted files: one that could expand without
/// bound stays as it is.
std::string demangled(std::string_view Symbol);

/// The same without parameters: `matmul`.
std::string demangledName(std::string_view Symbol);

/// The same for a line of text: the arguments of templates are left out where the
/// name would be long.
std::string shortName(std::string_view Symbol);

} // namespace auspex::demand

#endif
