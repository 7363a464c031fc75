// normalisations, activations, losses
#include <vector>
#include <cmath>
#include <algorithm>
#include <limits>
#include <cstddef>
struct BNParams { std::vector<float> gamma, beta, mean, var; float eps; };
void batchnorm_infer(float *x, const BNParams &p, int N, int C, int HW)
{
    for (int n = 0; n < N; ++n) for (int c = 0; c < C; ++c) {
        const float a = p.gamma[c] / std::sqrt(p.var[c] + p.eps), b = p.beta[c] - a * p.mean[c];
        for (int i = 0; i < HW; ++i, ++x) *x = a * *x + b;
    }
}
void batchnorm_train(const float *x, float *y, BNParams &p, int N, int C, int HW, float mom)
{
    for (int c = 0; c < C; ++c) {
        double s = 0, q = 0; const double m = (double)N * HW;
        for (int n = 0; n < N; ++n) for (int i = 0; i < HW; ++i) s += x[(n * C + c) * HW + i];
        const double mu = s / m;
        for (int n = 0; n < N; ++n) for (int i = 0; i < HW; ++i) { const double d = x[(n * C + c) * HW + i] - mu; q += d * d; }
        const double var = q / m, is = 1 / std::sqrt(var + p.eps);
        for (int n = 0; n < N; ++n) for (int i = 0; i < HW; ++i) y[(n * C + c) * HW + i] = float((x[(n * C + c) * HW + i] - mu) * is) * p.gamma[c] + p.beta[c];
        p.mean[c] = (1 - mom) * p.mean[c] + mom * float(mu); p.var[c] = (1 - mom) * p.var[c] + mom * float(var);
    }
}
void layernorm_rows(const std::vector<float> &x, std::vector<float> &y, const std::vector<float> &g, const std::vector<float> &b, int D, float eps)
{
    for (std::size_t r = 0; r + D <= x.size(); r += D) {
        float mu = 0, v = 0;
        for (int i = 0; i < D; ++i) mu += x[r + i];
        mu /= D;
        for (int i = 0; i < D; ++i) v += (x[r + i] - mu) * (x[r + i] - mu);
        const float inv = 1.f / std::sqrt(v / D + eps);
        for (int i = 0; i < D; ++i) y[r + i] = (x[r + i] - mu) * inv * g[i] + b[i];
    }
}
extern "C" void rmsnorm(float *o, const float *x, const float *w, int n)
{
    float ss = 0;
    for (int j = 0; j < n; j++) ss += x[j] * x[j];
    ss = 1.0f / sqrtf(ss / n + 1e-5f);
    for (int j = 0; j < n; j++) o[j] = w[j] * (ss * x[j]);
}
void groupnorm(const float *x, float *y, const float *g, const float *b, int N, int C, int HW, int G, float eps)
{
    const int cg = C / G, m = cg * HW;
    for (int n = 0; n < N; ++n) for (int k = 0; k < G; ++k) {
        const float *p = x + ((std::size_t)n * C + k * cg) * HW; float *q = y + ((std::size_t)n * C + k * cg) * HW; double s = 0, s2 = 0;
        for (int i = 0; i < m; ++i) { s += p[i]; s2 += (double)p[i] * p[i]; }
        const double mu = s / m, is = 1 / std::sqrt(s2 / m - mu * mu + eps);
        for (int c = 0; c < cg; ++c) for (int i = 0; i < HW; ++i) q[c * HW + i] = float((p[c * HW + i] - mu) * is) * g[k * cg + c] + b[k * cg + c];
    }
}
extern "C" void softmax_inplace(float *x, int n)
{
    float m = x[0], s = 0;
    for (int i = 1; i < n; i++) if (x[i] > m) m = x[i];
    for (int i = 0; i < n; i++) { x[i] = expf(x[i] - m); s += x[i]; }
    for (int i = 0; i < n; i++) x[i] /= s;
}
void softmax_online(const float *x, float *y, int n)
{
    float m = -std::numeric_limits<float>::infinity(), d = 0;
    for (int i = 0; i < n; ++i) { const float mn = std::max(m, x[i]); d = d * std::exp(m - mn) + std::exp(x[i] - mn); m = mn; }
    const float inv = 1 / d;
    for (int i = 0; i < n; ++i) y[i] = std::exp(x[i] - m) * inv;
}
template <class It> static typename std::iterator_traits<It>::value_type lse(It b, It e) { auto m = *std::max_element(b, e); double s = 0; for (It i = b; i != e; ++i) s += std::exp(double(*i - m)); return m + std::log(s); }
double cross_entropy(const std::vector<double> &logits, const std::vector<int> &label, int C)
{
    double loss = 0;
    for (std::size_t n = 0; n < label.size(); ++n) loss += lse(logits.begin() + n * C, logits.begin() + (n + 1) * C) - logits[n * C + label[n]];
    return loss / label.size();
}
void gelu_tanh(float *x, std::size_t n) { for (std::size_t i = 0; i < n; ++i) { const float v = x[i]; x[i] = 0.5f * v * (1.f + std::tanh(0.7978845608f * (v + 0.044715f * v * v * v))); } }
void gelu_erf(const double *x, double *y, std::size_t n) { while (n--) { *y++ = 0.5 * *x * (1 + std::erf(*x * 0.70710678118654752)); ++x; } }
void silu_vec(std::vector<float> &x) { for (auto &v : x) v = v / (1.f + std::exp(-v)); }
void sigmoid_vec(const std::vector<float> &x, std::vector<float> &y) { std::transform(x.begin(), x.end(), y.begin(), [](float v) { return 1.f / (1.f + std::exp(-v)); }); }
void tanh_layer(double *x, int n) { for (int i = 0; i < n; ++i) { const double e = std::exp(-2 * std::fabs(x[i])), t = (1 - e) / (1 + e); x[i] = x[i] < 0 ? -t : t; } }
void relu_vec(std::vector<double> &x) { for (double &v : x) v = std::max(0.0, v); }
// look-alikes
void normalise_l1(float *x, int n)          // softmax without the exponential
{ float s = 0; for (int i = 0; i < n; ++i) s += x[i]; for (int i = 0; i < n; ++i) x[i] /= s; }
void softmax_unnormalised(float *x, int n)   // the division is missing
{ float m = x[0]; for (int i = 1; i < n; ++i) m = std::max(m, x[i]); for (int i = 0; i < n; ++i) x[i] = std::exp(x[i] - m); }
void layernorm_novar(const float *x, float *y, const float *g, const float *b, int D)   // only centred
{ float mu = 0; for (int i = 0; i < D; ++i) mu += x[i]; mu /= D; for (int i = 0; i < D; ++i) y[i] = (x[i] - mu) * g[i] + b[i]; }
void tone_map(float *rgb, int n, float exposure) { for (int i = 0; i < n; ++i) { const float v = rgb[i] * exposure; rgb[i] = v / (1.f + v); } }
double black_scholes_sum(const double *S, const double *K, int n, double r, double sig, double T)
{ double t = 0; for (int i = 0; i < n; ++i) { const double d1 = (std::log(S[i] / K[i]) + (r + sig * sig / 2) * T) / (sig * std::sqrt(T)), d2 = d1 - sig * std::sqrt(T); t += S[i] * 0.5 * std::erfc(-d1 * M_SQRT1_2) - K[i] * std::exp(-r * T) * 0.5 * std::erfc(-d2 * M_SQRT1_2); } return t; }
