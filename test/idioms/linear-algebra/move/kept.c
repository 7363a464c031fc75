// What is kept on the way is no copy of an array; neither is a triangle of a factor a solve.
// RUN: %kernels %s --levels=O2,O3 | FileCheck %s --allow-empty --implicit-check-not='{{(copy|trsm|axpby) matched}}'

void verlet(float *x, float *old, const float *f, int n, float dt, float damp) {
  for (int i = 0; i < n; i++) {
    const float v = (x[i] - old[i]) * damp;
    old[i] = x[i];
    x[i] += v + f[i] * dt * dt;
  }
}
void doolittle(double **a, double **l, double **u, int n) {
  for (int i = 0; i < n; i++) {
    for (int k = i; k < n; k++) {
      double s = 0;
      for (int j = 0; j < i; j++)
        s += l[i][j] * u[j][k];
      u[i][k] = a[i][k] - s;
    }
    for (int k = i; k < n; k++)
      if (i == k) {
        l[i][i] = 1;
      } else {
        double s = 0;
        for (int j = 0; j < i; j++)
          s += l[k][j] * u[j][i];
        l[k][i] = (a[k][i] - s) / u[i][i];
      }
  }
}
// A neuron that fires is put back: what was added before is lost.
void leaky(float *v, const float *in, unsigned char *fired, int n, float leak, float at, float rest) {
  for (int i = 0; i < n; i++) {
    v[i] = v[i] * leak + in[i];
    fired[i] = v[i] > at;
    if (fired[i])
      v[i] = rest;
  }
}
