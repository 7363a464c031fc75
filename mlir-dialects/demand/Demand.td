//===- mlir-dialects/demand/Demand.td - The demand dialect -----*- tablegen -*-===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a program will need, written beside the program: formulas and costs as
// attributes, and the few ops that only a front end or a person can place. The
// rationale is in docs/mlir.md.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_TD
#define AUSPEX_DEMAND_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Demand_Dialect : Dialect {
  let name = "demand";
  let summary = "What a program will need, as formulas over its inputs";
  let description = [{
    Attributes that passes hang on the ops of other dialects (`demand.cost`,
    `demand.kernel`, `demand.peak`, `demand.note`), and ops for what no other op
    says: a region that costs what somebody says it costs, memory that is
    taken behind a call, the beginning of a phase.

    Formulas are the contract's own (demand/expr.h): `$n` is parameter n of the
    function as it is after lowering to LLVM, where a memref or tensor of rank r
    takes 3 + 2r of them: allocated and aligned pointer, offset, sizes, strides.
  }];
  let cppNamespace = "::auspex::dialect";
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasOperationAttrVerify = 1;
}

//===----------------------------------------------------------------------===//
// Attributes and types
//===----------------------------------------------------------------------===//

class Demand_Attr<string name, string attrMnemonic> : AttrDef<Demand_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def Demand_ExprAttr : Demand_Attr<"Expr", "expr"> {
  let summary = "A formula: `#demand.expr<\"2*$3*$4\">`";
  let description = [{
    The text is the exact form of demand/print.h, parsed by the contract's own
    parser and kept as that prints it, so that equal formulas are equal attributes.
    Parameters (`$n:type`), loops around (`#n`, 0 the outermost) and unknowns
    (`?"why"`) are its leaves; local values (`%n`) have no meaning outside of a note.
  }];
  let parameters = (ins StringRefParameter<"the exact text">:$text);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Demand_CostAttr : Demand_Attr<"Cost", "cost"> {
  let summary = "What one execution takes: `#demand.cost<flops = <\"2*$3\">, read = <\"8*$3\">>`";
  let description = [{
    FLOP, integer operations, bytes read and written, bytes allocated. What is left
    out is zero.
  }];
  let parameters = (ins OptionalParameter<"::auspex::dialect::ExprAttr">:$flops,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$intops,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$read,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$written,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$allocated);
  let assemblyFormat = "`<` struct($flops, $intops, $read, $written, $allocated) `>`";
}

def Demand_KernelAttr : Demand_Attr<"Kernel", "kernel"> {
  let summary = "What an op or a loop nest computes, by name";
  let description = [{
    For whoever reads the IR; the note keeps the whole record. `roles` are what the
    form serves as, `layer` what a chain of kernels makes together.
  }];
  let parameters = (ins StringRefParameter<"taxonomy name">:$idiom,
                        StringRefParameter<"an einsum">:$form,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$flops,
                        OptionalParameter<"::auspex::dialect::ExprAttr">:$bytes,
                        OptionalArrayRefParameter<"::mlir::StringAttr">:$roles);
  // By hand: what is left out may stand before what is not.
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Demand_NoteAttr : Demand_Attr<"Note", "note"> {
  let summary = "A function's demand note, as docs/note-format.md lays it out";
  let description = [{
    The bytes of the document, without the ELF header. `demand-to-llvm` puts them
    into the object file; until then passes decode, add and encode again.
  }];
  let parameters = (ins StringRefParameter<"the document">:$bytes);
  let assemblyFormat = "`<` $bytes `>`";
  let genVerifyDecl = 1;
}

def Demand_AllocationType : TypeDef<Demand_Dialect, "Allocation"> {
  let mnemonic = "allocation";
  let summary = "Memory that demand.alloc says is taken";
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

class Demand_Op<string mnemonic, list<Trait> traits = []> : Op<Demand_Dialect, mnemonic, traits>;

def Demand_RegionOp : Demand_Op<"region", [
    SingleBlockImplicitTerminator<"::auspex::dialect::YieldOp">, RecursiveMemoryEffects]> {
  let summary = "A part of the program with a name, and a cost where somebody knows it";
  let description = [{
    What is inside runs as if it stood outside. A cost replaces what passes would find
    inside, so that a call of a library without annotations has a price:

    ```mlir
    %r = demand.region "solver" cost #demand.cost<flops = <"2*$3"> > -> tensor<8xf32> {
      %x = func.call @solve(%a) : (tensor<8xf32>) -> tensor<8xf32>
      demand.yield %x : tensor<8xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<Demand_CostAttr>:$cost);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$name (`cost` $cost^)? (`->` type($results)^)? $body attr-dict";
  let hasRegionVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Demand_YieldOp : Demand_Op<"yield", [Pure, Terminator, ReturnLike, HasParent<"RegionOp">]> {
  let summary = "What a region results in";
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Demand_AllocOp : Demand_Op<"alloc", [MemoryEffects<[MemWrite]>]> {
  let summary = "That many bytes are taken here";
  let description = [{
    By a call that has no annotation, by a device, by a run-time library. Says so
    and does nothing.
  }];
  let arguments = (ins Index:$bytes);
  let results = (outs Demand_AllocationType:$memory);
  let assemblyFormat = "$bytes attr-dict";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Demand_FreeOp : Demand_Op<"free", [MemoryEffects<[MemWrite]>]> {
  let summary = "They are given back here";
  let arguments = (ins Demand_AllocationType:$memory);
  let assemblyFormat = "$memory attr-dict";
}

def Demand_BeaconOp : Demand_Op<"beacon", [MemoryEffects<[MemWrite]>]> {
  let summary = "A phase begins here, with values that only the run knows";
  let description = [{
    Becomes a USDT probe of provider `auspex`: a nop, and a description in
    .note.stapsdt. `names` is what `--assume` calls the values.
  }];
  let arguments = (ins StrAttr:$probe, Variadic<I64>:$values, StrArrayAttr:$names);
  let assemblyFormat = "$probe ($values^)? $names attr-dict";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

#endif
