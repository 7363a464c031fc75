/* Neural networks in C: tensors with strides, bytes, fixed point, intrinsics. */
#include <immintrin.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  int n, c, h, w;
  float *v;
} tensor;

#define AT(t, N, C, H, W) ((t)->v[(((N) * (t)->c + (C)) * (t)->h + (H)) * (t)->w + (W)])

typedef struct {
  int kernel, stride, pad;
  int in, out;
  const float *weights, *bias;
} conv_params;

static float pixel(const tensor *t, int n, int c, int y, int x) {
  if (y < 0 || x < 0 || y >= t->h || x >= t->w)
    return 0;
  return AT(t, n, c, y, x);
}

void conv_struct(const conv_params *p, const tensor *in, tensor *out) {
  int n, o, y, x, c, i, j;
  for (n = 0; n < in->n; n++)
    for (o = 0; o < p->out; o++)
      for (y = 0; y < out->h; y++)
        for (x = 0; x < out->w; x++) {
          float s = p->bias ? p->bias[o] : 0;
          for (c = 0; c < p->in; c++)
            for (i = 0; i < p->kernel; i++)
              for (j = 0; j < p->kernel; j++)
                s += pixel(in, n, c, y * p->stride + i - p->pad, x * p->stride + j - p->pad) *
                     p->weights[((o * p->in + c) * p->kernel + i) * p->kernel + j];
          AT(out, n, o, y, x) = s;
        }
}

void maxpool_struct(const tensor *in, tensor *out, int size, int stride) {
  for (int n = 0; n < in->n; n++)
    for (int c = 0; c < in->c; c++)
      for (int y = 0; y < out->h; y++)
        for (int x = 0; x < out->w; x++) {
          float best = -INFINITY;
          for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++) {
              int yy = y * stride + i, xx = x * stride + j;
              if (yy < in->h && xx < in->w) {
                float v = AT(in, n, c, yy, xx);
                best = v > best ? v : best;
              }
            }
          AT(out, n, c, y, x) = best;
        }
}

void global_mean(const tensor *in, float *out) {
  for (int n = 0; n < in->n; n++)
    for (int c = 0; c < in->c; c++) {
      const float *p = &AT(in, n, c, 0, 0);
      double s = 0;
      for (int i = 0; i < in->h * in->w; i++)
        s += p[i];
      out[n * in->c + c] = (float)(s / (in->h * in->w));
    }
}

void scale_shift_channels(tensor *t, const float *gamma, const float *beta, const float *mean, const float *var) {
  for (int n = 0; n < t->n; n++)
    for (int c = 0; c < t->c; c++) {
      float a = gamma[c] / sqrtf(var[c] + 1e-5f);
      float b = beta[c] - a * mean[c];
      for (int y = 0; y < t->h; y++)
        for (int x = 0; x < t->w; x++)
          AT(t, n, c, y, x) = a * AT(t, n, c, y, x) + b;
    }
}

static int32_t requantise(int32_t acc, int32_t mult, int shift, int32_t zero) {
  int64_t v = (int64_t)acc * mult;
  v = (v + (1ll << (shift - 1))) >> shift;
  v += zero;
  if (v < -128)
    v = -128;
  if (v > 127)
    v = 127;
  return (int32_t)v;
}

void depthwise_bytes(const int8_t *in, int h, int w, int ch, const int8_t *filter, int kh, int kw, const int32_t *bias,
                     int32_t in_zero, int32_t out_zero, const int32_t *mult, const int *shift, int stride, int oh, int ow,
                     int8_t *out) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int32_t acc = bias[c];
        for (int i = 0; i < kh; i++)
          for (int j = 0; j < kw; j++)
            acc += (in[((y * stride + i) * w + x * stride + j) * ch + c] - in_zero) * filter[(i * kw + j) * ch + c];
        out[(y * ow + x) * ch + c] = (int8_t)requantise(acc, mult[c], shift[c], out_zero);
      }
}

void dense_bytes(const int8_t *x, const int8_t *w, const int32_t *b, int n_in, int n_out, int32_t mult, int shift, int8_t *y) {
  for (int o = 0; o < n_out; o++) {
    int32_t acc = b[o];
    const int8_t *row = w + o * n_in;
    for (int i = 0; i < n_in; i++)
      acc += x[i] * row[i];
    y[o] = (int8_t)requantise(acc, mult, shift, 0);
  }
}

int32_t dot_bytes_avx2(const uint8_t *a, const int8_t *b, int n) {
  __m256i sum = _mm256_setzero_si256();
  const __m256i ones = _mm256_set1_epi16(1);
  int i = 0;
  for (; i + 32 <= n; i += 32) {
    __m256i x = _mm256_loadu_si256((const __m256i *)(a + i));
    __m256i y = _mm256_loadu_si256((const __m256i *)(b + i));
    __m256i p = _mm256_maddubs_epi16(x, y);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(p, ones));
  }
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
  int32_t total = _mm_cvtsi128_si32(s);
  for (; i < n; i++)
    total += a[i] * b[i];
  return total;
}

int32_t dot_s16_avx2(const int8_t *a, const int8_t *b, int n) {
  __m256i sum = _mm256_setzero_si256();
  for (int i = 0; i < n; i += 16) {
    __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
    __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
  }
  int32_t lanes[8], total = 0;
  _mm256_storeu_si256((__m256i *)lanes, sum);
  for (int k = 0; k < 8; k++)
    total += lanes[k];
  return total;
}

void softmax_temperature(float *logits, int n, float temperature) {
  float peak = logits[0];
  int i;
  for (i = 1; i < n; i++)
    if (logits[i] > peak)
      peak = logits[i];
  float total = 0;
  i = 0;
  while (i < n) {
    logits[i] = expf((logits[i] - peak) / temperature);
    total += logits[i];
    i++;
  }
  for (i = 0; i < n; i++)
    logits[i] /= total;
}

void layernorm_welford(const float *x, float *y, const float *g, const float *b, int rows, int n) {
  for (int r = 0; r < rows; r++) {
    double mean = 0, m2 = 0;
    for (int i = 0; i < n; i++) {
      double d = x[r * n + i] - mean;
      mean += d / (i + 1);
      m2 += d * (x[r * n + i] - mean);
    }
    double inv = 1 / sqrt(m2 / n + 1e-5);
    for (int i = 0; i < n; i++)
      y[r * n + i] = (float)((x[r * n + i] - mean) * inv) * g[i] + b[i];
  }
}

typedef struct {
  int inputs, hidden;
  float *wi, *wf, *wg, *wo; /* hidden x (inputs + hidden) */
  float *bi, *bf, *bg, *bo;
} lstm_t;

static float sigm(float x) { return 1.0f / (1.0f + expf(-x)); }

static float gate(const float *w, const float *x, int ni, const float *h, int nh, float b) {
  float s = b;
  for (int i = 0; i < ni; i++)
    s += w[i] * x[i];
  for (int i = 0; i < nh; i++)
    s += w[ni + i] * h[i];
  return s;
}

void lstm_cell(const lstm_t *l, const float *x, const float *h, float *c, float *out) {
  int n = l->inputs + l->hidden;
  for (int u = 0; u < l->hidden; u++) {
    float i = sigm(gate(l->wi + u * n, x, l->inputs, h, l->hidden, l->bi[u]));
    float f = sigm(gate(l->wf + u * n, x, l->inputs, h, l->hidden, l->bf[u]));
    float g = tanhf(gate(l->wg + u * n, x, l->inputs, h, l->hidden, l->bg[u]));
    float o = sigm(gate(l->wo + u * n, x, l->inputs, h, l->hidden, l->bo[u]));
    c[u] = f * c[u] + i * g;
    out[u] = o * tanhf(c[u]);
  }
}

typedef struct {
  float *value, *grad, *m, *v;
  int size;
} parameter;

void adam_groups(parameter *p, int count, float lr, float b1, float b2, float eps, int t) {
  float c1 = 1 - powf(b1, t), c2 = 1 - powf(b2, t);
  for (int k = 0; k < count; k++)
    for (int i = 0; i < p[k].size; i++) {
      float g = p[k].grad[i];
      p[k].m[i] = b1 * p[k].m[i] + (1 - b1) * g;
      p[k].v[i] = b2 * p[k].v[i] + (1 - b2) * g * g;
      p[k].value[i] -= lr * (p[k].m[i] / c1) / (sqrtf(p[k].v[i] / c2) + eps);
    }
}

float cross_entropy_batch(const float *logits, const int *target, int batch, int classes) {
  float loss = 0;
  for (int b = 0; b < batch; b++) {
    const float *l = logits + b * classes;
    float m = l[0], s = 0;
    for (int c = 1; c < classes; c++)
      m = fmaxf(m, l[c]);
    for (int c = 0; c < classes; c++)
      s += expf(l[c] - m);
    loss += m + logf(s) - l[target[b]];
  }
  return loss / batch;
}

void lookup_rows(const float *table, int dim, const int64_t *ids, int count, float *out) {
  for (int i = 0; i < count; i++)
    memcpy(out + (size_t)i * dim, table + (size_t)ids[i] * dim, dim * sizeof(float));
}

void upconv_scatter(const float *in, int ci, int h, int w, const float *k, int co, int ks, int stride, float *out) {
  int oh = (h - 1) * stride + ks, ow = (w - 1) * stride + ks;
  memset(out, 0, sizeof(float) * co * oh * ow);
  for (int c = 0; c < ci; c++)
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) {
        float v = in[(c * h + y) * w + x];
        for (int o = 0; o < co; o++)
          for (int i = 0; i < ks; i++)
            for (int j = 0; j < ks; j++)
              out[(o * oh + y * stride + i) * ow + x * stride + j] += v * k[((c * co + o) * ks + i) * ks + j];
      }
}

void dense_weight_gradient(const float *x, const float *dy, float *dw, float *db, int batch, int in, int out) {
  for (int b = 0; b < batch; b++)
    for (int o = 0; o < out; o++) {
      float g = dy[b * out + o];
      db[o] += g;
      for (int i = 0; i < in; i++)
        dw[o * in + i] += g * x[b * in + i];
    }
}

/* Picks two experts of each token; weights are renormalised. */
void route_two(const float *x, const float *gate_w, int tokens, int dim, int experts, int *idx, float *weight) {
  for (int t = 0; t < tokens; t++) {
    float logit[64];
    for (int e = 0; e < experts; e++) {
      logit[e] = 0;
      for (int d = 0; d < dim; d++)
        logit[e] += x[t * dim + d] * gate_w[e * dim + d];
    }
    int first = 0, second = -1;
    for (int e = 1; e < experts; e++)
      if (logit[e] > logit[first])
        first = e;
    for (int e = 0; e < experts; e++)
      if (e != first && (second < 0 || logit[e] > logit[second]))
        second = e;
    float a = expf(logit[first]), b = expf(logit[second]);
    idx[2 * t] = first;
    idx[2 * t + 1] = second;
    weight[2 * t] = a / (a + b);
    weight[2 * t + 1] = b / (a + b);
  }
}

void drop_inverted(float *x, uint8_t *mask, int n, float keep) {
  for (int i = 0; i < n; i++) {
    mask[i] = (float)rand() / (float)RAND_MAX < keep;
    x[i] = mask[i] ? x[i] / keep : 0;
  }
}

void gelu_poly(const float *x, float *y, int n) {
  const float k = 0.7978845608f;
  for (int i = 0; i < n; i++) {
    float v = x[i], u = k * (v + 0.044715f * v * v * v);
    float e = expf(2 * u);
    y[i] = 0.5f * v * (1 + (e - 1) / (e + 1));
  }
}

void relu_sse(float *x, int n) {
  const __m128 zero = _mm_setzero_ps();
  int i = 0;
  for (; i + 4 <= n; i += 4)
    _mm_storeu_ps(x + i, _mm_max_ps(_mm_loadu_ps(x + i), zero));
  for (; i < n; i++)
    if (x[i] < 0)
      x[i] = 0;
}

/* Look-alikes. */
void normalise_sum(float *x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += x[i];
  for (int i = 0; i < n; i++)
    x[i] /= s;
}

void clamp_both(float *x, int n, float low, float high) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] < low ? low : x[i] > high ? high : x[i];
}

void local_median(const uint8_t *in, uint8_t *out, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      uint8_t v[9];
      int n = 0;
      for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) {
          uint8_t t = in[(y + i) * w + x + j];
          int k = n++;
          while (k > 0 && v[k - 1] > t) {
            v[k] = v[k - 1];
            k--;
          }
          v[k] = t;
        }
      out[y * w + x] = v[4];
    }
}

float log_odds(const float *p, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += logf(p[i] / (1 - p[i]));
  return s;
}
