//===- mlir-dialects/demand/Attributes.cpp - Formulas as attributes ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/demand/Demand.h"

#include "demand/note.h"
#include "demand/print.h"

#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;

//===--- Texts --------------------------------------------------------------===//

namespace {

/// A reference in an exact text: the sigil, the number, and the type where one is given.
struct Reference {
  char Sigil;
  uint64_t Number;
  std::optional<demand::Type> Ty;
};

/// Calls \p Visit with every reference of \p Text; strings are skipped.
template <typename VisitFn> void forEachReference(StringRef Text, VisitFn Visit) {
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (C == '"') {
      for (++I; I < Text.size() && Text[I] != '"'; ++I)
        I += Text[I] == '\\';
      continue;
    }
    if (C != '$' && C != '#')
      continue;
    StringRef Rest = Text.drop_front(I + 1);
    Reference R{C, 0, std::nullopt};
    if (Rest.consumeInteger(10, R.Number))
      continue;
    if (Rest.consume_front(":"))
      for (unsigned T = 1; T <= unsigned(demand::Type::Ptr); ++T)
        if (Rest.take_while(llvm::isAlnum) == StringRef(nameOf(demand::Type(T))))
          R.Ty = demand::Type(T);
    Visit(R);
  }
}

/// No function has that many parameters or nested loops.
constexpr uint64_t MaxReference = 4096;

} // namespace

demand::Expected<demand::ExprRef> dialect::parseOpen(demand::Function &F, StringRef Text) {
  bool TooLarge = false;
  forEachReference(Text, [&](const Reference &R) {
    if (R.Number > MaxReference) {
      TooLarge = true;
    } else if (R.Sigil == '#') {
      if (F.Loops.size() <= R.Number)
        F.Loops.resize(R.Number + 1);
    } else {
      if (F.Params.size() <= R.Number)
        F.Params.resize(R.Number + 1);
      if (R.Ty)
        F.Params[R.Number].Ty = *R.Ty;
    }
  });
  if (TooLarge)
    return demand::fail("a parameter or loop beyond " + std::to_string(MaxReference));
  return demand::parseExact(F, std::string_view(Text));
}

int64_t dialect::largestParam(ExprAttr E) {
  int64_t Largest = -1;
  if (E)
    forEachReference(E.getText(), [&](const Reference &R) {
      if (R.Sigil == '$')
        Largest = std::max(Largest, int64_t(R.Number));
    });
  return Largest;
}

std::optional<unsigned> dialect::loweredParams(TypeRange Arguments) {
  unsigned N = 0;
  for (Type T : Arguments) {
    if (auto S = dyn_cast<ShapedType>(T); S && !isa<VectorType>(T))
      N += S.hasRank() ? 3 + 2 * unsigned(S.getRank()) : 2;
    else
      ++N;
  }
  return N;
}

//===--- expr ---------------------------------------------------------------===//

/// The text as demand/ prints it.
static FailureOr<std::string> canonical(StringRef Text,
                                        function_ref<InFlightDiagnostic()> EmitError) {
  demand::Function F;
  auto E = parseOpen(F, Text);
  if (!E) {
    EmitError() << "no formula: " << E.error().Message << " in \"" << Text
                << "\" (the grammar stands at the head of demand/exact_parse.cpp)";
    return failure();
  }
  return demand::exactText(F, *E);
}

Attribute ExprAttr::parse(AsmParser &P, Type) {
  std::string Text;
  const SMLoc Where = P.getCurrentLocation();
  if (P.parseLess() || P.parseString(&Text) || P.parseGreater())
    return {};
  FailureOr<std::string> Same = canonical(Text, [&] { return P.emitError(Where); });
  return failed(Same) ? ExprAttr() : ExprAttr::get(P.getContext(), *Same);
}

void ExprAttr::print(AsmPrinter &P) const {
  P << "<\"";
  llvm::printEscapedString(getText(), P.getStream());
  P << "\">";
}

LogicalResult ExprAttr::verify(function_ref<InFlightDiagnostic()> EmitError, StringRef Text) {
  FailureOr<std::string> Same = canonical(Text, EmitError);
  if (failed(Same))
    return failure();
  if (*Same != Text)
    return EmitError() << "\"" << Text << "\" is written \"" << *Same << "\"";
  return success();
}

//===--- kernel, note -------------------------------------------------------===//

Attribute KernelAttr::parse(AsmParser &P, Type) {
  std::string Idiom, Form;
  ExprAttr Flops, Bytes;
  SmallVector<StringAttr> Roles;
  const SMLoc Where = P.getCurrentLocation();
  if (P.parseLess() || P.parseString(&Idiom) || P.parseComma() || P.parseString(&Form))
    return {};
  auto Formula = [&](StringRef Name, ExprAttr &Into) -> ParseResult {
    if (Into)
      return P.emitError(P.getCurrentLocation()) << "'" << Name << "' is there twice";
    Into = dyn_cast_or_null<ExprAttr>(ExprAttr::parse(P, {}));
    return success(bool(Into));
  };
  while (succeeded(P.parseOptionalComma())) {
    StringRef Name;
    const SMLoc At = P.getCurrentLocation();
    if (P.parseKeyword(&Name) || P.parseEqual())
      return {};
    if (Name == "flops" || Name == "bytes") {
      if (Formula(Name, Name == "flops" ? Flops : Bytes))
        return {};
    } else if (Name == "roles") {
      auto One = [&]() -> ParseResult {
        StringAttr Role;
        if (P.parseAttribute(Role))
          return failure();
        Roles.push_back(Role);
        return success();
      };
      if (P.parseCommaSeparatedList(AsmParser::Delimiter::Square, One))
        return {};
    } else {
      P.emitError(At) << "expected 'flops', 'bytes' or 'roles', not '" << Name << "'";
      return {};
    }
  }
  if (P.parseGreater())
    return {};
  return P.getChecked<KernelAttr>(Where, P.getContext(), Idiom, Form, Flops, Bytes, Roles);
}

void KernelAttr::print(AsmPrinter &P) const {
  auto Quoted = [&](StringRef Text) {
    P << '"';
    llvm::printEscapedString(Text, P.getStream());
    P << '"';
  };
  P << "<";
  Quoted(getIdiom());
  P << ", ";
  Quoted(getForm());
  auto Formula = [&](StringRef Name, ExprAttr E) {
    if (!E)
      return;
    P << ", " << Name << " = ";
    E.print(P);
  };
  Formula("flops", getFlops());
  Formula("bytes", getBytes());
  if (!getRoles().empty()) {
    P << ", roles = [";
    llvm::interleaveComma(getRoles(), P.getStream(), [&](StringAttr R) { Quoted(R.getValue()); });
    P << "]";
  }
  P << ">";
}

LogicalResult KernelAttr::verify(function_ref<InFlightDiagnostic()> EmitError, StringRef Idiom,
                                 StringRef Form, ExprAttr, ExprAttr, ArrayRef<StringAttr>) {
  if (Idiom.empty())
    return EmitError() << "a kernel needs the name of its idiom (docs/idioms.md lists them)";
  return success();
}

LogicalResult NoteAttr::verify(function_ref<InFlightDiagnostic()> EmitError, StringRef Bytes) {
  if (auto D = demand::decodeNote(demand::FunctionNote, std::string_view(Bytes)); !D)
    return EmitError() << "no function's note: " << D.error().Message;
  return success();
}

//===--- The dialect --------------------------------------------------------===//

#define GET_ATTRDEF_CLASSES
#include "mlir-dialects/demand/DemandAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "mlir-dialects/demand/DemandTypes.cpp.inc"

#include "mlir-dialects/demand/DemandDialect.cpp.inc"
#include "mlir-dialects/demand/DemandInterface.cpp.inc"

void DemandDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mlir-dialects/demand/DemandAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "mlir-dialects/demand/DemandTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mlir-dialects/demand/DemandOps.cpp.inc"
      >();
}
