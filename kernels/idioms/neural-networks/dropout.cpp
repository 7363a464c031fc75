//===- kernels/idioms/neural-networks/dropout.cpp - Random zeros ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Elements whose uniform number lies below p become 0, the others grow by 1/(1 - p)
// (Srivastava et al., JMLR 15, 2014). That the scale belongs to the threshold is what
// tells it from other masks.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

const Idiom Dropout = {
    .Name = "dropout",
    .Family = "neural-networks",
    .Form = "y[i] = if(u[i]>p,x[i]/(1-p),0)",
    .Title = "random elements set to 0, the others scaled",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "3*e*n",
    .Confused = "masks and thresholds (no scale that belongs to it)",
};

} // namespace auspex::kernels
