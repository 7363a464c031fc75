//===- kernels/idioms/neural-networks/gelu.cpp - Gaussian error linear unit ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// x times the normal distribution's function of x, exactly with erf or by tanh
// (Hendrycks and Gimpel, 2016, arXiv:1606.08415), or by the logistic function.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

const Idiom Gelu = {
    .Name = "gelu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = 0.5*x[i]*(1+erf(0.70710678*x[i]))",
    .Title = "Gaussian error linear unit",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "SiLU (logistic without 1.702)",
    .Variants = "0.5*x[i]*(1+tanh(0.79788456*(x[i]+0.044715*x[i]*x[i]*x[i])));"
                "0.5*x[i]*(1+tanh(0.79788456*x[i]*(1+0.044715*x[i]*x[i])));"
                "0.5*x[i]+0.5*x[i]*erf(0.70710678*x[i]);"
                "x[i]/(1+exp(-1.702*x[i]))",
};

} // namespace auspex::kernels
