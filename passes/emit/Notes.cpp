//===- passes/emit/Notes.cpp - Summaries as globals of the module ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/emit/Notes.h"

#include "demand/emit.h"
#include "demand/launch.h"
#include "passes/emit/Target.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {
StringRef section() { return {demand::NoteSection.data(), demand::NoteSection.size()}; }
} // namespace

bool passes::takesNotes(const Module &M) { return takesNotes(M.getTargetTriple()); }

bool passes::hasNotes(const Module &M) {
  return any_of(M.globals(), [](const GlobalVariable &G) { return G.getSection() == section(); });
}

GlobalVariable *NoteWriter::write(uint32_t Type, const std::string &Document, const Twine &Name,
                                  Function *F) {
  if (isDevice(M.getTargetTriple())) {
    DeviceNotes += demand::noteHead(Type, Document.size()) + std::string(4, '\0') +
                   demand::padded(Document);
    return nullptr;
  }
  LLVMContext &C = M.getContext();
  auto *I32 = llvm::Type::getInt32Ty(C);
  auto *I64 = llvm::Type::getInt64Ty(C);
  auto Text = [&](const std::string &Bytes) {
    return ConstantDataArray::getString(C, Bytes, /*AddNull=*/false);
  };
  auto Number = [&](uint64_t V) { return ConstantInt::get(I32, V); };
  SmallVector<Constant *, 3> Fields{Text(demand::noteHead(Type, Document.size())), Number(0),
                                    Text(demand::padded(Document))};
  SmallVector<llvm::Type *, 3> Types;
  for (Constant *X : Fields)
    Types.push_back(X->getType());
  auto *Layout = StructType::get(C, Types, /*isPacked=*/true);
  auto *G = new GlobalVariable(
      M, Layout, /*isConstant=*/true,
      BeforeLto ? GlobalValue::WeakODRLinkage : GlobalValue::PrivateLinkage, nullptr, Name);
  // ThinLTO imports no function with inline assembly from a module that keeps
  // local symbols alive, so before LTO the notes are hidden ones instead. Weak:
  // equal notes of inline functions become one.
  if (BeforeLto)
    G->setVisibility(GlobalValue::HiddenVisibility);
  constexpr unsigned Reference = 1;
  if (F && !BeforeLto && F->hasExternalLinkage()) {
    auto *Alias = GlobalAlias::create(F->getValueType(), F->getAddressSpace(),
                                      GlobalValue::PrivateLinkage, Name + ".at", F, &M);
    Constant *Here = ConstantExpr::getInBoundsGetElementPtr(
        Layout, G, ArrayRef<Constant *>{Number(0), Number(Reference)});
    Fields[Reference] =
        ConstantExpr::getTrunc(ConstantExpr::getSub(ConstantExpr::getPtrToInt(Alias, I64),
                                                    ConstantExpr::getPtrToInt(Here, I64)),
                               I32);
  }
  G->setInitializer(ConstantStruct::get(Layout, Fields));
  G->setSection(section());
  G->setAlignment(Align(4));
  if (F) {
    // LTO may delete the function, and a null associate is a broken module.
    if (!BeforeLto) {
      G->setMetadata(LLVMContext::MD_associated, MDNode::get(C, ValueAsMetadata::get(F)));
      if (Comdat *Group = F->getComdat())
        G->setComdat(Group);
    }
  }
  Written.push_back(G);
  return G;
}

size_t NoteWriter::add(Function &F, const demand::Function &D) {
  std::string Document = demand::encodeFunction(D, UnitId);
  if (Document.size() > demand::MaxNoteBytes)
    return 0;
  bool Own = BeforeLto && !F.isWeakForLinker();
  write(demand::FunctionNote, Document, "auspex." + (Own ? UnitId + "." : "") + F.getName(), &F);
  return Document.size();
}

size_t NoteWriter::add(const demand::Unit &U) {
  std::string Document = demand::encodeUnit(U);
  if (Document.size() > demand::MaxNoteBytes)
    return 0;
  write(demand::UnitNote, Document, "auspex.unit." + UnitId, nullptr);
  return Document.size();
}

void NoteWriter::finish() {
  if (!DeviceNotes.empty()) {
    constexpr unsigned GlobalSpace = 1;
    Constant *Bytes = ConstantDataArray::getString(M.getContext(), DeviceNotes, false);
    auto *G = new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                                 GlobalValue::ExternalLinkage, Bytes,
                                 std::string(demand::DeviceNotePrefix) + UnitId, nullptr,
                                 GlobalValue::NotThreadLocal, GlobalSpace);
    G->setAlignment(Align(4));
    Written.push_back(G);
  }
  if (!Written.empty())
    appendToCompilerUsed(M, Written);
}
