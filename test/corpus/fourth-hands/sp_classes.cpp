// C++ DSP classes
#include <vector>
#include <complex>
#include <cmath>
#include <cstddef>
using cd = std::complex<double>;
namespace dsp {
template <class T> class DelayLine {
    std::vector<T> b_; std::size_t p_ = 0;
public:
    explicit DelayLine(std::size_t n) : b_(n) {}
    void push(T v) { p_ = p_ ? p_ - 1 : b_.size() - 1; b_[p_] = v; }
    const T &operator[](std::size_t k) const { std::size_t i = p_ + k; return b_[i < b_.size() ? i : i - b_.size()]; }
    std::size_t size() const { return b_.size(); }
};
template <class T> class Fir {
    std::vector<T> h_; DelayLine<T> d_;
public:
    explicit Fir(const std::vector<T> &h) : h_(h), d_(h.size()) {}
    T operator()(T x) { d_.push(x); T s{}; for (std::size_t k = 0; k < h_.size(); ++k) s += h_[k] * d_[k]; return s; }
};
struct Biquad {
    double b0, b1, b2, a1, a2, z1 = 0, z2 = 0;
    double operator()(double x) { double y = b0 * x + z1; z1 = b1 * x - a1 * y + z2; z2 = b2 * x - a2 * y; return y; }
};
}
void fir_run(const std::vector<double> &h, const std::vector<double> &x, std::vector<double> &y)
{
    dsp::Fir<double> f(h);
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
}
void cascade_run(std::vector<dsp::Biquad> &sos, std::vector<double> &x)
{
    for (double &v : x) for (auto &s : sos) v = s(v);
}
std::vector<cd> dft_complex(const std::vector<cd> &x)
{
    const std::size_t N = x.size(); std::vector<cd> X(N);
    for (std::size_t k = 0; k < N; ++k) { cd s = 0; for (std::size_t n = 0; n < N; ++n) s += x[n] * std::polar(1.0, -2 * M_PI * double(k * n % N) / N); X[k] = s; }
    return X;
}
void fft_vec(std::vector<cd> &a, bool invert)
{
    const std::size_t n = a.size();
    if (n == 1) return;
    std::vector<cd> e(n / 2), o(n / 2);
    for (std::size_t i = 0; 2 * i < n; ++i) { e[i] = a[2 * i]; o[i] = a[2 * i + 1]; }
    fft_vec(e, invert); fft_vec(o, invert);
    const double ang = 2 * M_PI / n * (invert ? 1 : -1); cd w(1), wn(std::cos(ang), std::sin(ang));
    for (std::size_t i = 0; 2 * i < n; ++i) {
        a[i] = e[i] + w * o[i]; a[i + n / 2] = e[i] - w * o[i];
        if (invert) { a[i] /= 2; a[i + n / 2] /= 2; }
        w *= wn;
    }
}
// in-place iterative DIT, float, twiddles by table
extern "C" void fft_table_f(std::complex<float> *x, int n, const std::complex<float> *tw)
{
    for (int i = 1, j = 0; i < n; ++i) { int m = n >> 1; while (j & m) { j ^= m; m >>= 1; } j |= m; if (i < j) std::swap(x[i], x[j]); }
    for (int half = 1; half < n; half <<= 1) {
        const int step = n / (2 * half);
        for (int i = 0; i < n; i += 2 * half)
            for (int k = 0; k < half; ++k) {
                const float wr = tw[k * step].real(), wi = tw[k * step].imag(), br = x[i + k + half].real(), bi = x[i + k + half].imag();
                const std::complex<float> t(wr * br - wi * bi, wr * bi + wi * br), u = x[i + k];
                x[i + k] = u + t; x[i + k + half] = u - t;
            }
    }
}
// magnitude spectrogram, Hann window, frames of N every hop
void stft_mag(const std::vector<float> &x, int N, int hop, std::vector<std::vector<float>> &S)
{
    std::vector<cd> f(N); S.clear();
    for (std::size_t s = 0; s + N <= x.size(); s += hop) {
        for (int n = 0; n < N; ++n) f[n] = x[s + n] * (0.5 - 0.5 * std::cos(2 * M_PI * n / N));
        fft_vec(f, false);
        std::vector<float> row(N / 2 + 1);
        for (int k = 0; k <= N / 2; ++k) row[k] = float(std::abs(f[k]));
        S.push_back(row);
    }
}
// rational resampler L/M with polyphase branches of h
void polyphase_resample(const std::vector<float> &h, int L, int M, const std::vector<float> &x, std::vector<float> &y)
{
    const long nh = (long)h.size(); y.clear();
    for (long m = 0;; m += M) {
        const long i0 = m / L; long ph = m % L;
        if (i0 >= (long)x.size()) break;
        float acc = 0;
        for (long i = i0; ph < nh && i >= 0; ph += L, --i) acc += h[ph] * x[i];
        y.push_back(acc);
    }
}
std::vector<double> autocorrelate(const std::vector<double> &x, int lags)
{
    std::vector<double> r(lags);
    for (int k = 0; k < lags; ++k) for (std::size_t i = k; i < x.size(); ++i) r[k] += x[i] * x[i - k];
    return r;
}
// ---- look-alikes
void bad_window_energy(const std::vector<float> &x, int N, std::vector<float> &e)   // block energies: no transform
{
    e.clear();
    for (std::size_t s = 0; s + N <= x.size(); s += N) { float t = 0; for (int i = 0; i < N; ++i) t += x[s + i] * x[s + i]; e.push_back(t); }
}
double horner_eval(const std::vector<double> &c, double x) { double r = 0; for (std::size_t i = c.size(); i-- > 0;) r = r * x + c[i]; return r; }
