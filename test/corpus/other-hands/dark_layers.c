// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdlib.h>
#include <float.h>
#include <string.h>

typedef struct {
    int batch, h, w, c, n, size, stride, pad, out_h, out_w;
    float *weights, *biases, *output, *input;
} layer;

static float get_pix(const float *im, int height, int width, int row, int col, int channel, int pad) {
    row -= pad; col -= pad;
    if (row < 0 || col < 0 || row >= height || col >= width) return 0;
    return im[col + width * (row + height * channel)];
}

void unfold_cpu(const float *im, int channels, int height, int width, int ksize, int stride, int pad, float *col) {
    int hc = (height + 2 * pad - ksize) / stride + 1;
    int wc = (width + 2 * pad - ksize) / stride + 1;
    int cc = channels * ksize * ksize;
    for (int c = 0; c < cc; ++c) {
        int wo = c % ksize, ho = (c / ksize) % ksize, ci = c / ksize / ksize;
        for (int h = 0; h < hc; ++h)
            for (int w = 0; w < wc; ++w)
                col[(c * hc + h) * wc + w] = get_pix(im, height, width, ho + h * stride, wo + w * stride, ci, pad);
    }
}

void forward_maxpool(const layer *l, int *indexes) {
    int w_offset = -l->pad / 2, h_offset = -l->pad / 2;
    for (int b = 0; b < l->batch; ++b) {
        for (int k = 0; k < l->c; ++k) {
            for (int i = 0; i < l->out_h; ++i) {
                for (int j = 0; j < l->out_w; ++j) {
                    int oi = j + l->out_w * (i + l->out_h * (k + l->c * b));
                    float max = -FLT_MAX;
                    int max_i = -1;
                    for (int n = 0; n < l->size; ++n) {
                        for (int m = 0; m < l->size; ++m) {
                            int ch = h_offset + i * l->stride + n;
                            int cw = w_offset + j * l->stride + m;
                            int index = cw + l->w * (ch + l->h * (k + b * l->c));
                            int valid = ch >= 0 && ch < l->h && cw >= 0 && cw < l->w;
                            float val = valid ? l->input[index] : -FLT_MAX;
                            max_i = val > max ? index : max_i;
                            max = val > max ? val : max;
                        }
                    }
                    l->output[oi] = max;
                    indexes[oi] = max_i;
                }
            }
        }
    }
}

void forward_direct_conv(const layer *l) {
    for (int b = 0; b < l->batch; ++b)
    for (int f = 0; f < l->n; ++f)
    for (int y = 0; y < l->out_h; ++y)
    for (int x = 0; x < l->out_w; ++x) {
        float sum = l->biases[f];
        for (int c = 0; c < l->c; ++c)
            for (int ky = 0; ky < l->size; ++ky) {
                int iy = y * l->stride + ky - l->pad;
                if (iy < 0 || iy >= l->h) continue;
                for (int kx = 0; kx < l->size; ++kx) {
                    int ix = x * l->stride + kx - l->pad;
                    if (ix < 0 || ix >= l->w) continue;
                    sum += l->input[((b * l->c + c) * l->h + iy) * l->w + ix] *
                           l->weights[((f * l->c + c) * l->size + ky) * l->size + kx];
                }
            }
        l->output[((b * l->n + f) * l->out_h + y) * l->out_w + x] = sum > 0 ? sum : 0.1f * sum;
    }
}

void global_avg(const layer *l) {
    for (int b = 0; b < l->batch; ++b)
        for (int k = 0; k < l->c; ++k) {
            int o = k + b * l->c;
            l->output[o] = 0;
            for (int i = 0; i < l->h * l->w; ++i) l->output[o] += l->input[i + l->h * l->w * o];
            l->output[o] /= l->h * l->w;
        }
}

void batchnorm_train(float *x, float *mean, float *variance, const float *scales, const float *biases, int batch, int filters, int spatial) {
    float scale = 1.f / (batch * spatial);
    for (int f = 0; f < filters; ++f) {
        mean[f] = 0;
        for (int b = 0; b < batch; ++b)
            for (int s = 0; s < spatial; ++s) mean[f] += x[b * filters * spatial + f * spatial + s];
        mean[f] *= scale;
    }
    for (int f = 0; f < filters; ++f) {
        variance[f] = 0;
        for (int b = 0; b < batch; ++b)
            for (int s = 0; s < spatial; ++s) {
                float d = x[b * filters * spatial + f * spatial + s] - mean[f];
                variance[f] += d * d;
            }
        variance[f] *= 1.f / (batch * spatial - 1);
    }
    for (int b = 0; b < batch; ++b)
        for (int f = 0; f < filters; ++f)
            for (int s = 0; s < spatial; ++s) {
                int i = b * filters * spatial + f * spatial + s;
                x[i] = (x[i] - mean[f]) / (sqrtf(variance[f]) + .000001f) * scales[f] + biases[f];
            }
}

void leaky_activate(float *x, const int n) {
    int i;
    for (i = 0; i < n; ++i) x[i] = (x[i] > 0) ? x[i] : .1f * x[i];
}
void elu_activate(float *x, int n) {
    for (int i = 0; i < n; ++i) x[i] = (x[i] >= 0) * x[i] + (x[i] < 0) * (expf(x[i]) - 1);
}
void logistic_activate(float *x, int n) {
    for (int i = 0; i < n; ++i) x[i] = 1.f / (1.f + exp(-x[i]));
}
void tanh_activate(float *x, int n) {
    for (int i = 0; i < n; ++i) x[i] = (exp(2 * x[i]) - 1) / (exp(2 * x[i]) + 1);
}
void mish_activate(const float *x, int n, float *act_in, float *y) {
    for (int i = 0; i < n; ++i) {
        float v = x[i];
        act_in[i] = v;
        float sp = v > 20.f ? v : (v < -20.f ? expf(v) : logf(expf(v) + 1));
        y[i] = v * (2 / (1 + expf(-2 * sp)) - 1);
    }
}
void forward_drop(float *x, float *rnd, int n, float prob, unsigned *seed) {
    float scale = 1.f / (1.f - prob);
    for (int i = 0; i < n; ++i) {
        *seed = *seed * 1664525u + 1013904223u;
        float r = (*seed >> 8) * (1.0f / 16777216.0f);
        rnd[i] = r;
        if (r < prob) x[i] = 0;
        else x[i] *= scale;
    }
}
void update_weights(float *w, float *dw, int n, float lr, float momentum, float decay, int batch) {
    for (int i = 0; i < n; ++i) dw[i] += -decay * batch * w[i];
    for (int i = 0; i < n; ++i) w[i] += lr / batch * dw[i];
    for (int i = 0; i < n; ++i) dw[i] *= momentum;
}
void softmax_x_ent(int n, const float *pred, const float *truth, float *delta, float *error) {
    for (int i = 0; i < n; ++i) {
        float t = truth[i], p = pred[i];
        error[i] = t ? -logf(p) : 0;
        delta[i] = t - p;
    }
}
float l2_cpu(int n, const float *pred, const float *truth, float *delta, float *error) {
    float tot = 0;
    for (int i = 0; i < n; ++i) {
        float diff = truth[i] - pred[i];
        error[i] = diff * diff;
        delta[i] = diff;
        tot += error[i];
    }
    return tot / n;
}
void forward_deconv(const layer *l) {
    memset(l->output, 0, sizeof(float) * l->batch * l->n * l->out_h * l->out_w);
    for (int b = 0; b < l->batch; ++b)
        for (int c = 0; c < l->c; ++c)
            for (int y = 0; y < l->h; ++y)
                for (int x = 0; x < l->w; ++x) {
                    float v = l->input[((b * l->c + c) * l->h + y) * l->w + x];
                    for (int f = 0; f < l->n; ++f)
                        for (int ky = 0; ky < l->size; ++ky)
                            for (int kx = 0; kx < l->size; ++kx) {
                                int oy = y * l->stride + ky - l->pad, ox = x * l->stride + kx - l->pad;
                                if (oy < 0 || ox < 0 || oy >= l->out_h || ox >= l->out_w) continue;
                                l->output[((b * l->n + f) * l->out_h + oy) * l->out_w + ox] +=
                                    v * l->weights[((c * l->n + f) * l->size + ky) * l->size + kx];
                            }
                }
}
void backward_maxpool(const int *indexes, const float *delta, float *net_delta, int h, int w, int c, int batch) {
    for (int i = 0; i < h * w * c * batch; ++i) net_delta[indexes[i]] += delta[i];
}
