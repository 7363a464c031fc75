//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// A training loop's passes in plain C over flat arrays.
#include <math.h>

void layer_norm_back(float *dinp, float *dweight, float *dbias, const float *dout, const float *inp,
                     const float *weight, const float *mean, const float *rstd, int B, int T, int C) {
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      const float *dout_bt = dout + b * T * C + t * C, *inp_bt = inp + b * T * C + t * C;
      float *dinp_bt = dinp + b * T * C + t * C;
      float mean_bt = mean[b * T + t], rstd_bt = rstd[b * T + t];
      float dnorm_mean = 0.0f, dnorm_norm_mean = 0.0f;
      for (int i = 0; i < C; i++) {
        float norm_bti = (inp_bt[i] - mean_bt) * rstd_bt, dnorm_i = weight[i] * dout_bt[i];
        dnorm_mean += dnorm_i;
        dnorm_norm_mean += dnorm_i * norm_bti;
      }
      dnorm_mean = dnorm_mean / C;
      dnorm_norm_mean = dnorm_norm_mean / C;
      for (int i = 0; i < C; i++) {
        float norm_bti = (inp_bt[i] - mean_bt) * rstd_bt, dnorm_i = weight[i] * dout_bt[i];
        dbias[i] += dout_bt[i];
        dweight[i] += norm_bti * dout_bt[i];
        float dval = 0.0f;
        dval += dnorm_i;
        dval -= dnorm_mean;
        dval -= norm_bti * dnorm_norm_mean;
        dval *= rstd_bt;
        dinp_bt[i] += dval;
      }
    }
}

void gelu_back(float *dinp, const float *inp, const float *dout, int N) {
  const float k = 0.7978845608f;
  for (int i = 0; i < N; i++) {
    float x = inp[i], cube = 0.044715f * x * x * x;
    float arg = k * (x + cube), th = tanhf(arg), ch = coshf(arg), sech = 1.0f / (ch * ch);
    float grad = 0.5f * (1.0f + th) + x * 0.5f * sech * k * (1.0f + 3.0f * 0.044715f * x * x);
    dinp[i] += grad * dout[i];
  }
}

void softmax_xent_back(float *dlogits, const float *dlosses, const float *probs, const int *targets, int B, int T,
                       int V, int Vp) {
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      float *dl = dlogits + b * T * Vp + t * Vp;
      const float *p = probs + b * T * Vp + t * Vp;
      float dloss = dlosses[b * T + t];
      int ix = targets[b * T + t];
      for (int i = 0; i < V; i++) {
        float indicator = i == ix ? 1.0f : 0.0f;
        dl[i] += (p[i] - indicator) * dloss;
      }
    }
}

void xent(float *losses, const float *probs, const int *targets, int B, int T, int Vp) {
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      const float *p = probs + b * T * Vp + t * Vp;
      losses[b * T + t] = -logf(p[targets[b * T + t]]);
    }
}

void matmul_back(float *dinp, float *dweight, float *dbias, const float *dout, const float *inp,
                 const float *weight, int BT, int C, int OC) {
  for (int bt = 0; bt < BT; bt++)
    for (int o = 0; o < OC; o++) {
      float d = dout[bt * OC + o];
      for (int i = 0; i < C; i++)
        dinp[bt * C + i] += weight[o * C + i] * d;
    }
  for (int o = 0; o < OC; o++)
    for (int bt = 0; bt < BT; bt++) {
      float d = dout[bt * OC + o];
      if (dbias)
        dbias[o] += d;
      for (int i = 0; i < C; i++)
        dweight[o * C + i] += inp[bt * C + i] * d;
    }
}

void adamw(float *params, const float *grads, float *m_mem, float *v_mem, long n, float lr, float b1, float b2,
           float eps, float wd, int t) {
  for (long i = 0; i < n; i++) {
    float param = params[i], grad = grads[i];
    float m = b1 * m_mem[i] + (1.0f - b1) * grad, v = b2 * v_mem[i] + (1.0f - b2) * grad * grad;
    float m_hat = m / (1.0f - powf(b1, t)), v_hat = v / (1.0f - powf(b2, t));
    m_mem[i] = m;
    v_mem[i] = v;
    params[i] -= lr * (m_hat / (sqrtf(v_hat) + eps) + wd * param);
  }
}

void encode(float *out, const int *inp, const float *wte, const float *wpe, int B, int T, int C) {
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      float *o = out + b * T * C + t * C;
      const float *te = wte + inp[b * T + t] * C, *pe = wpe + t * C;
      for (int i = 0; i < C; i++)
        o[i] = te[i] + pe[i];
    }
}

void maxpool_back(const float *dout, const int *arg, float *din, int n) {
  for (int i = 0; i < n; i++)
    din[arg[i]] += dout[i];
}

void relu_leak_back(const float *y, float *delta, int n) {
  for (int i = 0; i < n; i++)
    delta[i] *= y[i] > 0 ? 1.0f : 0.1f;
}

void nesterov(float *w, float *v, const float *g, int n, float lr, float mu) {
  for (int i = 0; i < n; i++) {
    float prev = v[i];
    v[i] = mu * v[i] - lr * g[i];
    w[i] += -mu * prev + (1 + mu) * v[i];
  }
}

double huber(const double *p, const double *t, int n, double d) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    double e = fabs(p[i] - t[i]);
    s += e <= d ? 0.5 * e * e : d * (e - 0.5 * d);
  }
  return s / n;
}

float mse_rows(float **pred, float **want, int rows, int cols) {
  float total = 0;
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < cols; c++) {
      float e = pred[r][c] - want[r][c];
      total += e * e;
    }
  return total / (rows * cols);
}

// Look-alikes.
void adagrad_step(float *w, float *h, const float *g, int n, float lr) {
  for (int i = 0; i < n; i++) {
    h[i] += g[i] * g[i];
    w[i] -= lr * g[i] / (sqrtf(h[i]) + 1e-8f);
  }
}

void verlet(double *x, double *v, const double *f, const double *m, int n, double dt) {
  for (int i = 0; i < n; i++) {
    v[i] += f[i] / m[i] * dt;
    x[i] += v[i] * dt;
  }
}

void clip_gradients(float *g, int n, float limit) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += (double)g[i] * g[i];
  s = sqrt(s);
  if (s > limit)
    for (int i = 0; i < n; i++)
      g[i] = g[i] * (limit / s);
}
