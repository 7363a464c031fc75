// Linear algebra and signals as C++ of several years writes them.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

using Vec = std::vector<double>;
using Mat = std::vector<std::vector<double>>;

double dot_ranges(const Vec &a, const Vec &b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

double length_of(const Vec &a) {
  return std::sqrt(std::accumulate(a.begin(), a.end(), 0.0, [](double s, double v) { return s + v * v; }));
}

void axpy_transform(double alpha, std::span<const double> x, std::span<double> y) {
  std::transform(x.begin(), x.end(), y.begin(), y.begin(), [alpha](double a, double b) { return alpha * a + b; });
}

Vec apply(const Mat &m, const Vec &x) {
  Vec y(m.size());
  for (std::size_t i = 0; i < m.size(); ++i)
    y[i] = std::inner_product(m[i].begin(), m[i].end(), x.begin(), 0.0);
  return y;
}

Mat multiply(const Mat &a, const Mat &b) {
  const auto n = a.size(), k = b.size(), m = b[0].size();
  Mat c(n, Vec(m, 0.0));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t p = 0; p < k; ++p)
      for (std::size_t j = 0; j < m; ++j)
        c[i][j] += a[i][p] * b[p][j];
  return c;
}

bool cholesky_in_place(Mat &a) {
  const int n = static_cast<int>(a.size());
  for (int j = 0; j < n; ++j) {
    for (int k = 0; k < j; ++k)
      a[j][j] -= a[j][k] * a[j][k];
    if (a[j][j] <= 0)
      return false;
    a[j][j] = std::sqrt(a[j][j]);
    for (int i = j + 1; i < n; ++i) {
      for (int k = 0; k < j; ++k)
        a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  return true;
}

template <typename T, std::size_t R, std::size_t C> class Small {
public:
  T &operator()(std::size_t r, std::size_t c) { return cells[r * C + c]; }
  const T &operator()(std::size_t r, std::size_t c) const { return cells[r * C + c]; }

private:
  std::array<T, R * C> cells{};
};

template <typename T, std::size_t R, std::size_t K, std::size_t C>
Small<T, R, C> operator*(const Small<T, R, K> &a, const Small<T, K, C> &b) {
  Small<T, R, C> out;
  for (std::size_t r = 0; r < R; ++r)
    for (std::size_t c = 0; c < C; ++c)
      for (std::size_t k = 0; k < K; ++k)
        out(r, c) += a(r, k) * b(k, c);
  return out;
}

void small_product(const Small<float, 6, 6> &a, const Small<float, 6, 6> &b, Small<float, 6, 6> &c) { c = a * b; }

template <int Block> void transpose_tiles(const float *in, float *out, int rows, int cols) {
  for (int i = 0; i < rows; i += Block)
    for (int j = 0; j < cols; j += Block)
      for (int ii = i; ii < std::min(i + Block, rows); ++ii)
        for (int jj = j; jj < std::min(j + Block, cols); ++jj)
          out[jj * rows + ii] = in[ii * cols + jj];
}
template void transpose_tiles<16>(const float *, float *, int, int);

struct SparseRow {
  std::vector<int> index;
  std::vector<double> value;
};

void rows_apply(const std::vector<SparseRow> &m, const Vec &x, Vec &y) {
  for (std::size_t r = 0; r < m.size(); ++r) {
    double s = 0;
    for (std::size_t p = 0; p < m[r].index.size(); ++p)
      s += m[r].value[p] * x[m[r].index[p]];
    y[r] = s;
  }
}

void pairs_apply(const std::vector<std::vector<std::pair<int, double>>> &m, const Vec &x, Vec &y) {
  for (std::size_t r = 0; r < m.size(); ++r) {
    y[r] = 0;
    for (const auto &[c, v] : m[r])
      y[r] += v * x[c];
  }
}

int conjugate_gradient(const Mat &a, const Vec &b, Vec &x, int limit, double eps) {
  const std::size_t n = b.size();
  Vec r(n), p(n), ap(n);
  for (std::size_t i = 0; i < n; ++i) {
    r[i] = b[i];
    for (std::size_t j = 0; j < n; ++j)
      r[i] -= a[i][j] * x[j];
  }
  p = r;
  double rs = dot_ranges(r, r);
  int it = 0;
  for (; it < limit && rs > eps * eps; ++it) {
    for (std::size_t i = 0; i < n; ++i)
      ap[i] = std::inner_product(a[i].begin(), a[i].end(), p.begin(), 0.0);
    const double alpha = rs / dot_ranges(p, ap);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] += alpha * p[i];
      r[i] -= alpha * ap[i];
    }
    const double next = dot_ranges(r, r);
    for (std::size_t i = 0; i < n; ++i)
      p[i] = r[i] + next / rs * p[i];
    rs = next;
  }
  return it;
}

// Signals.

class DelayLine {
public:
  explicit DelayLine(std::vector<float> taps) : h(std::move(taps)), z(h.size()) {}
  float step(float x) {
    z[at] = x;
    float y = 0;
    std::size_t p = at;
    for (float c : h) {
      y += c * z[p];
      p = p == 0 ? z.size() - 1 : p - 1;
    }
    at = at + 1 == z.size() ? 0 : at + 1;
    return y;
  }

private:
  std::vector<float> h, z;
  std::size_t at = 0;
};

void delay_line_run(DelayLine &line, const float *in, float *out, int n) {
  for (int i = 0; i < n; ++i)
    out[i] = line.step(in[i]);
}

std::vector<double> convolve_full(const std::vector<double> &x, const std::vector<double> &h) {
  std::vector<double> y(x.size() + h.size() - 1);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < h.size(); ++j)
      y[i + j] += x[i] * h[j];
  return y;
}

template <typename T> struct Section {
  T b0, b1, b2, a1, a2, s1 = 0, s2 = 0;
  T operator()(T x) {
    T y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    return y;
  }
};

void cascade(std::array<Section<float>, 4> &sections, std::span<float> signal) {
  for (float &sample : signal)
    for (auto &section : sections)
      sample = section(sample);
}

using Complex = std::complex<double>;

void fft_recursive(std::vector<Complex> &a, bool inverse) {
  const std::size_t n = a.size();
  if (n == 1)
    return;
  std::vector<Complex> even(n / 2), odd(n / 2);
  for (std::size_t i = 0; 2 * i < n; ++i) {
    even[i] = a[2 * i];
    odd[i] = a[2 * i + 1];
  }
  fft_recursive(even, inverse);
  fft_recursive(odd, inverse);
  const double angle = 2 * M_PI / n * (inverse ? -1 : 1);
  Complex w(1), step(std::cos(angle), std::sin(angle));
  for (std::size_t i = 0; 2 * i < n; ++i) {
    a[i] = even[i] + w * odd[i];
    a[i + n / 2] = even[i] - w * odd[i];
    if (inverse) {
      a[i] /= 2;
      a[i + n / 2] /= 2;
    }
    w *= step;
  }
}

std::vector<Complex> dft_polar(const std::vector<Complex> &x) {
  const std::size_t n = x.size();
  std::vector<Complex> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    Complex sum = 0;
    for (std::size_t t = 0; t < n; ++t)
      sum += x[t] * std::polar(1.0, -2 * M_PI * k * t / n);
    out[k] = sum;
  }
  return out;
}

std::vector<std::vector<Complex>> spectrogram(const std::vector<double> &x, std::size_t size, std::size_t hop) {
  std::vector<double> window(size);
  for (std::size_t i = 0; i < size; ++i)
    window[i] = 0.5 - 0.5 * std::cos(2 * M_PI * i / (size - 1));
  std::vector<std::vector<Complex>> frames;
  for (std::size_t start = 0; start + size <= x.size(); start += hop) {
    std::vector<Complex> frame(size / 2 + 1);
    for (std::size_t k = 0; k <= size / 2; ++k)
      for (std::size_t i = 0; i < size; ++i)
        frame[k] += x[start + i] * window[i] * std::exp(Complex(0, -2 * M_PI * k * i / size));
    frames.push_back(frame);
  }
  return frames;
}

std::vector<int> most_likely_states(const Mat &trans, const Mat &emit, const Vec &start, const std::vector<int> &obs) {
  const std::size_t states = start.size(), steps = obs.size();
  Mat score(steps, Vec(states));
  std::vector<std::vector<int>> from(steps, std::vector<int>(states));
  for (std::size_t s = 0; s < states; ++s)
    score[0][s] = start[s] + emit[s][obs[0]];
  for (std::size_t t = 1; t < steps; ++t)
    for (std::size_t s = 0; s < states; ++s) {
      double best = -1e300;
      int arg = 0;
      for (std::size_t p = 0; p < states; ++p) {
        const double v = score[t - 1][p] + trans[p][s];
        if (v > best) {
          best = v;
          arg = static_cast<int>(p);
        }
      }
      score[t][s] = best + emit[s][obs[t]];
      from[t][s] = arg;
    }
  std::vector<int> path(steps);
  path[steps - 1] = static_cast<int>(std::max_element(score[steps - 1].begin(), score[steps - 1].end()) - score[steps - 1].begin());
  for (std::size_t t = steps - 1; t > 0; --t)
    path[t - 1] = from[t][path[t]];
  return path;
}

void running_mean(std::span<const float> in, std::span<float> out, std::size_t width) {
  float sum = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    sum += in[i];
    if (i >= width)
      sum -= in[i - width];
    out[i] = sum / width;
  }
}

void haar_levels(std::vector<float> &v) {
  std::vector<float> t(v.size());
  for (std::size_t len = v.size(); len > 1; len /= 2) {
    for (std::size_t i = 0; i < len / 2; ++i) {
      t[i] = (v[2 * i] + v[2 * i + 1]) * 0.70710678f;
      t[len / 2 + i] = (v[2 * i] - v[2 * i + 1]) * 0.70710678f;
    }
    std::copy(t.begin(), t.begin() + len, v.begin());
  }
}

// Look-alikes.

int escape_time(std::complex<double> c, int limit) {
  std::complex<double> z = 0;
  int n = 0;
  while (std::norm(z) < 4 && n < limit) {
    z = z * z + c;
    ++n;
  }
  return n;
}

int longest_common(const std::vector<int> &a, const std::vector<int> &b) {
  std::vector<std::vector<int>> l(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j)
      l[i][j] = a[i - 1] == b[j - 1] ? l[i - 1][j - 1] + 1 : std::max(l[i - 1][j], l[i][j - 1]);
  return l[a.size()][b.size()];
}

double variance_of(const Vec &v) {
  const double mean = std::accumulate(v.begin(), v.end(), 0.0) / v.size();
  return std::accumulate(v.begin(), v.end(), 0.0, [mean](double s, double x) { return s + (x - mean) * (x - mean); }) / v.size();
}

void largest_by_row(const Mat &m, Vec &out) {
  for (std::size_t i = 0; i < m.size(); ++i)
    out[i] = *std::max_element(m[i].begin(), m[i].end());
}
