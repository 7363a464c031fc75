//===- demand/evaluate/fortran_descriptor.h - Array descriptors -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A view of a flang descriptor in the abstract memory: CFI_cdesc_t of the
// Fortran standard (18.5.3) as ISO_Fortran_binding.h of flang 22 lays it out on
// 64-bit machines. Sizes are bytes; dimensions are counted from 0.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_FORTRAN_DESCRIPTOR_H
#define AUSPEX_DEMAND_EVALUATE_FORTRAN_DESCRIPTOR_H

#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {

/// Type codes (ISO_Fortran_binding.h).
enum FortranType : int64_t {
  FortranInt8 = 7,
  FortranInt64 = 10,
  FortranReal32 = 27,
  FortranReal64 = 28,
  FortranLogical = 39,
  FortranCharacter = 40,
  FortranDerived = 42,
};

class Descriptor {
public:
  static constexpr int64_t MaxRank = 15, HeaderBytes = 24;
  static constexpr int64_t Version = 20240719;           ///< CFI_VERSION
  static constexpr int64_t Pointer = 1, Allocatable = 2; ///< attributes

  Descriptor(CallSite &C, const Val &At) : C(C), At(At) {}
  bool valid() const { return isPlace(At); }

  Val base() const { return get(0, Type::Ptr); }
  Val elementBytes() const { return get(8, Type::I64); }
  Val type() const { return get(21, Type::I8); }
  bool isType(FortranType T) const {
    Val V = type();
    return V.exactInt() && V.Mid == T;
  }
  bool allocatable() const {
    Val V = get(22, Type::I8);
    return V.exactInt() && V.Mid == Allocatable;
  }
  int64_t rank() const {
    Val V = get(20, Type::I8);
    return V.exactInt() && V.Mid >= 0 && V.Mid <= MaxRank ? V.Mid : 0;
  }
  Val lower(int64_t D) const { return get(HeaderBytes + 24 * D, Type::I64); }
  Val extent(int64_t D) const { return get(HeaderBytes + 24 * D + 8, Type::I64); }
  Val stride(int64_t D) const { return get(HeaderBytes + 24 * D + 16, Type::I64); }
  std::vector<Val> extents() const {
    std::vector<Val> E;
    for (int64_t D = 0; D != rank(); ++D)
      E.push_back(extent(D));
    return E;
  }
  Val elements() const { return product(C, extents()); }
  Val bytes() const { return product(C, {elements(), elementBytes()}); }
  /// One element behind the other.
  bool contiguous() const;
  /// The bytes of memory that the elements lie in.
  Val span() const;

  void setBase(const Val &V) { set(0, V); }
  void setElementBytes(const Val &V) { set(8, V); }
  void setBounds(int64_t D, const Val &Lower, const Val &Extent);
  /// Header and bounds (from 1) of a new allocatable.
  void establish(const Val &TypeCode, const Val &ElementBytes, const std::vector<Val> &Extents);
  /// Strides, and an object of the size that the bounds say.
  void allocate();
  /// Frees the object, and what the allocatable components of its elements hold.
  void release();
  /// Copies the descriptor itself.
  void copyFrom(const Descriptor &From);

  static Val product(CallSite &C, const std::vector<Val> &Factors);

private:
  Val get(int64_t Offset, Type T) const {
    return valid() ? C.P.Mem.load(At.Id, At.Mid + Offset, T) : Val::unknown(T);
  }
  void set(int64_t Offset, const Val &V) { put(C, offset(At, Offset), V); }

  CallSite &C;
  Val At;
};

/// Frees what allocatable components in object \p Id hold.
void releaseComponents(CallSite &C, ObjectId Id, unsigned Depth = 0);
/// Gives the copy \p Id components of its own.
void duplicateComponents(CallSite &C, ObjectId Id, unsigned Depth = 0);

/// A CHARACTER variable of \p Bytes bytes gets \p Text, cut or padded.
void putCharacter(CallSite &C, const Val &To, const Val &Bytes, std::string_view Text);
/// The contents of a CHARACTER variable, where all of it is known.
std::optional<std::string> characterAt(CallSite &C, const Val &From, const Val &Bytes);

} // namespace auspex::demand::evaluate

#endif
