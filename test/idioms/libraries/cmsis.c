// CMSIS-DSP and CMSIS-NN, which are linked statically. An instance knows its taps,
// stages and length once it was set up.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 1000 | FileCheck %s --check-prefix=COST
// COST-NOT: no demand note
// 2*1000*64 of the filter, 9*1000*4 of the biquads, 5*256*8 of the FFT, 2*8*4*16 of the product.
// COST: flops {{ *}}175 k
#include <stdint.h>
#include <stdlib.h>

typedef struct { uint16_t taps; float *state; const float *h; } fir_instance;
typedef struct { uint32_t stages; float *state; const float *coefficients; } biquad_instance;
typedef struct { uint16_t length; const float *twiddles; const uint16_t *reversal; uint16_t reversals; } cfft_instance;
typedef struct { uint16_t rows, columns; float *data; } matrix;
typedef struct { int32_t n, h, w, c; } dims;
void arm_fir_init_f32(fir_instance *, uint16_t taps, const float *h, float *state, uint32_t n);
void arm_fir_f32(const fir_instance *, const float *x, float *y, uint32_t n);
void arm_biquad_cascade_df1_init_f32(biquad_instance *, uint8_t stages, const float *coefficients, float *state);
void arm_biquad_cascade_df1_f32(const biquad_instance *, const float *x, float *y, uint32_t n);
int arm_cfft_init_f32(cfft_instance *, uint16_t length);
void arm_cfft_f32(const cfft_instance *, float *x, uint8_t inverse, uint8_t reverse);
void arm_mat_init_f32(matrix *, uint16_t rows, uint16_t columns, float *data);
int arm_mat_mult_f32(const matrix *, const matrix *, matrix *);
void arm_dot_prod_f32(const float *, const float *, uint32_t n, float *result);
void arm_conv_q15(const int16_t *, uint32_t n, const int16_t *, uint32_t k, int16_t *);
int arm_softmax_s8(const int8_t *, int32_t rows, int32_t n, int32_t multiplier, int32_t shift, int32_t least, int8_t *);
int arm_convolve_wrapper_s8(const void *, const void *, const void *, const dims *, const int8_t *, const dims *, const int8_t *, const dims *, const int32_t *, const dims *, int8_t *);

// CHECK: dsp: fir matched y[t] += h[k]*x[t+k] t=n k=taps
// CHECK: dsp: iir matched y[t] = b*x[t-k] - a*y[t-k] n=n sections=stages
// CHECK: dsp: fft matched {{.*}} n=length
// CHECK: dsp: dot matched s += x[i]*y[i] i=n
void dsp(const fir_instance *f, const biquad_instance *b, const cfft_instance *c, float *x, float *y, uint32_t n) {
  arm_fir_f32(f, x, y, n);
  arm_biquad_cascade_df1_f32(b, x, y, n);
  arm_cfft_f32(c, y, 0, 1);
  arm_dot_prod_f32(x, y, n, y);
}
// CHECK: fixed: convolution matched y[t+k] += x[t]*h[k] t=n k=k
void fixed(const int16_t *x, uint32_t n, const int16_t *h, uint32_t k, int16_t *y) { arm_conv_q15(x, n, h, k, y); }
// CHECK: network: conv2d matched
// CHECK: network: softmax matched y[i] = exp(x[i]-m)/s rows=rows n=n
void network(const void *c, const dims *d, const int8_t *x, int8_t *y, int rows, int n) {
  arm_convolve_wrapper_s8(c, c, c, d, x, d, x, d, c, d, y);
  arm_softmax_s8(y, rows, n, 1, 1, 1, y);
}

#ifdef MAIN
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  float *x = calloc(n, 4), *y = calloc(n, 4), state[2000], h[64] = {1}, k[20] = {1}, a[32], b[64], c[128];
  fir_instance f;
  arm_fir_init_f32(&f, 64, h, state, n);
  arm_fir_f32(&f, x, y, n);
  biquad_instance q;
  arm_biquad_cascade_df1_init_f32(&q, 4, k, state);
  arm_biquad_cascade_df1_f32(&q, x, y, n);
  cfft_instance t;
  arm_cfft_init_f32(&t, 256);
  arm_cfft_f32(&t, y, 0, 1);
  matrix A, B, C;
  arm_mat_init_f32(&A, 8, 4, a);
  arm_mat_init_f32(&B, 4, 16, b);
  arm_mat_init_f32(&C, 8, 16, c);
  arm_mat_mult_f32(&A, &B, &C);
  free(x), free(y);
}
#endif
