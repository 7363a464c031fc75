// Softmax of inner products, times values: scores kept in a matrix, in a row, or nowhere.
// RUN: %kernels %s --levels=O2 | FileCheck %s
// RUN: %kernels %s --levels=O2 | FileCheck %s --check-prefix=BEHIND
#include <math.h>

// CHECK-DAG: matrix: attention matched
void matrix(const float *q, const float *k, const float *v, float *s, float *o, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float dot = 0;
      for (int c = 0; c < d; c++)
        dot += q[i * d + c] * k[j * d + c];
      s[i * n + j] = dot / sqrtf(d);
    }
  for (int i = 0; i < n; i++) {
    float m = s[i * n], z = 0;
    for (int j = 1; j < n; j++)
      m = fmaxf(m, s[i * n + j]);
    for (int j = 0; j < n; j++)
      z += s[i * n + j] = expf(s[i * n + j] - m);
    for (int j = 0; j < n; j++)
      s[i * n + j] /= z;
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float x = 0;
      for (int j = 0; j < n; j++)
        x += s[i * n + j] * v[j * d + c];
      o[i * d + c] = x;
    }
}
// CHECK-DAG: causal: attention matched
void causal(const double *q, const double *k, const double *v, double *row, double *o, int n, int d) {
  for (int i = 0; i < n; i++) {
    double m = -1e30, z = 0;
    for (int j = 0; j <= i; j++) {
      double dot = 0;
      for (int c = 0; c < d; c++)
        dot += q[i * d + c] * k[j * d + c];
      row[j] = dot;
      if (dot > m)
        m = dot;
    }
    for (int j = 0; j <= i; j++) {
      row[j] = exp(row[j] - m);
      z += row[j];
    }
    for (int c = 0; c < d; c++)
      o[i * d + c] = 0;
    for (int j = 0; j <= i; j++)
      for (int c = 0; c < d; c++)
        o[i * d + c] += row[j] / z * v[j * d + c];
  }
}
// CHECK-DAG: online: attention matched
void online(const float *restrict q, const float *restrict k, const float *restrict v, float *restrict o, int n, int d) {
  for (int i = 0; i < n; i++) {
    float m = -INFINITY, z = 0;
    for (int c = 0; c < d; c++)
      o[i * d + c] = 0;
    for (int j = 0; j < n; j++) {
      float dot = 0;
      for (int c = 0; c < d; c++)
        dot += q[i * d + c] * k[j * d + c];
      float next = fmaxf(m, dot), keep = expf(m - next), p = expf(dot - next);
      z = z * keep + p;
      for (int c = 0; c < d; c++)
        o[i * d + c] = o[i * d + c] * keep + p * v[j * d + c];
      m = next;
    }
    for (int c = 0; c < d; c++)
      o[i * d + c] /= z;
  }
}
// Sizes that are known: the loop of the inner products is unrolled to its end.
// CHECK-DAG: fixed: attention matched
void fixed(const float q[restrict 32][16], const float k[restrict 48][16], const float v[restrict 48][24],
           float s[restrict 32][48], float p[restrict 32][48], float o[restrict 32][24]) {
  for (int i = 0; i < 32; i++)
    for (int j = 0; j < 48; j++) {
      float dot = 0;
      for (int c = 0; c < 16; c++)
        dot += q[i][c] * k[j][c];
      s[i][j] = dot;
    }
  for (int i = 0; i < 32; i++) {
    float m = s[i][0], z = 0;
    for (int j = 1; j < 48; j++)
      m = fmaxf(m, s[i][j]);
    for (int j = 0; j < 48; j++)
      z += p[i][j] = expf(s[i][j] - m);
    for (int j = 0; j < 48; j++)
      p[i][j] /= z;
  }
  for (int i = 0; i < 32; i++)
    for (int c = 0; c < 24; c++) {
      float x = 0;
      for (int j = 0; j < 48; j++)
        x += p[i][j] * v[j][c];
      o[i][c] = x;
    }
}
// An array for each step.
// CHECK-DAG: steps: attention matched
void steps(const float *restrict q, const float *restrict k, const float *restrict v, float *restrict s, float *restrict m,
           float *restrict p, float *restrict t, float *restrict r, float *restrict o, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int c = 0; c < d; c++)
        sum += q[i * d + c] * k[j * d + c];
      s[i * n + j] = sum;
    }
  for (int i = 0; i < n; i++) {
    float most = -1000;
    for (int j = 0; j < n; j++)
      most = most > s[i * n + j] ? most : s[i * n + j];
    m[i] = most;
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      p[i * n + j] = expf(s[i * n + j] - m[i]);
  for (int i = 0; i < n; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += p[i * n + j];
    t[i] = sum;
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      r[i * n + j] = p[i * n + j] / t[i];
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float sum = 0;
      for (int j = 0; j < n; j++)
        sum += r[i * n + j] * v[j * d + c];
      o[i * d + c] = sum;
    }
}
// A product behind an attention is none, whether that was summed in a variable or in memory.
// CHECK-DAG: projected: attention matched
// CHECK-DAG: added: attention matched
// BEHIND: added: attention matched
// BEHIND-NOT: added: attention
// BEHIND: projected: attention matched
// BEHIND-NOT: projected: attention
void added(const float *restrict q, const float *restrict k, const float *restrict v, const float *restrict w,
               float *restrict s, float *restrict o, float *restrict y, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int c = 0; c < d; c++)
        sum += q[i * d + c] * k[j * d + c];
      s[i * n + j] = sum;
    }
  for (int i = 0; i < n; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += s[i * n + j] = expf(s[i * n + j]);
    for (int j = 0; j < n; j++)
      s[i * n + j] /= sum;
  }
  for (int i = 0; i < n; i++) {
    for (int c = 0; c < d; c++)
      o[i * d + c] = 0;
    for (int j = 0; j < n; j++)
      for (int c = 0; c < d; c++)
        o[i * d + c] += s[i * n + j] * v[j * d + c];
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float sum = 0;
      for (int j = 0; j < d; j++)
        sum += o[i * d + j] * w[j * d + c];
      y[i * d + c] = sum;
    }
}
void projected(const float *restrict q, const float *restrict k, const float *restrict v, const float *restrict w,
               float *restrict s, float *restrict o, float *restrict y, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int c = 0; c < d; c++)
        sum += q[i * d + c] * k[j * d + c];
      s[i * n + j] = sum;
    }
  for (int i = 0; i < n; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += s[i * n + j] = expf(s[i * n + j]);
    for (int j = 0; j < n; j++)
      s[i * n + j] /= sum;
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float sum = 0;
      for (int j = 0; j < n; j++)
        sum += s[i * n + j] * v[j * d + c];
      o[i * d + c] = sum;
    }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float sum = 0;
      for (int j = 0; j < d; j++)
        sum += o[i * d + j] * w[j * d + c];
      y[i * d + c] = sum;
    }
}
