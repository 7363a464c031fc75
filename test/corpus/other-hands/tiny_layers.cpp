// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <vector>
#include <cmath>
#include <cstddef>
#include <algorithm>
#include <limits>
using vec_t = std::vector<float>;
struct shape { size_t w, h, d; size_t at(size_t x, size_t y, size_t c) const { return (c * h + y) * w + x; } };
struct dense_params { size_t in, out; bool has_bias; };
extern "C" {
void fc_kernel(const float *in_data, const float *W, const float *bias, float *out_data, size_t batch, const dense_params *p) {
    for (size_t s = 0; s < batch; s++) {
        const float *in = in_data + s * p->in;
        float *out = out_data + s * p->out;
        for (size_t i = 0; i < p->out; i++) {
            out[i] = 0.0f;
            for (size_t c = 0; c < p->in; c++) out[i] += W[c * p->out + i] * in[c];
            if (p->has_bias) out[i] += bias[i];
        }
    }
}
void conv_kernel_padded(const float *in, const float *W, const float *bias, float *out, const shape *is, const shape *os, size_t kw, size_t kh, size_t sx, size_t sy) {
    std::fill(out, out + os->w * os->h * os->d, 0.0f);
    for (size_t o = 0; o < os->d; o++) {
        float *pa = out + os->at(0, 0, o);
        for (size_t inc = 0; inc < is->d; inc++) {
            const float *pw = W + kw * kh * (is->d * o + inc);
            for (size_t wy = 0; wy < kh; wy++)
                for (size_t wx = 0; wx < kw; wx++) {
                    const float wv = *pw++;
                    for (size_t y = 0; y < os->h; y++) {
                        const float *pin = in + is->at(wx, wy + y * sy, inc);
                        float *po = pa + y * os->w;
                        for (size_t x = 0; x < os->w; x++, pin += sx) po[x] += wv * *pin;
                    }
                }
        }
        for (size_t k = 0; k < os->w * os->h; k++) pa[k] += bias[o];
    }
}
void avepool_kernel(const float *in, float *out, const shape *is, size_t pool, size_t stride) {
    size_t ow = (is->w - pool) / stride + 1, oh = (is->h - pool) / stride + 1;
    float inv = 1.0f / static_cast<float>(pool * pool);
    for (size_t c = 0; c < is->d; ++c)
        for (size_t y = 0; y < oh; ++y)
            for (size_t x = 0; x < ow; ++x) {
                float s = 0;
                for (size_t dy = 0; dy < pool; ++dy)
                    for (size_t dx = 0; dx < pool; ++dx) s += in[is->at(x * stride + dx, y * stride + dy, c)];
                out[(c * oh + y) * ow + x] = s * inv;
            }
}
void softmax_fwd(const vec_t &x, vec_t &y) {
    const float alpha = *std::max_element(x.begin(), x.end());
    float denom = 0.0f;
    for (size_t j = 0; j < x.size(); j++) { y[j] = std::exp(x[j] - alpha); denom += y[j]; }
    for (size_t j = 0; j < x.size(); j++) y[j] /= denom;
}
void relu_fwd(const vec_t &x, vec_t &y) {
    std::transform(x.begin(), x.end(), y.begin(), [](float v) { return std::max(0.0f, v); });
}
void softplus_fwd(const vec_t &x, vec_t &y, float beta, float threshold) {
    for (size_t j = 0; j < x.size(); j++) y[j] = beta * x[j] > threshold ? x[j] : (1 / beta) * std::log1p(std::exp(beta * x[j]));
}
void adam_update(const vec_t &dW, vec_t &W, vec_t &mt, vec_t &vt, float alpha, float b1, float b2, float b1_t, float b2_t, float eps) {
    for (size_t i = 0; i < W.size(); i++) {
        mt[i] = b1 * mt[i] + (1.0f - b1) * dW[i];
        vt[i] = b2 * vt[i] + (1.0f - b2) * dW[i] * dW[i];
        W[i] -= alpha * (mt[i] / (1.0f - b1_t)) / std::sqrt((vt[i] / (1.0f - b2_t)) + eps);
    }
}
void fc_backprop(const float *prev_out, const float *W, float *dW, float *db, const float *curr_delta, float *prev_delta, size_t batch, const dense_params *p) {
    for (size_t s = 0; s < batch; s++) {
        for (size_t c = 0; c < p->in; c++) {
            float acc = 0;
            for (size_t i = 0; i < p->out; i++) acc += curr_delta[s * p->out + i] * W[c * p->out + i];
            prev_delta[s * p->in + c] += acc;
        }
        for (size_t c = 0; c < p->in; c++)
            for (size_t i = 0; i < p->out; i++) dW[c * p->out + i] += prev_out[s * p->in + c] * curr_delta[s * p->out + i];
        if (p->has_bias)
            for (size_t i = 0; i < p->out; i++) db[i] += curr_delta[s * p->out + i];
    }
}
void absmax_pool_all(const float *in, float *out, const shape *is) {
    for (size_t c = 0; c < is->d; ++c) {
        float m = std::numeric_limits<float>::lowest();
        for (size_t y = 0; y < is->h; ++y)
            for (size_t x = 0; x < is->w; ++x) m = std::max(m, in[is->at(x, y, c)]);
        out[c] = m;
    }
}
}
