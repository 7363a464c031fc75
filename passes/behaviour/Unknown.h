//===- passes/behaviour/Unknown.h - Functions that are not here -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mode calls its cipher through a pointer, HMAC its digest in another file. What such a
// construction is does not depend on them, so a function that was made up for the purpose
// stands for each (kernels/behaviour.h): a permutation, a digest in one call or in pieces,
// a compression. Which, the parameters of the call tell, as far as they do.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_BEHAVIOUR_UNKNOWN_H
#define AUSPEX_PASSES_BEHAVIOUR_UNKNOWN_H

#include "kernels/behaviour.h"
#include "passes/execute/Memory.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <map>

namespace llvm {
class CallBase;
} // namespace llvm

namespace auspex::passes::behaviour {

/// What functions are taken for that are not here.
struct Called {
  enum Kind : uint8_t {
    Permutation, ///< of a block of 16 bytes, from In to Out
    Digest,      ///< of the message at In, to Out
    Compression, ///< of the block of 64 bytes at In into the state at Out
    Context,     ///< a digest in pieces: begun, gone on with and ended
  } What;
  unsigned In = 0, Out = 0;            ///< arguments: pointers
  std::optional<unsigned> Length = {}; ///< of a digest's message: an argument
  size_t Bytes = 32;                   ///< of a digest or a state
};
/// What \p Call may be, the likelier first.
llvm::SmallVector<Called, 8> mayBe(const llvm::CallBase &Call);

/// Those that one run calls.
class Unknowns {
public:
  Unknowns(const Called &As, execute::Memory &Mem) : As(As), Mem(Mem) {}
  /// Does what \p Call does; false: that is not what it is.
  bool call(const llvm::CallBase &Call, llvm::ArrayRef<execute::Slot> Args,
            llvm::MutableArrayRef<execute::Slot> Result);

private:
  bool piece(const llvm::CallBase &Call, llvm::ArrayRef<execute::Slot> Args);
  std::optional<kernels::Bytes> load(uint64_t At, uint64_t Count);
  bool store(uint64_t At, std::span<const uint8_t> Data);

  Called As;
  execute::Memory &Mem;
  /// A context holds a number; what has been digested under it. So it may be copied.
  std::map<uint64_t, kernels::Bytes> Digested;
  uint64_t Contexts = 0, Calls = 0, Handled = 0; ///< begun; done; bytes
};

} // namespace auspex::passes::behaviour

#endif
