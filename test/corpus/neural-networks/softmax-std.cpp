// Softmax with the standard library.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

std::vector<double> softmaxOf(const std::vector<double> &logits) {
  std::vector<double> p(logits.size());
  if (logits.empty())
    return p;
  const double top = *std::max_element(logits.begin(), logits.end());
  std::transform(logits.begin(), logits.end(), p.begin(), [top](double v) { return std::exp(v - top); });
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  for (double &v : p)
    v /= sum;
  return p;
}
