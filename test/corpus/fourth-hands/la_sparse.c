/* sparse kernels in several storage formats */
#include <stdlib.h>
#include <string.h>
struct csr { int nrow, ncol; int *ptr; int *idx; double *val; };
struct coo_entry { int r, c; float v; };
struct ell { int n, width; const int *col; const double *a; };

void csr_apply(const struct csr *A, const double *x, double *y)
{
    int i, p;
    for (i = 0; i < A->nrow; i++) {
        double t = 0.0;
        for (p = A->ptr[i]; p < A->ptr[i + 1]; p++) t += A->val[p] * x[A->idx[p]];
        y[i] = t;
    }
}

void coo_apply(const struct coo_entry *e, long nnz, const float *x, float *y)
{
    const struct coo_entry *end = e + nnz;
    for (; e != end; ++e) y[e->r] += e->v * x[e->c];
}

void ell_apply(const struct ell *A, const double *x, double *y)
{
    for (int i = 0; i < A->n; i++) y[i] = 0;
    for (int w = 0; w < A->width; w++)
        for (int i = 0; i < A->n; i++) {
            int c = A->col[w * A->n + i];
            if (c >= 0) y[i] += A->a[w * A->n + i] * x[c];
        }
}

void dia_apply(int n, int ndiag, const int *off, const double *data, const double *x, double *y)
{
    for (int i = 0; i < n; i++) y[i] = 0.0;
    for (int d = 0; d < ndiag; d++) {
        int k = off[d];
        int lo = k < 0 ? -k : 0, hi = k > 0 ? n - k : n;
        for (int i = lo; i < hi; i++) y[i] += data[d * n + i] * x[i + k];
    }
}

void bsr3_apply(int nb, const int *ptr, const int *idx, const double *val, const double *x, double *y)
{
    for (int ib = 0; ib < nb; ib++) {
        double s0 = 0, s1 = 0, s2 = 0;
        for (int p = ptr[ib]; p < ptr[ib + 1]; p++) {
            const double *b = val + 9 * p, *xx = x + 3 * idx[p];
            s0 += b[0] * xx[0] + b[1] * xx[1] + b[2] * xx[2];
            s1 += b[3] * xx[0] + b[4] * xx[1] + b[5] * xx[2];
            s2 += b[6] * xx[0] + b[7] * xx[1] + b[8] * xx[2];
        }
        y[3 * ib] = s0; y[3 * ib + 1] = s1; y[3 * ib + 2] = s2;
    }
}

void csr_times_dense(const struct csr *A, const double *B, int ncolB, double *C)
{
    for (int i = 0; i < A->nrow; i++) {
        double *c = C + (long)i * ncolB;
        memset(c, 0, sizeof(double) * ncolB);
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) {
            const double a = A->val[p], *b = B + (long)A->idx[p] * ncolB;
            for (int j = 0; j < ncolB; j++) c[j] += a * b[j];
        }
    }
}

/* sampled dense-dense: out_p = s_p * <U_i, V_j> */
void sampled_dd(const struct csr *S, const double *U, const double *V, int k, double *out)
{
    for (int i = 0; i < S->nrow; i++)
        for (int p = S->ptr[i]; p < S->ptr[i + 1]; p++) {
            const double *u = U + (long)i * k, *v = V + (long)S->idx[p] * k;
            double d = 0;
            for (int q = 0; q < k; q++) d += u[q] * v[q];
            out[p] = S->val[p] * d;
        }
}

/* Gustavson; C arrays big enough; unsorted columns. returns nnz */
int csr_matmat(const struct csr *A, const struct csr *B, struct csr *C)
{
    int *mark = malloc(sizeof(int) * B->ncol), nnz = 0;
    for (int j = 0; j < B->ncol; j++) mark[j] = -1;
    C->nrow = A->nrow; C->ncol = B->ncol;
    for (int i = 0; i < A->nrow; i++) {
        int row0 = nnz;
        C->ptr[i] = row0;
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) {
            int k = A->idx[p]; double a = A->val[p];
            for (int q = B->ptr[k]; q < B->ptr[k + 1]; q++) {
                int j = B->idx[q];
                if (mark[j] < row0) { mark[j] = nnz; C->idx[nnz] = j; C->val[nnz] = a * B->val[q]; nnz++; }
                else C->val[mark[j]] += a * B->val[q];
            }
        }
    }
    C->ptr[A->nrow] = nnz;
    free(mark);
    return nnz;
}

/* L x = b, columns sorted, diagonal last in each row */
int csr_lower_solve(const struct csr *L, const double *b, double *x)
{
    for (int i = 0; i < L->nrow; i++) {
        double s = b[i]; int p, last = L->ptr[i + 1] - 1;
        for (p = L->ptr[i]; p < last; p++) s -= L->val[p] * x[L->idx[p]];
        if (L->val[last] == 0.0) return i + 1;
        x[i] = s / L->val[last];
    }
    return 0;
}

/* ILU(0) in place, sorted columns, diag[] gives the position of the diagonal */
int csr_ilu0(struct csr *A, const int *diag, int *work)
{
    int n = A->nrow;
    for (int j = 0; j < n; j++) work[j] = -1;
    for (int i = 0; i < n; i++) {
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) work[A->idx[p]] = p;
        for (int p = A->ptr[i]; p < diag[i]; p++) {
            int k = A->idx[p];
            double piv = A->val[diag[k]];
            if (piv == 0.0) return -1;
            double l = A->val[p] /= piv;
            for (int q = diag[k] + 1; q < A->ptr[k + 1]; q++) {
                int w = work[A->idx[q]];
                if (w >= 0) A->val[w] -= l * A->val[q];
            }
        }
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) work[A->idx[p]] = -1;
    }
    return 0;
}

/* ---- look-alikes: same pointer structure ---- */
/* out-degree-normalised label propagation by maximum */
void csr_neighbour_max(int n, const int *ptr, const int *idx, const int *label, int *out)
{
    for (int i = 0; i < n; i++) {
        int best = label[i];
        for (int p = ptr[i]; p < ptr[i + 1]; p++) if (label[idx[p]] > best) best = label[idx[p]];
        out[i] = best;
    }
}

int bfs_levels(int n, const int *ptr, const int *idx, int src, int *level, int *queue)
{
    int head = 0, tail = 0;
    for (int i = 0; i < n; i++) level[i] = -1;
    level[src] = 0; queue[tail++] = src;
    while (head < tail) {
        int u = queue[head++];
        for (int p = ptr[u]; p < ptr[u + 1]; p++)
            if (level[idx[p]] < 0) { level[idx[p]] = level[u] + 1; queue[tail++] = idx[p]; }
    }
    return tail;
}

/* invoices: total by customer with discount tiers */
void invoice_totals(int ncust, const int *first, const int *item, const long *price_cents, const int *qty, long *total)
{
    for (int c = 0; c < ncust; c++) {
        long t = 0;
        for (int p = first[c]; p < first[c + 1]; p++) {
            long line = price_cents[item[p]] * qty[p];
            if (qty[p] >= 10) line -= line / 10;
            t += line;
        }
        total[c] = t;
    }
}

/* gathers with the row index instead of the column: every term uses x[i] */
void csr_apply_rowx(const struct csr *A, const double *x, double *y)
{
    for (int i = 0; i < A->nrow; i++) {
        double t = 0.0;
        for (int p = A->ptr[i]; p < A->ptr[i + 1]; p++) t += A->val[p] * x[i] * A->idx[p];
        y[i] = t;
    }
}
