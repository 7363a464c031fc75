//===- kernels/idioms/neural-networks/neural_networks.h - The family -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_NEURAL_NETWORKS_H
#define AUSPEX_KERNELS_IDIOMS_NEURAL_NETWORKS_H

#include "kernels/idiom.h"
#include "kernels/match.h"

namespace auspex::kernels {

extern const Idiom Relu;
extern const Idiom Relu6;
extern const Idiom HardSwish;
extern const Idiom LeakyRelu;
extern const Idiom Prelu;
extern const Idiom Elu;
extern const Idiom Sigmoid;
extern const Idiom TanhLayer;
extern const Idiom Silu;
extern const Idiom SiluKept;
extern const Idiom SiluScaled;
extern const Idiom SwiGlu;
extern const Idiom Softplus;
extern const Idiom Mish;
extern const Idiom Gelu;
extern const Idiom Softmax;
extern const Idiom LogSoftmax;
extern const Idiom LayerNorm;
extern const Idiom RmsNorm;
extern const Idiom BatchNorm;
extern const Idiom BatchNormTraining;
extern const Idiom GroupNorm;
extern const Idiom BatchNormScaled;
extern const Idiom Conv2d;
extern const Idiom Filter2d;
extern const Idiom Depthwise;
extern const Idiom Conv1d;
extern const Idiom Depthwise1d;
extern const Idiom Conv3d;
extern const Idiom TransposedConv2d;
extern const Idiom ConvBackward;
extern const Idiom MaxPool2d;
extern const Idiom AvgPool2d;
extern const Idiom GlobalPooling;
extern const Idiom Im2col;
extern const Idiom Attention;
extern const Idiom Lstm;
extern const Idiom Gru;
extern const Idiom Rnn;
extern const Idiom Adam;
extern const Idiom Sgd;
extern const Idiom MseLoss;
extern const Idiom HuberLoss, HuberLossElements;
extern const Idiom CrossEntropy;
extern const Idiom CrossEntropyElements;
extern const Idiom CrossEntropyLabels;
extern const Idiom ReluBackward;
extern const Idiom SigmoidBackward;
extern const Idiom TanhBackward;
extern const Idiom SoftmaxBackward;
extern const Idiom GeluBackward;
extern const Idiom GeluBackwardAdded;
extern const Idiom SiluBackward;
extern const Idiom SiluBackwardAdded;
extern const Idiom ReluBackwardAdded;
extern const Idiom SigmoidBackwardAdded;
extern const Idiom TanhBackwardAdded;
extern const Idiom CrossEntropyBackward;
extern const Idiom NormBackward;
extern const Idiom BlockScaledDot;
extern const Idiom Quantize;
extern const Idiom Embedding;
extern const Idiom Rope;
extern const Idiom MoeRouting;
extern const Idiom Dropout;
extern const Idiom DropoutGenerated;

} // namespace auspex::kernels

#endif
