//===- kernels/idioms/neural-networks/relu.cpp - Rectified linear units --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// max(x, 0) and its relatives: element by element, piecewise linear (Nair and Hinton,
// ICML 2010; Maas et al., ICML 2013; Howard et al., MobileNetV3, 2019).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

const Idiom Relu = {
    .Name = "relu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = max(x[i],0)",
    .Title = "rectified linear unit",
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "clamping to another bound; a maximum of two operands",
    .Variants = "if(x[i]>0,x[i],0);0.5*(x[i]+abs(x[i]))",
};

const Idiom Relu6 = {
    .Name = "relu6",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = min(max(x[i],0),6)",
    .Title = "rectified linear unit up to 6",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "clamping to another bound",
    .Variants = "max(min(x[i],6),0)",
};

const Idiom HardSwish = {
    .Name = "hard-swish",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = x[i]*min(max(x[i]+3,0),6)/6",
    .Title = "x times a piecewise linear sigmoid",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "SiLU (an exponential)",
    .Variants = "x[i]*max(min(x[i]+3,6),0)/6;"
                "if(-3>x[i],0,if(x[i]>3,x[i],x[i]*(x[i]/6+0.5)))",
};

const Idiom LeakyRelu = {
    .Name = "leaky-relu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = if(x[i]>0,x[i],a*x[i])",
    .Title = "rectified linear unit with a slope below 0",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "relu (no slope); absolute values (slope -1)",
    .Variants = "max(x[i],0)+a*min(x[i],0)", // a maximum of both is found by its values: a < 1
};

const Idiom Prelu = {
    .Name = "leaky-relu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[c,i] = if(x[c,i]>0,x[c,i],a[c]*x[c,i])",
    .Title = "rectified linear unit with a slope for each channel",
    .FlopsPerPoint = 2,
    .Flops = "2*n*c",
    .Bytes = "e*(2*n*c + c)",
    .Confused = "relu (no slope)",
};

const Idiom Elu = {
    .Name = "elu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = if(x[i]>0,x[i],a*(exp(x[i])-1))",
    .Title = "exponential linear unit",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "relu (linear below 0)",
    .Variants = "if(x[i]>0,x[i],exp(x[i])-1);if(x[i]>0,b*x[i],a*(exp(x[i])-1));max(x[i],0)+min(a*("
                "exp(x[i])-1),0);max(x[i],0)+min(exp(x[i])-1,0)",
};

} // namespace auspex::kernels
