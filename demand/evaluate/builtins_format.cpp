//===- demand/evaluate/builtins_format.cpp - Formatted text -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each conversion is taken out of the format and given to the C library by
// itself, so that widths, flags and the corners of the standard are its own.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"
#include "demand/evaluate/conversion.h"

#include <cstdio>
#include <cstring>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MaxFieldBytes = 4096;

/// Text that comes out of a format, or how long it may be.
struct Formatted {
  std::optional<std::string> Text;
  Val Bytes; ///< without the NUL
};

template <typename T> std::string rendered(const std::string &Spec, T Value) {
  int N = std::snprintf(nullptr, 0, Spec.c_str(), Value);
  if (N < 0 || N > (1 << 20))
    return {};
  std::string Out(size_t(N) + 1, '\0');
  std::snprintf(Out.data(), Out.size(), Spec.c_str(), Value);
  Out.pop_back();
  return Out;
}

/// The arguments of a format: those of the call from one on, or of a va_list.
class Arguments {
public:
  Arguments(CallSite &C, size_t Next, bool InList) : C(C), Next(Next), List(InList) {}
  Val next() {
    if (!List)
      return C.arg(Next++);
    // The program's registers are used up (Slice::placeListStart): what is left
    // lies behind one another.
    const Val &At = C.arg(Next);
    constexpr int64_t IntegerRegisters = 48, StackAt = 8;
    Val Used = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid, Type::I32) : Val();
    Val Place = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid + StackAt, Type::Ptr) : Val();
    if (!Used.exactInt() || Used.Mid < IntegerRegisters || !isPlace(Place))
      return Val();
    C.P.Mem.store(At.Id, At.Mid + StackAt, offset(Place, 8));
    const auto &Cells = C.P.Mem.at(Place.Id).Cells;
    auto Cell = Cells.find(Place.Mid);
    return Cell == Cells.end() ? Val() : Cell->second;
  }

private:
  CallSite &C;
  size_t Next;
  bool List;
};

Formatted formatted(CallSite &C, const std::string &Format, Arguments Args) {
  Formatted R;
  std::string Out;
  bool Exact = true, Bounded = true;
  int64_t Least = 0, Likely = 0, Most = 0; // of what is not exact
  for (const char *F = Format.c_str(); *F;) {
    if (*F != '%' || F[1] == '%') {
      F += *F == '%';
      Out += *F++;
      continue;
    }
    ++F;
    Conversion X;
    if (!takeConversion(F, false, X))
      break;
    int64_t Width = X.Width;
    std::string Spec;
    for (char Ch : X.Spec) {
      if (Ch != '*') {
        Spec += Ch;
        continue;
      }
      Val Star = Args.next();
      if (Star.exactInt() && std::abs(Star.Mid) < MaxFieldBytes) {
        Spec += std::to_string(Star.Mid);
        Width = std::max(Width, std::abs(Star.Mid));
      } else {
        Exact = Bounded = false;
      }
    }
    Val V = Args.next();
    std::string Piece;
    bool Rendered = false, Integer = std::strchr("diuxXoc", X.Letter);
    if (Width > MaxFieldBytes) {
      Exact = Bounded = false;
    } else if (X.Letter == 's' && X.Length.empty()) {
      auto S = V.isPtr() ? C.M.stringAt(C.P, V) : std::nullopt;
      if (S) {
        Piece = rendered(Spec + "s", S->c_str());
        Rendered = true;
      } else if (X.Spec.find('.') == std::string::npos) {
        Val Length = lengthOf(C, V);
        Bounded &= Length.isInt();
        Exact = false;
        Least += std::max(Width, Length.Lo);
        Likely += std::max(Width, Length.Mid);
        Most += std::max(Width, Length.Hi);
        continue;
      }
    } else if (Integer && V.exactInt()) {
      int64_t I = X.Letter == 'c' ? int64_t(uint8_t(V.Mid)) : canonical(V.Mid, integerOf(X.Length));
      bool Unsigned = X.Letter != 'd' && X.Letter != 'i' && X.Letter != 'c';
      if (X.Letter == 'c')
        Piece = rendered(Spec + "c", int(I));
      else
        Piece = rendered(Spec + "ll" + X.Letter,
                         Unsigned ? int64_t(unsignedOf(I, integerOf(X.Length))) : I);
      Rendered = true;
    } else if (std::strchr("fFeEgGaA", X.Letter) && V.K == Val::Kind::Real && X.Length != "L") {
      Piece = rendered(Spec + X.Letter, V.asReal());
      Rendered = true;
    }
    if (Rendered) {
      Out += Piece;
      continue;
    }
    // Digits of the widest number; %f may have 309 of them before the point.
    Exact = false;
    Least += std::max<int64_t>(Width, 0);
    Likely += std::max<int64_t>(Width, 8);
    Most += std::max<int64_t>(Width, X.Letter == 'f' || X.Letter == 'F' ? 320 : 32);
  }
  if (Exact) {
    R.Bytes = Val::integer(int64_t(Out.size()));
    R.Text = std::move(Out);
  } else if (Bounded) {
    int64_t Plain = int64_t(Out.size());
    R.Bytes = Val::interval(Plain + Least, Plain + Likely, Plain + Most, Type::I64);
  } else {
    R.Bytes = C.M.unknownOf(Type::I64, "length of formatted text");
  }
  return R;
}

Val lengthResult(CallSite &C, const Formatted &F) {
  Val V = F.Bytes;
  V.Ty = isInteger(C.Result) ? C.Result : Type::I32;
  return V;
}

/// Writes \p F to \p To, which has room for \p Room bytes (unknown: enough).
Val deliver(CallSite &C, const Val &To, const Val &Room, const Formatted &F) {
  if (Room.exactInt() && Room.Mid == 0)
    return lengthResult(C, F);
  if (F.Text && Room.exactInt()) {
    uint64_t Most = unsignedOf(Room.Mid, Type::I64) - 1;
    putText(C, To, std::string_view(*F.Text).substr(0, std::min<uint64_t>(F.Text->size(), Most)),
            true);
  } else if (isPlace(To)) {
    int64_t Likely = F.Bytes.isInt() ? F.Bytes.Mid + 1 : 1;
    C.P.Mem.touch(To.Id, To.Mid, To.Mid + (Room.isInt() ? std::min(Room.Mid, Likely) : Likely), 0,
                  true);
    C.P.Mem.forgetAll(To.Id);
  } else {
    forgetTarget(C, To);
  }
  return lengthResult(C, F);
}

/// The format is argument \p At; its arguments follow, or sit in a va_list.
Formatted formattedAt(CallSite &C, size_t At, bool List) {
  if (auto Format = text(C, At))
    return formatted(C, *Format, Arguments(C, At + 1, List));
  return {std::nullopt, C.M.unknownOf(Type::I64, "length of formatted text")};
}

template <size_t FormatAt, bool List> Val print(CallSite &C) { // sprintf and kin
  return deliver(C, C.arg(0), Val::integer(INT64_MAX), formattedAt(C, FormatAt, List));
}

template <size_t FormatAt, bool List> Val printBounded(CallSite &C) { // snprintf and kin
  return deliver(C, C.arg(0), C.arg(1), formattedAt(C, FormatAt, List));
}

template <size_t FormatAt, bool List>
Val printAllocated(CallSite &C) { // asprintf(&text, format, ...)
  Formatted F = formattedAt(C, FormatAt, List);
  Val Bytes = F.Bytes.isInt() ? F.Bytes : Val::interval(0, 64, MaxFieldBytes, Type::I64);
  Val Room = Val::interval(Bytes.Lo + 1, Bytes.Mid + 1, Bytes.Hi + 1, Type::I64);
  Val To = Val::pointer(C.P.Mem.allocate(Room, AllocKind::Malloc, 16), 0);
  deliver(C, To, Val::integer(INT64_MAX), F);
  put(C, C.arg(0), To);
  return lengthResult(C, F);
}

} // namespace

std::span<const BuiltinRow> formatBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"sprintf", print<1, false>},
      {"__sprintf_chk", print<3, false>}, // (to, flag, size, format, ...)
      {"vsprintf", print<1, true>},
      {"snprintf", printBounded<2, false>},
      {"__snprintf_chk", printBounded<4, false>}, // (to, room, flag, size, format, ...)
      {"vsnprintf", printBounded<2, true>},
      {"__vsnprintf_chk", printBounded<4, true>},
      {"asprintf", printAllocated<1, false>, true},
      {"__asprintf_chk", printAllocated<2, false>, true}, // (&to, flag, format, ...)
      {"vasprintf", printAllocated<1, true>, true},
      {"__vasprintf_chk", printAllocated<2, true>, true},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
