//===- kernels/idioms/neural-networks/moe_routing.cpp - Mixtures of experts ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which experts a token goes to, and with which weights: told by what it does
// (kernels/trace/routing.cpp).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

const Idiom MoeRouting = {
    .Name = "moe-routing",
    .Family = "neural-networks",
    .Form = "e[t,j] = j-th largest of g[t,:], w[t,j] = exp(g[t,e[t,j]])/sum",
    .Title = "router of a mixture of experts: the largest gates and their weights",
    .Shape = Domain::Any,
    .Flops = "n*(m*k + 4*k)",
    .Bytes = "e*n*(m + 2*k)",
    .Confused = "the k largest by themselves (no weights); softmax (of all)",
    .Observed = true,
};

} // namespace auspex::kernels
