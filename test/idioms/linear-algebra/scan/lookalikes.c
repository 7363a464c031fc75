// What is carried on and is no scan.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not="scan matched"
void counting(int n, int *y) {
  int s = 0;
  for (int i = 0; i < n; i++) {
    s += 3;
    y[i] = s;
  }
}
void fibonacci(int n, long *f) {
  for (int i = 2; i < n; i++)
    f[i] = f[i - 1] + f[i - 2];
}
void random_numbers(int n, unsigned seed, unsigned *y) {
  for (int i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    y[i] = seed;
  }
}
void integral_image(int h, int w, const int *I, int *S) {
  for (int i = 1; i < h; i++)
    for (int j = 1; j < w; j++)
      S[i * w + j] = I[i * w + j] + S[(i - 1) * w + j] + S[i * w + j - 1] - S[(i - 1) * w + j - 1];
}
void moving(int n, int w, const double *x, double *y) {
  double s = 0;
  for (int i = w; i < n; i++) {
    s += x[i] - x[i - w];
    y[i] = s;
  }
}
void alternating(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s = x[i] - s;
    y[i] = s;
  }
}
void backwards(int n, double *x) {
  for (int i = 0; i < n - 1; i++)
    x[i] += x[i + 1];
}
