//===- kernels/idioms/neural-networks/conv.cpp - Convolution layers ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A window slides over the input, in one to three axes, for each output channel and
// summed over the input channels (Dumoulin and Visin, "A guide to convolution
// arithmetic for deep learning", 2016, arXiv:1603.07285). The step has a stride, the
// taps a dilation; what lies outside of the input counts as 0 (padding). Without
// channels it is the two-dimensional filter of image processing. Depthwise: each
// channel by itself. Transposed: the output slides.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

namespace auspex::kernels {

/// F(2x2, 3x3): 16 products for 4 results of 9 each (Lavin and Gray, "Fast algorithms for
/// convolutional neural networks", CVPR 2016).
constexpr Alternative Winograd = {
    .Name = "winograd",
    .Ratio = "2.25",
    .Measure = "multiplications",
    .When = "real && p == 3 && q == 3 && stride == 1 && dilation == 1",
};

/// Tiles of 4p by 4q points: two real transforms of 2.5*N*log2(N) and a product of
/// spectra for 9*p*q results of 2*p*q each.
constexpr Alternative FilterByFft = {
    .Name = "fft-convolution",
    .Ratio = "9*real(p*q)/(40*log2(p*q) + 184)",
    .When = "real && stride == 1 && dilation == 1",
};

const Idiom Conv2d = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[o,i,j] += W[o,c,p,q]*I[c,s*i+p,s*j+q]",
    .Title = "2-D convolution layer",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*i*j*c*p*q",
    .Bytes = "e*(2*o*i*j + o*c*p*q + c*i*j)",
    .Confused = "matrix products (no window); stencils (constant coefficients)",
    .Proposes = true,
    .Better = {Winograd},
};

const Idiom Conv2dBatch = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[b,o,i,j] += W[o,c,p,q]*I[b,c,s*i+p,s*j+q]",
    .Title = "2-D convolution layer over a batch",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*b*o*i*j*c*p*q",
    .Bytes = "e*(2*b*o*i*j + o*c*p*q + b*c*i*j)",
    .Confused = "matrix products (no window)",
    .Better = {Winograd},
};

const Idiom Conv2dFilters = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[o,i,j] += W[o,p,q]*I[s*i+p,s*j+q]",
    .Title = "2-D convolution of one channel by several filters",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*i*j*p*q",
    .Bytes = "e*(2*o*i*j + o*p*q + i*j)",
    .Confused = "depthwise convolution",
};

const Idiom Conv2dOut = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[i,j] += W[c,p,q]*I[c,s*i+p,s*j+q]",
    .Title = "2-D convolution to one channel",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*i*j*c*p*q",
    .Bytes = "e*(2*i*j + c*p*q + c*i*j)",
    .Confused = "depthwise convolution",
};

const Idiom Depthwise = {
    .Name = "depthwise-conv2d",
    .Family = "neural-networks",
    .Form = "O[c,i,j] += W[c,p,q]*I[c,s*i+p,s*j+q]",
    .Title = "2-D convolution, each channel by itself",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*i*j*p*q",
    .Bytes = "e*(3*c*i*j + c*p*q)",
    .Confused = "conv2d (channels are summed)",
};

const Idiom Filter2d = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[i,j] += W[p,q]*I[s*i+p,s*j+q]",
    .Title = "2-D convolution of one channel, image filter",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*i*j*p*q",
    .Bytes = "e*(3*i*j + p*q)",
    .Confused = "stencils (constant coefficients)",
    .Proposes = true,
    .Serves = "filter-2d",
    .Better = {Winograd, FilterByFft},
};

const Idiom Filter2dChannels = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Form = "O[c,i,j] += W[p,q]*I[c,s*i+p,s*j+q]",
    .Title = "image filter on each channel",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*i*j*p*q",
    .Bytes = "e*(3*c*i*j + p*q)",
    .Confused = "depthwise convolution (a filter each)",
    .Serves = "filter-2d",
    .Better = {Winograd, FilterByFft},
};

const Idiom Conv1d = {
    .Name = "conv1d",
    .Family = "neural-networks",
    .Form = "O[o,t] += W[o,c,k]*I[c,s*t+k]",
    .Title = "1-D convolution layer",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*t*c*k",
    .Bytes = "e*(2*o*t + o*c*k + c*t)",
    .Confused = "fir (no channels)",
};

const Idiom Conv1dFilters = {
    .Name = "conv1d",
    .Family = "neural-networks",
    .Form = "O[o,t] += W[o,k]*I[s*t+k]",
    .Title = "1-D convolution by several filters",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*t*k",
    .Bytes = "e*(2*o*t + o*k + t)",
    .Confused = "fir (one filter); gemm (no window)",
};

const Idiom Conv1dOut = {
    .Name = "conv1d",
    .Family = "neural-networks",
    .Form = "O[t] += W[c,k]*I[c,s*t+k]",
    .Title = "1-D convolution to one channel",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*t*c*k",
    .Bytes = "e*(2*t + c*k + c*t)",
    .Confused = "fir (no channels)",
};

const Idiom Depthwise1d = {
    .Name = "depthwise-conv1d",
    .Family = "neural-networks",
    .Form = "O[c,t] += W[c,k]*I[c,s*t+k]",
    .Title = "1-D convolution, each channel by itself",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*t*k",
    .Bytes = "e*(3*c*t + c*k)",
    .Confused = "conv1d (channels are summed)",
};

const Idiom Conv3d = {
    .Name = "conv3d",
    .Family = "neural-networks",
    .Form = "O[o,h,i,j] += W[o,c,r,p,q]*I[c,s*h+r,s*i+p,s*j+q]",
    .Title = "3-D convolution layer",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*h*i*j*c*r*p*q",
    .Bytes = "e*(2*o*h*i*j + o*c*r*p*q + c*h*i*j)",
    .Confused = "conv2d (two axes)",
};

const Idiom Filter3d = {
    .Name = "conv3d",
    .Family = "neural-networks",
    .Form = "O[h,i,j] += W[r,p,q]*I[s*h+r,s*i+p,s*j+q]",
    .Title = "3-D convolution of one channel",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*h*i*j*r*p*q",
    .Bytes = "e*(3*h*i*j + r*p*q)",
    .Confused = "stencils (constant coefficients)",
};

const Idiom TransposedConv2d = {
    .Name = "transposed-conv2d",
    .Family = "neural-networks",
    .Form = "O[o,s*i+p,s*j+q] += W[c,o,p,q]*I[c,i,j]",
    .Title = "transposed 2-D convolution",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*o*i*j*p*q",
    .Bytes = "e*(c*i*j + c*o*p*q + 2*o*s*s*i*j)",
    .Confused = "conv2d (the input slides)",
};

const Idiom TransposedFilter2d = {
    .Name = "transposed-conv2d",
    .Family = "neural-networks",
    .Form = "O[s*i+p,s*j+q] += W[p,q]*I[i,j]",
    .Title = "full 2-D convolution: the output slides",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*i*j*p*q",
    .Bytes = "e*(i*j + p*q + 2*s*s*i*j)",
    .Confused = "conv2d (the input slides)",
};

} // namespace auspex::kernels
