// Four loops over a tensor whose sizes are members: the root may set errno, so that they are
// loaded again after it, everywhere.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='shrinks({{.*}}): batch-norm'
#include <cmath>
#include <vector>
struct Tensor {
  int n, c, h, w;
  std::vector<float> data;
  float &at(int i, int j, int y, int x) { return data[((std::size_t(i) * c + j) * h + y) * w + x]; }
};
// CHECK: scaled({{.*}}): batch-norm matched
void scaled(Tensor &t, const std::vector<float> &mean, const std::vector<float> &var, const std::vector<float> &scale,
            const std::vector<float> &shift) {
  for (int b = 0; b < t.n; ++b)
    for (int c = 0; c < t.c; ++c)
      for (int y = 0; y < t.h; ++y)
        for (int x = 0; x < t.w; ++x)
          t.at(b, c, y, x) = scale[c] * (t.at(b, c, y, x) - mean[c]) / std::sqrt(var[c] + 1e-5f) + shift[c];
}
// A size that the loops change is none.
void shrinks(Tensor &t, const std::vector<float> &mean, const std::vector<float> &var, const std::vector<float> &scale,
             const std::vector<float> &shift) {
  for (int b = 0; b < t.n; ++b)
    for (int c = 0; c < t.c; ++c)
      for (int y = 0; y < t.h; ++y, --t.w)
        for (int x = 0; x < t.w; ++x)
          t.at(b, c, y, x) = scale[c] * (t.at(b, c, y, x) - mean[c]) / std::sqrt(var[c] + 1e-5f) + shift[c];
}
