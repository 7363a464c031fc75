/* OpenMP versions, tensors and semirings */
#include <stdlib.h>
#include <float.h>
#include <stdint.h>
#define BS 32
#define MIN(a,b) ((a)<(b)?(a):(b))

void dgemm_tiled_omp(int M, int N, int K, double alpha, const double *A, const double *B, double beta, double *C)
{
#pragma omp parallel for collapse(2) schedule(static)
    for (int ii = 0; ii < M; ii += BS)
        for (int jj = 0; jj < N; jj += BS) {
            for (int i = ii; i < MIN(ii + BS, M); i++) for (int j = jj; j < MIN(jj + BS, N); j++) C[i * N + j] *= beta;
            for (int kk = 0; kk < K; kk += BS)
                for (int i = ii; i < MIN(ii + BS, M); i++)
                    for (int k = kk; k < MIN(kk + BS, K); k++) {
                        double a = alpha * A[i * K + k];
                        for (int j = jj; j < MIN(jj + BS, N); j++) C[i * N + j] += a * B[k * N + j];
                    }
        }
}

double dot_omp(const double *x, const double *y, long n)
{
    double s = 0.0;
#pragma omp parallel for reduction(+:s)
    for (long i = 0; i < n; i++) s += x[i] * y[i];
    return s;
}

void batched_gemm_omp(int nb, int m, int n, int k, const float *A, const float *B, float *C)
{
#pragma omp parallel for
    for (int b = 0; b < nb; b++) {
        const float *a = A + (long)b * m * k, *bb = B + (long)b * k * n; float *c = C + (long)b * m * n;
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) {
                float acc = 0;
                for (int p = 0; p < k; p++) acc += a[i * k + p] * bb[p * n + j];
                c[i * n + j] = acc;
            }
    }
}

/* C_abij = sum_cd  T_cdij V_abcd */
void contract_cdij_abcd(int nv, int no, const double *T, const double *V, double *C)
{
    for (int a = 0; a < nv; a++) for (int b = 0; b < nv; b++)
        for (int i = 0; i < no; i++) for (int j = 0; j < no; j++) {
            double s = 0;
            for (int c = 0; c < nv; c++) for (int d = 0; d < nv; d++)
                s += T[((c * nv + d) * no + i) * no + j] * V[((a * nv + b) * nv + c) * nv + d];
            C[((a * nv + b) * no + i) * no + j] = s;
        }
}

/* mode-1 MTTKRP: M[i,r] += X[i,j,k] B[j,r] C[k,r] */
void mttkrp1(int I, int J, int K, int R, const double *X, const double *B, const double *C, double *M)
{
#pragma omp parallel for
    for (int i = 0; i < I; i++)
        for (int j = 0; j < J; j++)
            for (int k = 0; k < K; k++) {
                double x = X[(i * J + j) * K + k];
                for (int r = 0; r < R; r++) M[i * R + r] += x * B[j * R + r] * C[k * R + r];
            }
}

void minplus_product(int n, const float *A, const float *B, float *C)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float best = FLT_MAX;
            for (int k = 0; k < n; k++) { float t = A[i * n + k] + B[k * n + j]; if (t < best) best = t; }
            C[i * n + j] = best;
        }
}

void bool_product(int n, const unsigned char *A, const unsigned char *B, unsigned char *C)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            unsigned char r = 0;
            for (int k = 0; k < n; k++) r |= A[i * n + k] & B[k * n + j];
            C[i * n + j] = r;
        }
}

void maxtimes_product(int m, int n, int k, const double *A, const double *B, double *C)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double r = A[i * k] * B[j];
            for (int p = 1; p < k; p++) { double t = A[i * k + p] * B[p * n + j]; r = t > r ? t : r; }
            C[i * n + j] = r;
        }
}

void transpose_blocked_omp(int rows, int cols, const double *in, double *out)
{
#pragma omp parallel for
    for (int ib = 0; ib < rows; ib += 16)
        for (int jb = 0; jb < cols; jb += 16)
            for (int i = ib; i < MIN(ib + 16, rows); i++)
                for (int j = jb; j < MIN(jb + 16, cols); j++) out[(long)j * rows + i] = in[(long)i * cols + j];
}

/* look-alike: triple loop counting (i,j,k) with x_i + x_j == x_k */
long count_triples(const int *x, int n)
{
    long c = 0;
#pragma omp parallel for reduction(+:c)
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) c += x[i] + x[j] == x[k];
    return c;
}

/* look-alike: (max,min) bottleneck closure in place, not a product of two operands */
void bottleneck_closure(int n, int *w)
{
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                int t = MIN(w[i * n + k], w[k * n + j]);
                if (t > w[i * n + j]) w[i * n + j] = t;
            }
}
