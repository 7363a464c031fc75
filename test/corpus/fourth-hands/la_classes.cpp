#include <vector>
#include <complex>
#include <cmath>
#include <stdexcept>
#include <algorithm>
namespace lin {
template <class T> class Matrix {
    std::size_t r_, c_; std::vector<T> d_;
public:
    Matrix(std::size_t r, std::size_t c, T v = T()) : r_(r), c_(c), d_(r * c, v) {}
    std::size_t rows() const { return r_; }
    std::size_t cols() const { return c_; }
    T &operator()(std::size_t i, std::size_t j) { return d_[i * c_ + j]; }
    const T &operator()(std::size_t i, std::size_t j) const { return d_[i * c_ + j]; }
    T *data() { return d_.data(); }
};
template <class T> class View {
    T *p_; std::size_t rs_, cs_;
public:
    std::size_t m, n;
    View(T *p, std::size_t rows, std::size_t cols, std::size_t rs, std::size_t cs) : p_(p), rs_(rs), cs_(cs), m(rows), n(cols) {}
    T &operator()(std::size_t i, std::size_t j) const { return p_[i * rs_ + j * cs_]; }
};
template <class T> static Matrix<T> operator*(const Matrix<T> &a, const Matrix<T> &b) {
    Matrix<T> c(a.rows(), b.cols());
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t k = 0; k < a.cols(); ++k) {
            const T aik = a(i, k);
            for (std::size_t j = 0; j < b.cols(); ++j) c(i, j) += aik * b(k, j);
        }
    return c;
}
template <class T> static void mulT(const View<T> &a, const View<T> &b, const View<T> &c) {   // c = a^T b
    for (std::size_t i = 0; i < a.n; ++i)
        for (std::size_t j = 0; j < b.n; ++j) {
            T s{};
            for (std::size_t k = 0; k < a.m; ++k) s += a(k, i) * b(k, j);
            c(i, j) = s;
        }
}
}
using lin::Matrix; using lin::View;

void product_double(const Matrix<double> &a, const Matrix<double> &b, Matrix<double> &out) { out = a * b; }

extern "C" void product_tn_f(float *a, float *b, float *c, int m, int n, int k)
{
    lin::mulT(View<float>(a, k, m, m, 1), View<float>(b, k, n, n, 1), View<float>(c, m, n, n, 1));
}

void complex_product(const std::vector<std::complex<double>> &a, const std::vector<std::complex<double>> &b,
                     std::vector<std::complex<double>> &c, int n)
{
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            double re = 0, im = 0;
            for (int k = 0; k < n; ++k) {
                const auto &x = a[i * n + k], &y = b[k * n + j];
                re += x.real() * y.real() - x.imag() * y.imag();
                im += x.real() * y.imag() + x.imag() * y.real();
            }
            c[i * n + j] = {re, im};
        }
}

// C += A B^T + B A^T (lower)
void symmetric_rank2k(const Matrix<double> &A, const Matrix<double> &B, Matrix<double> &C)
{
    for (std::size_t i = 0; i < C.rows(); ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double acc = C(i, j);
            for (std::size_t k = 0; k < A.cols(); ++k) acc += A(i, k) * B(j, k) + B(i, k) * A(j, k);
            C(i, j) = acc;
        }
}

// C = S B, S symmetric with only its lower triangle stored
void symmetric_times(const Matrix<double> &S, const Matrix<double> &B, Matrix<double> &C)
{
    const std::size_t n = S.rows();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < B.cols(); ++j) {
            double acc = 0;
            for (std::size_t k = 0; k < n; ++k) acc += (k <= i ? S(i, k) : S(k, i)) * B(k, j);
            C(i, j) = acc;
        }
}

// B = L B in place, L lower
void triangular_times(const Matrix<float> &L, Matrix<float> &B)
{
    for (std::size_t j = 0; j < B.cols(); ++j)
        for (std::size_t ii = L.rows(); ii-- > 0;) {
            float acc = 0;
            for (std::size_t k = 0; k <= ii; ++k) acc += L(ii, k) * B(k, j);
            B(ii, j) = acc;
        }
}

void kron(const Matrix<double> &A, const Matrix<double> &B, Matrix<double> &K)
{
    for (std::size_t i = 0; i < A.rows(); ++i)
        for (std::size_t j = 0; j < A.cols(); ++j)
            for (std::size_t p = 0; p < B.rows(); ++p)
                for (std::size_t q = 0; q < B.cols(); ++q)
                    K(i * B.rows() + p, j * B.cols() + q) = A(i, j) * B(p, q);
}

// right-looking Cholesky
bool cholesky_right(Matrix<double> &A)
{
    const std::size_t n = A.rows();
    for (std::size_t k = 0; k < n; ++k) {
        if (!(A(k, k) > 0)) return false;
        A(k, k) = std::sqrt(A(k, k));
        for (std::size_t i = k + 1; i < n; ++i) A(i, k) /= A(k, k);
        for (std::size_t j = k + 1; j < n; ++j)
            for (std::size_t i = j; i < n; ++i) A(i, j) -= A(i, k) * A(j, k);
    }
    return true;
}

// modified Gram-Schmidt
void gram_schmidt(Matrix<double> &Q, Matrix<double> &R)
{
    const std::size_t m = Q.rows(), n = Q.cols();
    for (std::size_t k = 0; k < n; ++k) {
        double nn = 0;
        for (std::size_t i = 0; i < m; ++i) nn += Q(i, k) * Q(i, k);
        R(k, k) = std::sqrt(nn);
        for (std::size_t i = 0; i < m; ++i) Q(i, k) /= R(k, k);
        for (std::size_t j = k + 1; j < n; ++j) {
            double d = 0;
            for (std::size_t i = 0; i < m; ++i) d += Q(i, k) * Q(i, j);
            R(k, j) = d;
            for (std::size_t i = 0; i < m; ++i) Q(i, j) -= d * Q(i, k);
        }
    }
}

extern "C" void solve_upper(const double *U, double *x, int n, int ld)
{
    for (int i = n - 1; i >= 0; --i) {
        double s = x[i];
        for (int j = i + 1; j < n; ++j) s -= U[i * ld + j] * x[j];
        x[i] = s / U[i * ld + i];
    }
}

// --- look-alikes
void shortest_paths(Matrix<double> &d)      // Floyd-Warshall
{
    const std::size_t n = d.rows();
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) d(i, j) = std::min(d(i, j), d(i, k) + d(k, j));
}

long matrix_chain(const std::vector<long> &dims)
{
    const int n = (int)dims.size() - 1;
    std::vector<long> m((std::size_t)n * n, 0);
    for (int len = 2; len <= n; ++len)
        for (int i = 0; i + len <= n; ++i) {
            const int j = i + len - 1;
            long best = -1;
            for (int k = i; k < j; ++k) {
                const long q = m[i * n + k] + m[(k + 1) * n + j] + dims[i] * dims[k + 1] * dims[j + 1];
                if (best < 0 || q < best) best = q;
            }
            m[i * n + j] = best;
        }
    return n > 0 ? m[n - 1] : 0;
}

// k-means assignment: squared distances, not a product
void assign_clusters(const Matrix<float> &X, const Matrix<float> &C, std::vector<int> &label)
{
    for (std::size_t i = 0; i < X.rows(); ++i) {
        float best = 1e30f; int arg = -1;
        for (std::size_t c = 0; c < C.rows(); ++c) {
            float s = 0;
            for (std::size_t k = 0; k < X.cols(); ++k) { const float t = X(i, k) - C(c, k); s += t * t; }
            if (s < best) { best = s; arg = (int)c; }
        }
        label[i] = arg;
    }
}

// product whose accumulator is reset too late: running total leaks from column to column
void product_leaky(const Matrix<double> &a, const Matrix<double> &b, Matrix<double> &c)
{
    for (std::size_t i = 0; i < a.rows(); ++i) {
        double s = 0;
        for (std::size_t j = 0; j < b.cols(); ++j) {
            for (std::size_t k = 0; k < a.cols(); ++k) s += a(i, k) * b(k, j);
            c(i, j) = s;
        }
    }
}
