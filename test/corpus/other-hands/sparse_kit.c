// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <math.h>
#include <string.h>
typedef struct { int n, m; int *ptr, *idx; double *val; } csr_t;

void csr_mv(const csr_t *A, const double *restrict x, double *restrict y) {
    for (int i = 0; i < A->n; i++) {
        double s = 0;
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) s += A->val[p] * x[A->idx[p]];
        y[i] = s;
    }
}
void coo_mv_add(int64_t nnz, const int *ri, const int *ci, const float *v, const float *x, float *y, float alpha) {
    for (int64_t k = 0; k < nnz; k++) y[ri[k]] += alpha * v[k] * x[ci[k]];
}
void ell_mv(int n, int width, const int *col, const double *val, const double *x, double *y) {
    memset(y, 0, n * sizeof(double));
    for (int j = 0; j < width; j++) {
        const int *c = col + (size_t)j * n; const double *v = val + (size_t)j * n;
        for (int i = 0; i < n; i++) {
            if (c[i] < 0) continue;
            y[i] += v[i] * x[c[i]];
        }
    }
}
void csr_mm(const csr_t *A, const double *B, double *C, int k) {
    for (int i = 0; i < A->n; i++) {
        double *c = C + (size_t)i * k;
        for (int j = 0; j < k; j++) c[j] = 0;
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) {
            const double a = A->val[p], *b = B + (size_t)A->idx[p] * k;
            for (int j = 0; j < k; j++) c[j] += a * b[j];
        }
    }
}
void gnn_aggregate(int nv, const int *rowptr, const int *nbr, const float *ew, float **feat, float **out, int F) {
    int v = 0, f;
    while (v < nv) {
        for (f = 0; f < F; ++f) {
            float s = 0.f;
            for (int e = rowptr[v]; e != rowptr[v + 1]; ++e) s += ew[e] * feat[nbr[e]][f];
            out[v][f] = s;
        }
        ++v;
    }
}
void sampled_dd(const csr_t *S, const double *U, const double *V, double *out, int k) {
    for (int i = 0; i < S->n; ++i)
        for (int p = S->ptr[i]; p < S->ptr[i + 1]; ++p) {
            const double *u = U + i * k, *v = V + S->idx[p] * k;
            double d = 0;
            for (int t = 0; t < k; ++t) d += u[t] * v[t];
            out[p] = S->val[p] * d;
        }
}
void edge_scores(int ne, const int *src, const int *dst, float **h, float *score, int dim) {
    for (int e = 0; e < ne; e++) {
        score[e] = 0;
        for (int k = 0; k < dim; k++) score[e] += h[src[e]][k] * h[dst[e]][k];
    }
}
int csr_times_csr(const csr_t *A, const csr_t *B, csr_t *C, int *mark, double *acc) {
    int nz = 0;
    for (int j = 0; j < B->m; j++) mark[j] = -1;
    C->ptr[0] = 0;
    for (int i = 0; i < A->n; i++) {
        int start = nz;
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) {
            int k = A->idx[p]; double a = A->val[p];
            for (int q = B->ptr[k]; q < B->ptr[k + 1]; q++) {
                int j = B->idx[q];
                if (mark[j] < start) { mark[j] = nz; C->idx[nz++] = j; acc[j] = a * B->val[q]; }
                else acc[j] += a * B->val[q];
            }
        }
        for (int t = start; t < nz; t++) C->val[t] = acc[C->idx[t]];
        C->ptr[i + 1] = nz;
    }
    return nz;
}
void csc_mult_dense_acc(int n, const int *ap, const int *ai, const double *ax, const int *bp, const int *bi, const double *bx, double *c, int ldc) {
    for (int j = 0; j < n; j++)
        for (int q = bp[j]; q < bp[j + 1]; q++) {
            double t = bx[q];
            for (int p = ap[bi[q]]; p < ap[bi[q] + 1]; p++) c[ai[p] + j * ldc] += ax[p] * t;
        }
}
int lsolve_csc(int n, const int *Lp, const int *Li, const double *Lx, double *x) {
    if (!Lp || !Li || !x) return 0;
    for (int j = 0; j < n; j++) {
        x[j] /= Lx[Lp[j]];
        for (int p = Lp[j] + 1; p < Lp[j + 1]; p++) x[Li[p]] -= Lx[p] * x[j];
    }
    return 1;
}
void usolve_csr(const csr_t *U, const double *b, double *x) {
    for (int i = U->n; i-- > 0;) {
        double s = b[i], dg = 1;
        for (int p = U->ptr[i]; p < U->ptr[i + 1]; ++p) {
            if (U->idx[p] == i) dg = U->val[p];
            else s -= U->val[p] * x[U->idx[p]];
        }
        x[i] = s / dg;
    }
}
int ilu0_factor(int n, const int *ia, const int *ja, double *a, const int *uptr, int *iw) {
    for (int i = 0; i < n; i++) iw[i] = -1;
    for (int k = 0; k < n; k++) {
        int j1 = ia[k], j2 = ia[k + 1], j;
        for (j = j1; j < j2; j++) iw[ja[j]] = j;
        for (j = j1; j < j2; j++) {
            int jr = ja[j];
            if (jr >= k) break;
            double tl = a[j] / a[uptr[jr]];
            a[j] = tl;
            for (int jj = uptr[jr] + 1; jj < ia[jr + 1]; jj++) {
                int jw = iw[ja[jj]];
                if (jw >= 0) a[jw] -= tl * a[jj];
            }
        }
        if (a[uptr[k]] == 0.0) return k + 1;
        for (j = j1; j < j2; j++) iw[ja[j]] = -1;
    }
    return 0;
}
void ilu_ikj_search(csr_t *A) {
    for (int i = 1; i < A->n; ++i)
        for (int p = A->ptr[i]; p < A->ptr[i + 1] && A->idx[p] < i; ++p) {
            int k = A->idx[p];
            double piv = 0;
            for (int q = A->ptr[k]; q < A->ptr[k + 1]; ++q) if (A->idx[q] == k) piv = A->val[q];
            A->val[p] /= piv;
            for (int s = p + 1; s < A->ptr[i + 1]; ++s)
                for (int q = A->ptr[k]; q < A->ptr[k + 1]; ++q)
                    if (A->idx[q] == A->idx[s]) A->val[s] -= A->val[p] * A->val[q];
        }
}
int pcg_jacobi_csr(const csr_t *A, const double *dinv, const double *b, double *x, double *w, int maxit, double eps) {
    int n = A->n, it = 0;
    double *r = w, *z = w + n, *p = w + 2 * n, *q = w + 3 * n, rz = 0, bn = 0;
    for (int i = 0; i < n; i++) { x[i] = 0; r[i] = b[i]; z[i] = dinv[i] * r[i]; p[i] = z[i]; rz += r[i] * z[i]; bn += b[i] * b[i]; }
    for (;;) {
        double pq = 0, rr = 0, nz = 0;
        for (int i = 0; i < n; i++) {
            double s = 0;
            for (int k = A->ptr[i]; k < A->ptr[i + 1]; k++) s += A->val[k] * p[A->idx[k]];
            q[i] = s; pq += s * p[i];
        }
        double a = rz / pq;
        for (int i = 0; i < n; i++) { x[i] += a * p[i]; r[i] -= a * q[i]; rr += r[i] * r[i]; }
        if (++it >= maxit || rr <= eps * eps * bn) return it;
        for (int i = 0; i < n; i++) { z[i] = dinv[i] * r[i]; nz += r[i] * z[i]; }
        double be = nz / rz; rz = nz;
        for (int i = 0; i < n; i++) p[i] = z[i] + be * p[i];
    }
}
