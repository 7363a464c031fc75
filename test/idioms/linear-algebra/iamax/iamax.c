// Which element is the largest in magnitude: the place is kept, and the magnitude beside
// it or read again. The largest itself, the largest signed one and the smallest are not.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
double fabs(double);
float fabsf(float);
// CHECK: kept_beside: iamax matched p argmax= |x[i]| i=n
int kept_beside(int n, const double *x) {
  int p = 0;
  double m = 0;
  for (int i = 0; i < n; i++)
    if (fabs(x[i]) > m) {
      m = fabs(x[i]);
      p = i;
    }
  return p;
}
// CHECK: read_again: iamax matched p argmax= |x[i]|
long read_again(long n, const float *x) {
  long p = 0;
  for (long i = 1; i < n; ++i)
    if (fabsf(x[i]) > fabsf(x[p]))
      p = i;
  return p;
}
double value(int n, const double *x) {
  double m = 0;
  for (int i = 0; i < n; i++)
    m = fabs(x[i]) > m ? fabs(x[i]) : m;
  return m;
}
int signed_largest(int n, const double *x) {
  int p = 0;
  for (int i = 1; i < n; i++)
    if (x[i] > x[p])
      p = i;
  return p;
}
int smallest(int n, const double *x) {
  int p = 0;
  for (int i = 1; i < n; i++)
    if (fabs(x[i]) < fabs(x[p]))
      p = i;
  return p;
}
