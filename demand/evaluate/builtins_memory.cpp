//===- demand/evaluate/builtins_memory.cpp - Sizing memory ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"

#include <memory>

namespace auspex::demand::evaluate {

Val reallocated(CallSite &C, const Val &Old, const Val &Bytes) {
  if (!Bytes.isInt())
    C.M.noteUnknown(C.From, C.S, "size of an allocation is not known");
  if (Old.isPtr() && !C.P.Mem.at(Old.Id).Freed) {
    C.P.Mem.resize(Old.Id, Bytes);
    return Old;
  }
  return Val::pointer(C.P.Mem.allocate(Bytes, AllocKind::Malloc, 16), 0);
}

namespace {

Val product(CallSite &C, const Val &A, const Val &B) {
  ExprNode Times;
  Times.O = Op::Mul;
  Times.Ty = Type::I64;
  Val V = apply(Times, A, B, Val());
  return V.known() ? V : C.M.unknownOf(Type::I64, "size of an allocation");
}

Val resize(CallSite &C) { return reallocated(C, C.arg(0), C.arg(1)); } // realloc

Val resizeArray(CallSite &C) { // reallocarray(p, count, size)
  return reallocated(C, C.arg(0), product(C, C.arg(1), C.arg(2)));
}

Val allocateAligned(CallSite &C) { // posix_memalign(&p, alignment, size)
  const Val &Align = C.arg(1), &Bytes = C.arg(2);
  if (!Bytes.isInt())
    C.M.noteUnknown(C.From, C.S, "size of an allocation is not known");
  ObjectId O =
      C.P.Mem.allocate(Bytes, AllocKind::Aligned, Align.exactInt() ? Align.Mid : Heap::HeaderBytes);
  put(C, C.arg(0), Val::pointer(O, 0));
  return intResult(C, 0);
}

/// The file of a descriptor lies in \p Id, where it is mapped from \p From on.
void showFile(CallSite &C, ObjectId Id, const Val &Descriptor, const Val &From) {
  Source S = Source::descriptor(C, Descriptor);
  if (!S.path() || !S.size() || !From.exactInt() || From.Mid < 0)
    return;
  const int64_t Shown = std::min(C.P.Mem.at(Id).Bytes, *S.size() - From.Mid);
  C.P.Mem.hold(Id, 0, Shown, C.M.Files, C.M.Files.file(*S.path()), From.Mid);
}

/// mmap: anonymous memory is allocated, a file is mapped (resident once read).
Val mapMemory(CallSite &C) {
  constexpr int64_t Anonymous = 0x20; // MAP_ANONYMOUS
  const Val &Flags = C.arg(3);
  if (!C.arg(1).isInt())
    C.M.noteUnknown(C.From, C.S, "size of a mapping is not known");
  ObjectId O = C.P.Mem.allocate(C.arg(1), AllocKind::Mmap, Heap::PageBytes);
  if (Flags.exactInt() && !(Flags.Mid & Anonymous)) {
    Object &Mapped = C.P.Mem.edit(O);
    Mapped.Where = Object::Home::Static; // reading makes its pages resident
    Mapped.ZeroFilled = false;
    showFile(C, O, C.arg(4), C.arg(5));
  }
  return Val::pointer(O, 0);
}

Val unmap(CallSite &C) { // munmap(p, bytes)
  const Val &At = C.arg(0), &Bytes = C.arg(1);
  if (isPlace(At))
    C.P.Mem.unmap(At.Id, At.Mid, Bytes.isInt() ? At.Mid + Bytes.Mid : INT64_MAX);
  return intResult(C, 0);
}

Val advise(CallSite &C) { // madvise(p, bytes, advice)
  constexpr int64_t DontNeed = 4;
  const Val &At = C.arg(0), &Bytes = C.arg(1), &Advice = C.arg(2);
  if (isPlace(At) && Bytes.isInt() && Advice.exactInt() && Advice.Mid == DontNeed)
    C.P.Mem.discard(At.Id, At.Mid, At.Mid + Bytes.Lo);
  return intResult(C, 0);
}

Val remap(CallSite &C) { // mremap(p, old bytes, bytes, flags)
  if (isPlace(C.arg(0)))
    C.P.Mem.resize(C.arg(0).Id, C.arg(2));
  return C.arg(0);
}

/// Trimming is up to the C library; it says whether it returned anything.
Val trim(CallSite &C) { return C.M.unknownOf(Type::I32, "whether the heap could shrink"); }

} // namespace

std::span<const BuiltinRow> memoryBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"realloc", resize, true},
      {"reallocarray", resizeArray, true},
      {"posix_memalign", allocateAligned, true},
      {"mmap", mapMemory, true},
      {"munmap", unmap},
      {"madvise", advise},
      {"mremap", remap, true},
      {"malloc_trim", trim},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
