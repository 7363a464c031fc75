//===- mlir-dialects/passes/ToLLVM.cpp - demand-to-llvm ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The LLVM dialect has no !associated metadata, without which a reference to its
// function would keep a dead function alive: the reference of the note is 0, which the
// format allows (docs/note-format.md), and a note is told by its symbol.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Note.h"
#include "mlir-dialects/passes/Passes.h"

#include "demand/emit.h"
#include "passes/emit/Target.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDTOLLVM
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

/// The note of a document: the reference is 0.
std::string elfNote(uint32_t Type, const std::string &Document) {
  return demand::noteHead(Type, Document.size()) + std::string(4, '\0') + demand::padded(Document);
}

class Writer {
public:
  explicit Writer(ModuleOp M) : M(M), B(M.getLoc(), M.getContext()) {
    B.setInsertionPointToEnd(M.getBody());
    Source = placeOfSource();
    std::string Text = Source;
    for (Operation &Op : *M.getBody())
      if (auto S = dyn_cast<SymbolOpInterface>(Op); S && !S.isDeclaration()) {
        Text += '\0';
        Text += S.getName();
      }
    Id = llvm::utohexstr(llvm::xxh3_64bits(Text), /*LowerCase=*/true, /*Width=*/16);
  }

  void function(LLVM::LLVMFuncOp F, demand::Function D);
  void unit();
  void finish();

private:
  std::string placeOfSource() {
    std::string File;
    M.walk([&](Operation *Op) {
      if (auto L = Op->getLoc()->findInstanceOf<FileLineColLoc>()) {
        File = L.getFilename().str();
        return WalkResult::interrupt();
      }
      return WalkResult::advance();
    });
    return llvm::sys::path::filename(File).str();
  }
  void constant(const std::string &Name, const std::string &Bytes);

  ModuleOp M;
  ImplicitLocOpBuilder B;
  std::string Id, Source;
  SmallVector<LLVM::GlobalOp> Written;
};

void Writer::constant(const std::string &Name, const std::string &Bytes) {
  auto T = LLVM::LLVMArrayType::get(B.getI8Type(), unsigned(Bytes.size()));
  auto G = LLVM::GlobalOp::create(B, T, /*isConstant=*/true, LLVM::Linkage::Private, Name,
                                  B.getStringAttr(Bytes), /*alignment=*/4);
  G.setSection(StringRef(demand::NoteSection));
  Written.push_back(G);
}

void Writer::function(LLVM::LLVMFuncOp F, demand::Function D) {
  D.Internal =
      F.getLinkage() == LLVM::Linkage::Internal || F.getLinkage() == LLVM::Linkage::Private;
  D.Weak = F.getLinkage() == LLVM::Linkage::Weak || F.getLinkage() == LLVM::Linkage::Linkonce ||
           F.getLinkage() == LLVM::Linkage::WeakODR || F.getLinkage() == LLVM::Linkage::LinkonceODR;
  // Formulas are over the parameters that memref descriptors make.
  const unsigned Given = F.getNumArguments();
  const bool HasResult =
      !D.Params.empty() && D.Params.back().Name == "result" && D.Params.size() == Given + 1;
  if (D.Params.size() != Given && !HasResult) {
    demand::Function Empty;
    Empty.Symbol = D.Symbol;
    Empty.Internal = D.Internal;
    Empty.Weak = D.Weak;
    Empty.File = D.File;
    Empty.Line = D.Line;
    Empty.Reason = "lowered to " + std::to_string(Given) + " parameters, the note was made for " +
                   std::to_string(D.Params.size()) + " (memref descriptors)";
    D = std::move(Empty);
  }
  const std::string Document = demand::encodeFunction(D, Id);
  if (Document.size() <= demand::MaxNoteBytes)
    constant("auspex." + F.getName().str(), elfNote(demand::FunctionNote, Document));
}

/// Globals as far as their contents are text; large ones count by their size.
void Writer::unit() {
  demand::Unit U;
  U.Id = Id;
  U.Source = Source;
  U.Producer = "auspex " AUSPEX_VERSION ", MLIR " LLVM_VERSION_STRING;
  auto Triple = M->getAttrOfType<StringAttr>(LLVM::LLVMDialect::getTargetTripleAttrName());
  U.Triple = Triple ? Triple.getValue().str() : llvm::sys::getDefaultTargetTriple();
  for (LLVM::GlobalOp G : M.getOps<LLVM::GlobalOp>()) {
    constexpr size_t MaxText = 4096;
    uint64_t Size = 1;
    Type T = G.getGlobalType();
    for (auto A = dyn_cast<LLVM::LLVMArrayType>(T); A; A = dyn_cast<LLVM::LLVMArrayType>(T)) {
      Size *= A.getNumElements();
      T = A.getElementType();
    }
    if (!T.isIntOrFloat() || G.getName().starts_with("auspex."))
      continue;
    demand::Global Out;
    Out.Symbol = G.getName().str();
    Out.Internal =
        G.getLinkage() == LLVM::Linkage::Private || G.getLinkage() == LLVM::Linkage::Internal;
    Out.Constant = G.getConstant();
    Out.Size = Size * ((T.getIntOrFloatBitWidth() + 7) / 8);
    if (auto Text = dyn_cast_or_null<StringAttr>(G.getValueAttr()); Text && Text.size() <= MaxText)
      Out.Bytes = Text.str();
    U.Globals.push_back(std::move(Out));
  }
  constant("auspex.unit." + Id, elfNote(demand::UnitNote, demand::encodeUnit(U)));
}

/// Nothing refers to a note: llvm.compiler.used keeps it.
void Writer::finish() {
  if (Written.empty() || M.lookupSymbol("llvm.compiler.used"))
    return;
  auto Pointer = LLVM::LLVMPointerType::get(M.getContext());
  auto T = LLVM::LLVMArrayType::get(Pointer, unsigned(Written.size()));
  auto Used = LLVM::GlobalOp::create(B, T, /*isConstant=*/false, LLVM::Linkage::Appending,
                                     "llvm.compiler.used", Attribute());
  Used.setSection("llvm.metadata");
  Block *Init = B.createBlock(&Used.getInitializerRegion());
  B.setInsertionPointToStart(Init);
  Value List = LLVM::UndefOp::create(B, T);
  for (auto [N, G] : llvm::enumerate(Written))
    List = LLVM::InsertValueOp::create(B, List, LLVM::AddressOfOp::create(B, G), int64_t(N));
  LLVM::ReturnOp::create(B, List);
}

struct ToLLVM : impl::DemandToLLVMBase<ToLLVM> {
  void runOnOperation() override {
    ModuleOp M = getOperation();
    if (!lowerOps(M))
      return signalPassFailure();
    for (Operation &Op : *M.getBody())
      if (isa<func::FuncOp>(Op)) {
        Op.emitOpError("is not lowered yet: demand-to-llvm comes after convert-func-to-llvm");
        return signalPassFailure();
      }
    const auto Triple = M->getAttrOfType<StringAttr>(LLVM::LLVMDialect::getTargetTripleAttrName());
    const llvm::Triple T(Triple ? Triple.getValue().str() : llvm::sys::getDefaultTargetTriple());
    const bool Takes = passes::takesNotes(T);
    Writer W(M);
    bool Any = false;
    for (LLVM::LLVMFuncOp F : llvm::make_early_inc_range(M.getOps<LLVM::LLVMFuncOp>())) {
      std::optional<demand::Function> D = noteOf(F);
      if (D && D->Symbol != F.getName())
        D = noteOf(F, WrapperName); // the C interface carries its function's attributes
      if (Takes && D && D->Symbol == F.getName()) {
        W.function(F, std::move(*D));
        Any = true;
      }
    }
    if (Any)
      W.unit();
    W.finish();
    // What is left was for readers of the IR.
    M.walk([](Operation *Op) {
      for (StringRef Name : {StringRef(CostName), StringRef(KernelName), StringRef(LayerName),
                             StringRef(PeakName), StringRef(NoteName), StringRef(WrapperName),
                             StringRef(ValueName)})
        Op->removeAttr(Name);
    });
  }

private:
  /// Ours become the LLVM dialect's, or nothing.
  bool lowerOps(ModuleOp M) {
    bool Fine = true;
    M.walk([&](Operation *Op) {
      ImplicitLocOpBuilder B(Op->getLoc(), Op);
      if (auto P = dyn_cast<BeaconOp>(Op)) {
        std::string Constraints;
        for (size_t I = 0; I < P.getValues().size(); ++I)
          Constraints += I ? ",r" : "r";
        const std::string Text =
            demand::probeAssembly(std::string_view(P.getProbe()), P.getValues().size());
        LLVM::InlineAsmOp::create(B, TypeRange(), P.getValues(), StringRef(Text),
                                  StringRef(Constraints), /*has_side_effects=*/true,
                                  /*is_align_stack=*/false, LLVM::tailcallkind::TailCallKind::None,
                                  LLVM::AsmDialectAttr(), ArrayAttr());
        P.erase();
      } else if (isa<FreeOp>(Op)) {
        Op->erase();
      }
    });
    SmallVector<Operation *> Left;
    M.walk([&](Operation *Op) {
      if (isa<AllocOp, RegionOp>(Op))
        Left.push_back(Op);
    });
    for (Operation *Op : Left) {
      if (auto R = dyn_cast<RegionOp>(Op)) {
        if (!llvm::hasSingleElement(R.getBody())) {
          Op->emitOpError("is left with several blocks: inline regions before control flow is "
                          "lowered (demand-inline-regions)");
          Fine = false;
          continue;
        }
        inlineRegion(R);
      } else {
        Op->erase();
      }
    }
    return Fine;
  }
};

} // namespace

} // namespace auspex::dialect
