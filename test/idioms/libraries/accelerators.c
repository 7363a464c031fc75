// cuBLAS, cuFFT, cuDNN and oneDNN through their host interfaces.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 32 | FileCheck %s --check-prefix=COST
// COST-NOT: no demand note
// 2*32 images, 64 filters of 3x3x16, 28x28 places.
// COST: flops {{ *}}462 M
#include <stddef.h>
#include <stdlib.h>

int cublasSgemm_v2(void *handle, int transa, int transb, int m, int n, int k, const float *alpha, const float *A, int lda, const float *B, int ldb, const float *beta, float *C, int ldc);
int cublasDgemmStridedBatched(void *handle, int transa, int transb, int m, int n, int k, const double *alpha, const double *A, int lda, long long sa, const double *B, int ldb, long long sb, const double *beta, double *C, int ldc, long long sc, int batch);
int cublasDaxpy_v2(void *handle, int n, const double *alpha, const double *x, int incx, double *y, int incy);
int cufftPlan1d(int *plan, int n, int type, int batch);
int cudnnCreate(void **handle);
int cudnnCreateTensorDescriptor(void **);
int cudnnCreateFilterDescriptor(void **);
int cudnnCreateConvolutionDescriptor(void **);
int cudnnSetTensor4dDescriptor(void *, int format, int type, int n, int c, int h, int w);
int cudnnSetFilter4dDescriptor(void *, int type, int format, int k, int c, int h, int w);
int cudnnConvolutionForward(void *, const void *alpha, void *xd, const void *x, void *wd, const void *w, void *cd, int algorithm, void *work, size_t bytes, const void *beta, void *yd, void *y);
int dnnl_sgemm(char ta, char tb, long m, long n, long k, float alpha, const float *A, long lda, const float *B, long ldb, float beta, float *C, long ldc);

// CHECK: blas: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=k
// CHECK: blas: batched-gemm matched C[b,i,j] += A[b,i,k]*B[b,k,j] b=8 i=m j=n k=k
// CHECK: blas: axpy matched y[i] += x[i] i=n
void blas(void *handle, int m, int n, int k, float *A, double *x) {
  float one = 1;
  double two = 2;
  cublasSgemm_v2(handle, 0, 0, m, n, k, &one, A, m, A, k, &one, A, m);
  cublasDgemmStridedBatched(handle, 0, 0, m, n, k, &two, x, m, m, x, k, k, &two, x, m, m, 8);
  cublasDaxpy_v2(handle, n, &two, x, 1, x, 1);
}
// CHECK: transform: fft matched {{.*}} b=batch n=n
int transform(int n, int batch) {
  int plan;
  return cufftPlan1d(&plan, n, 41, batch);
}
// CHECK: one: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=k
void one(long m, long n, long k, float *A) { dnnl_sgemm('N', 'N', m, n, k, 1, A, k, A, n, 0, A, n); }

#ifdef MAIN
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  void *handle, *x, *y, *w, *convolution;
  float one = 1, zero = 0;
  if (cudnnCreate(&handle))
    return 1;
  cudnnCreateTensorDescriptor(&x);
  cudnnCreateTensorDescriptor(&y);
  cudnnCreateFilterDescriptor(&w);
  cudnnCreateConvolutionDescriptor(&convolution);
  cudnnSetTensor4dDescriptor(x, 0, 0, n, 16, 30, 30);
  cudnnSetTensor4dDescriptor(y, 0, 0, n, 64, 28, 28);
  cudnnSetFilter4dDescriptor(w, 0, 0, 64, 16, 3, 3);
  cudnnConvolutionForward(handle, &one, x, 0, w, 0, convolution, 0, 0, 0, &zero, y, 0);
}
#endif
