//===- kernels/idioms/neural-networks/pooling.cpp - Pooling layers -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The largest value, or the mean, of each window of each channel (Scherer, Mueller,
// Behnke, ICANN 2010). Windows may overlap (stride below size), be clipped at the
// border, or be the whole channel (global). The mean's division is a scalar factor or
// done afterwards.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

namespace {
/// Added to what was there, it is the way back through a layer that repeats elements.
std::optional<std::string> startsAnew(const Match &M) {
  return M.U->Before == Old::Lost ? std::nullopt
                                  : std::optional<std::string>("the output is added to");
}
} // namespace

const Idiom MaxPool2d = {
    .Name = "max-pooling",
    .Family = "neural-networks",
    .Form = "O[c,i,j] max= I[c,s*i+p,s*j+q]",
    .Title = "largest value of each window",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "c*i*j*p*q",
    .Bytes = "e*(c*i*j + c*i*j*s*s)",
    .Confused = "dilation of an image (the same, stride 1); running maxima",
    .Tiles = true,
};

const Idiom MaxPool2dOne = {
    .Name = "max-pooling",
    .Family = "neural-networks",
    .Form = "O[i,j] max= I[s*i+p,s*j+q]",
    .Title = "largest value of each window, one channel",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "i*j*p*q",
    .Bytes = "e*(i*j + i*j*s*s)",
    .Confused = "row maxima (no window)",
    .Tiles = true,
};

const Idiom AvgPool2d = {
    .Name = "avg-pooling",
    .Family = "neural-networks",
    .Form = "O[c,i,j] += I[c,s*i+p,s*j+q]",
    .Title = "mean of each window",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "c*i*j*p*q",
    .Bytes = "e*(c*i*j + c*i*j*s*s)",
    .Confused = "box filters, summed-area tables",
    .Tiles = true,
    .Also = startsAnew,
};

const Idiom AvgPool2dOne = {
    .Name = "avg-pooling",
    .Family = "neural-networks",
    .Form = "O[i,j] += I[s*i+p,s*j+q]",
    .Title = "mean of each window, one channel (box filter)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "i*j*p*q",
    .Bytes = "e*(i*j + i*j*s*s)",
    .Confused = "row sums (no window)",
    .Tiles = true,
    .Also = startsAnew,
};

} // namespace auspex::kernels
