//===- mlir-dialects/demand/DemandInterface.td - What an op needs -*- tablegen -*-===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_INTERFACE_TD
#define AUSPEX_DEMAND_INTERFACE_TD

include "mlir/IR/OpBase.td"

def DemandOpInterface : OpInterface<"DemandOpInterface"> {
  let cppNamespace = "::auspex::dialect";
  let description = [{
    What one execution of an op takes, its regions included where it is priced as a
    whole (linalg). Other dialects' ops implement it by external models
    (mlir-dialects/models); whoever has a dialect of his own implements it there.
  }];
  let methods = [
    InterfaceMethod<"The op's own demand, as formulas of the function around it.",
                    "::auspex::dialect::OpDemand", "demandOf",
                    (ins "::auspex::dialect::Formulas &":$formulas)>
  ];
}

#endif
