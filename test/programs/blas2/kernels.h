#ifndef KERNELS_H
#define KERNELS_H
void gemv(long m, long n, const float *a, const float *x, float *y);
void ger(long m, long n, float alpha, const float *x, const float *y, float *a);
#endif
