// A layer in a struct: at -O3 the name is the same, but not every size has a formula.
// RUN: %kernels %s --levels=O1,O2 | FileCheck %s --implicit-check-not=differs
// RUN: %kernels %s --levels=O3 | FileCheck %s --check-prefix=NAME
// NAME: in_struct: conv2d matched
struct layer {
  int n, c, h, w, out_h, out_w, size, stride, pad;
  float *in, *weights, *bias, *out;
};
// Sizes that stay in memory, and a leaky activation on the way out.
// CHECK: in_struct: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,s*i+p,s*j+q] c=l[1] i=l[4] j=l[5] o=*l p=l[6] q=l[6]
void in_struct(const struct layer *l) {
  for (int f = 0; f < l->n; ++f)
    for (int y = 0; y < l->out_h; ++y)
      for (int x = 0; x < l->out_w; ++x) {
        float sum = l->bias[f];
        for (int c = 0; c < l->c; ++c)
          for (int p = 0; p < l->size; ++p) {
            const int iy = y * l->stride + p - l->pad;
            if (iy < 0 || iy >= l->h)
              continue;
            for (int q = 0; q < l->size; ++q) {
              const int ix = x * l->stride + q - l->pad;
              if (ix < 0 || ix >= l->w)
                continue;
              sum += l->in[(c * l->h + iy) * l->w + ix] *
                     l->weights[((f * l->c + c) * l->size + p) * l->size + q];
            }
          }
        l->out[(f * l->out_h + y) * l->out_w + x] = sum > 0 ? sum : 0.1f * sum;
      }
}
