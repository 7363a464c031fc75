// Expression templates, iterators, small classes.
#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numeric>
#include <vector>

template <class E> struct Expr { const E &self() const { return static_cast<const E &>(*this); } };
template <class T> struct Vec : Expr<Vec<T>> {
  std::vector<T> d;
  explicit Vec(std::size_t n) : d(n) {}
  T operator[](std::size_t i) const { return d[i]; }
  T &operator[](std::size_t i) { return d[i]; }
  std::size_t size() const { return d.size(); }
  template <class E> Vec &operator=(const Expr<E> &e) {
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = e.self()[i];
    return *this;
  }
  template <class E> Vec &operator+=(const Expr<E> &e) {
    for (std::size_t i = 0; i < d.size(); ++i) d[i] += e.self()[i];
    return *this;
  }
};
template <class L, class R> struct Sum : Expr<Sum<L, R>> {
  const L &l; const R &r;
  Sum(const L &l, const R &r) : l(l), r(r) {}
  auto operator[](std::size_t i) const { return l[i] + r[i]; }
};
template <class T, class R> struct Scale : Expr<Scale<T, R>> {
  T s; const R &r;
  Scale(T s, const R &r) : s(s), r(r) {}
  auto operator[](std::size_t i) const { return s * r[i]; }
};
template <class L, class R> Sum<L, R> operator+(const Expr<L> &l, const Expr<R> &r) { return {l.self(), r.self()}; }
template <class R> Scale<double, R> operator*(double s, const Expr<R> &r) { return {s, r.self()}; }

template <class T, int R, int C> struct Fixed {
  T m[R * C];
  T &operator()(int i, int j) { return m[i * C + j]; }
  T operator()(int i, int j) const { return m[i * C + j]; }
};
template <class T, int R, int K, int C> Fixed<T, R, C> operator*(const Fixed<T, R, K> &a, const Fixed<T, K, C> &b) {
  Fixed<T, R, C> c{};
  for (int i = 0; i < R; ++i)
    for (int j = 0; j < C; ++j)
      for (int k = 0; k < K; ++k) c(i, j) += a(i, k) * b(k, j);
  return c;
}

void expression_axpy(Vec<double> &y, double a, const Vec<double> &x) { y += a * x; }
void expression_blend(Vec<double> &z, double a, const Vec<double> &x, double b, const Vec<double> &y) { z = a * x + b * y; }
void fixed_product(const Fixed<double, 6, 6> *a, const Fixed<double, 6, 6> *b, Fixed<double, 6, 6> *c) { *c = *a * *b; }
double iterator_dot(const std::vector<float> &a, const std::vector<float> &b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}
void rows_times(const std::vector<std::vector<double>> &a, const std::vector<double> &x, std::vector<double> &y) {
  std::transform(a.begin(), a.end(), y.begin(), [&](const std::vector<double> &row) {
    return std::inner_product(row.begin(), row.end(), x.begin(), 0.0);
  });
}
void nested_product(const std::vector<std::vector<double>> &a, const std::vector<std::vector<double>> &b,
                    std::vector<std::vector<double>> &c) {
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b[0].size(); ++j) {
      c[i][j] = 0;
      for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
    }
}

// rows of a flat array, softmax each
void softmax_rows(std::vector<float> &x, std::size_t width) {
  for (std::size_t r = 0; r + width <= x.size(); r += width) {
    auto b = x.begin() + r, e = b + width;
    const float top = *std::max_element(b, e);
    float sum = 0;
    for (auto i = b; i != e; ++i) sum += *i = std::exp(*i - top);
    for (auto i = b; i != e; ++i) *i /= sum;
  }
}
void rms_rows(const std::vector<float> &x, const std::vector<float> &g, std::vector<float> &y, std::size_t width) {
  for (std::size_t r = 0; r + width <= x.size(); r += width) {
    float s = 0;
    for (std::size_t i = 0; i < width; ++i) s += x[r + i] * x[r + i];
    const float f = 1 / std::sqrt(s / width + 1e-5f);
    for (std::size_t i = 0; i < width; ++i) y[r + i] = x[r + i] * f * g[i];
  }
}
struct Gelu { float operator()(float x) const { return 0.5f * x * (1 + std::erf(x * 0.70710678f)); } };
struct Silu { float operator()(float x) const { return x / (1 + std::exp(-x)); } };
template <class F> void activate(std::vector<float> &v, F f) { std::transform(v.begin(), v.end(), v.begin(), f); }
void gelu_all(std::vector<float> &v) { activate(v, Gelu()); }
void silu_all(std::vector<float> &v) { activate(v, Silu()); }

struct Section { double b0, b1, b2, a1, a2, s1 = 0, s2 = 0;
  double step(double x) { const double y = b0 * x + s1; s1 = b1 * x - a1 * y + s2; s2 = b2 * x - a2 * y; return y; } };
void sections(std::vector<Section> &chain, const std::vector<double> &in, std::vector<double> &out) {
  for (std::size_t n = 0; n < in.size(); ++n) {
    double v = in[n];
    for (Section &s : chain) v = s.step(v);
    out[n] = v;
  }
}

// ---- look-alikes
void blend_by_mask(std::vector<double> &z, const std::vector<double> &x, const std::vector<double> &y, const std::vector<bool> &m) {
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = m[i] ? x[i] : y[i];
}
void normalise_rows_max(std::vector<float> &x, std::size_t width) { // no softmax: no exponential
  for (std::size_t r = 0; r + width <= x.size(); r += width) {
    float top = 1e-9f;
    for (std::size_t i = 0; i < width; ++i) top = std::max(top, std::fabs(x[r + i]));
    for (std::size_t i = 0; i < width; ++i) x[r + i] /= top;
  }
}
