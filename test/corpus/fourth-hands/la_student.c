/* homework 3 -- matrices with global pointers */
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#define MAXN 64
double **A, **B, **C;
double M[MAXN][MAXN], rhs[MAXN], sol[MAXN];
int N, P, Q;

void multiply_globals(void)
{
    int i, j, k;
    for (i = 0; i < N; i++) {
        for (j = 0; j < Q; j++) {
            C[i][j] = 0;
            for (k = 0; k < P; k++) {
                C[i][j] = C[i][j] + A[i][k] * B[k][j];
            }
        }
    }
}

int gauss_elimination(int n)
{
    int i, j, k;
    for (k = 0; k < n - 1; k++) {
        if (fabs(M[k][k]) < 1e-12) return 0;
        for (i = k + 1; i < n; i++) {
            double f = M[i][k] / M[k][k];
            for (j = k; j < n; j++) M[i][j] = M[i][j] - f * M[k][j];
            rhs[i] = rhs[i] - f * rhs[k];
        }
    }
    for (i = n - 1; i >= 0; i--) {
        double s = rhs[i];
        for (j = i + 1; j < n; j++) s = s - M[i][j] * sol[j];
        sol[i] = s / M[i][i];
    }
    return 1;
}

double *matvec_alloc(double **m, double *v, int r, int c)
{
    double *out = (double *)malloc(r * sizeof(double));
    int i = 0, j;
    if (out == NULL) return NULL;
    while (i < r) {
        double sum = 0;
        j = 0;
        while (j < c) { sum = sum + m[i][j] * v[j]; j++; }
        out[i] = sum;
        i++;
    }
    return out;
}

void scale_vector(float *v, int n, float k) { int i; for (i = 0; i < n; i++) v[i] = v[i] * k; }

void copy_vector(const double *from, double *to, int n, int s1, int s2)
{ int i; for (i = 0; i < n; i++) to[i * s2] = from[i * s1]; }

void running_total(const int *in, long *out, int n)
{ long t = 0; int i; for (i = 0; i < n; i++) { t = t + in[i]; out[i] = t; } }

void count_grades(const int *marks, int n, int *bins)
{ int i; for (i = 0; i < 101; i++) bins[i] = 0; for (i = 0; i < n; i++) if (marks[i] >= 0 && marks[i] <= 100) bins[marks[i]]++; }

double sum_abs(double *v, int n) { double s = 0; int i; for (i = 0; i < n; i++) s += v[i] < 0 ? -v[i] : v[i]; return s; }

/* Doolittle LU in place without pivoting */
int lu_doolittle(double **a, int n)
{
    int i, j, k;
    for (i = 0; i < n; i++) {
        for (j = i; j < n; j++) for (k = 0; k < i; k++) a[i][j] -= a[i][k] * a[k][j];
        if (a[i][i] == 0) return -1;
        for (j = i + 1; j < n; j++) {
            for (k = 0; k < i; k++) a[j][i] -= a[j][k] * a[k][i];
            a[j][i] /= a[i][i];
        }
    }
    return 0;
}

/* wrong homework: B indexed [j][j] */
void multiply_wrong(double **a, double **b, double **c, int n)
{
    int i, j, k;
    for (i = 0; i < n; i++) for (j = 0; j < n; j++) { c[i][j] = 0; for (k = 0; k < n; k++) c[i][j] += a[i][k] * b[j][j]; }
}

/* bubble sort the rows by their first column */
void sort_rows(double **m, int r)
{
    int i, j;
    for (i = 0; i < r - 1; i++) for (j = 0; j < r - 1 - i; j++) if (m[j][0] > m[j + 1][0]) { double *t = m[j]; m[j] = m[j + 1]; m[j + 1] = t; }
}

/* elimination with the factor computed from the already modified row: diverges from LU */
int gauss_broken(double m[][MAXN], int n)
{
    int i, j, k;
    for (k = 0; k < n - 1; k++) for (i = k + 1; i < n; i++) for (j = k; j < n; j++)
        m[i][j] = m[i][j] - m[i][k] / m[k][k] * m[k][j];
    return 1;
}
