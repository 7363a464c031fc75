#include <math.h>
#include <string.h>
#include <stdlib.h>
#define IDX(i,j) ((size_t)(i) * (nx + 2) + (j))

int jacobi_poisson(double *u, double *un, const double *f, int nx, int ny, double h, double tol, int maxit)
{
    int it = 0; double err;
    do {
        err = 0.0;
        for (int i = 1; i <= ny; i++)
            for (int j = 1; j <= nx; j++) {
                double v = 0.25 * (u[IDX(i-1,j)] + u[IDX(i+1,j)] + u[IDX(i,j-1)] + u[IDX(i,j+1)] - h * h * f[IDX(i,j)]);
                double d = fabs(v - u[IDX(i,j)]);
                if (d > err) err = d;
                un[IDX(i,j)] = v;
            }
        for (int i = 1; i <= ny; i++) for (int j = 1; j <= nx; j++) u[IDX(i,j)] = un[IDX(i,j)];
    } while (err > tol && ++it < maxit);
    return it;
}

void heat3d_step(float *restrict out, const float *restrict in, int nx, int ny, int nz, float alpha)
{
    const long sy = nx, sz = (long)nx * ny;
    for (int k = 1; k < nz - 1; k++)
        for (int j = 1; j < ny - 1; j++) {
            const float *p = in + k * sz + j * sy + 1; float *q = out + k * sz + j * sy + 1;
            for (int i = 1; i < nx - 1; i++, p++, q++)
                *q = *p + alpha * (p[-1] + p[1] + p[-sy] + p[sy] + p[-sz] + p[sz] - 6.0f * *p);
        }
}

/* fourth-order wave equation, three time levels */
void wave_step(const float *u0, const float *u1, float *u2, int n, float c2)
{
    for (int i = 2; i < n - 2; i++) {
        float lap = (-u1[i-2] + 16.0f * u1[i-1] - 30.0f * u1[i] + 16.0f * u1[i+1] - u1[i+2]) * (1.0f / 12.0f);
        u2[i] = 2.0f * u1[i] - u0[i] + c2 * lap;
    }
}

void red_black_sor(double *u, const double *f, int nx, int ny, double h, double w, int sweeps)
{
    for (int s = 0; s < 2 * sweeps; s++)
        for (int i = 1; i <= ny; i++)
            for (int j = 1 + ((i + s) & 1); j <= nx; j += 2)
                u[IDX(i,j)] += w * (0.25 * (u[IDX(i-1,j)] + u[IDX(i+1,j)] + u[IDX(i,j-1)] + u[IDX(i,j+1)] - h*h*f[IDX(i,j)]) - u[IDX(i,j)]);
}

/* dense conjugate gradients; w holds r,p,q */
int cg_dense(const double *A, const double *b, double *x, double *w, int n, double tol, int maxit)
{
    double *r = w, *p = w + n, *q = w + 2 * n, rho = 0, rho1, pq, al;
    int i, j, it;
    for (i = 0; i < n; i++) {
        double s = b[i];
        for (j = 0; j < n; j++) s -= A[i * n + j] * x[j];
        r[i] = p[i] = s; rho += s * s;
    }
    for (it = 0; it < maxit && sqrt(rho) > tol; it++) {
        pq = 0;
        for (i = 0; i < n; i++) { double s = 0; for (j = 0; j < n; j++) s += A[i * n + j] * p[j]; q[i] = s; pq += s * p[i]; }
        al = rho / pq; rho1 = 0;
        for (i = 0; i < n; i++) { x[i] += al * p[i]; r[i] -= al * q[i]; rho1 += r[i] * r[i]; }
        for (i = 0; i < n; i++) p[i] = r[i] + rho1 / rho * p[i];
        rho = rho1;
    }
    return it;
}

static void relax1(double *u, const double *f, int n, double h2, int times)
{
    while (times--) for (int i = 1; i < n; i++) u[i] = 0.5 * (u[i-1] + u[i+1] + h2 * f[i]);
}
/* -u'' = f on [0,1], n a power of two, Dirichlet */
void mg_vcycle(double *u, const double *f, int n, int nu)
{
    double h2 = 1.0 / ((double)n * n);
    if (n <= 2) { u[1] = 0.5 * (u[0] + u[2] + h2 * f[1]); return; }
    int m = n / 2;
    double *fc = calloc(m + 1, sizeof *fc), *uc = calloc(m + 1, sizeof *uc);
    relax1(u, f, n, h2, nu);
    for (int i = 1; i < m; i++) {
        double r0 = f[2*i-1] + (u[2*i-2] - 2 * u[2*i-1] + u[2*i]) / h2;
        double r1 = f[2*i] + (u[2*i-1] - 2 * u[2*i] + u[2*i+1]) / h2;
        double r2 = f[2*i+1] + (u[2*i] - 2 * u[2*i+1] + u[2*i+2]) / h2;
        fc[i] = 0.25 * (r0 + 2 * r1 + r2);
    }
    mg_vcycle(uc, fc, m, nu);
    for (int i = 0; i < m; i++) { u[2*i] += uc[i]; u[2*i+1] += 0.5 * (uc[i] + uc[i+1]); }
    relax1(u, f, n, h2, nu);
    free(fc); free(uc);
}

/* ---- look-alikes ---- */
int lcs_length(const char *a, int n, const char *b, int m, int *row0, int *row1)
{
    memset(row0, 0, sizeof(int) * (m + 1));
    row1[0] = 0;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++)
            row1[j] = a[i-1] == b[j-1] ? row0[j-1] + 1 : (row0[j] > row1[j-1] ? row0[j] : row1[j-1]);
        int *t = row0; row0 = row1; row1 = t;
        row1[0] = 0;
    }
    return row0[m];
}

void needleman(int *S, const char *a, int n, const char *b, int m, int match, int mism, int gap)
{
    for (int j = 0; j <= m; j++) S[j] = j * gap;
    for (int i = 1; i <= n; i++) {
        S[i * (m + 1)] = i * gap;
        for (int j = 1; j <= m; j++) {
            int d = S[(i-1)*(m+1) + j-1] + (a[i-1] == b[j-1] ? match : mism);
            int u = S[(i-1)*(m+1) + j] + gap, l = S[i*(m+1) + j-1] + gap;
            if (u > d) d = u;
            if (l > d) d = l;
            S[i*(m+1) + j] = d;
        }
    }
}

/* summed-area table: looks like a stencil, is a 2-D scan */
void integral_image(const unsigned char *img, unsigned *sat, int w, int h)
{
    for (int y = 0; y < h; y++) {
        unsigned run = 0;
        for (int x = 0; x < w; x++) {
            run += img[y * w + x];
            sat[y * w + x] = run + (y ? sat[(y - 1) * w + x] : 0);
        }
    }
}

/* "CG" with the direction never conjugated: beta forgotten */
int descent_dense(const double *A, const double *b, double *x, double *w, int n, int maxit)
{
    double *r = w, *q = w + n; int it;
    for (it = 0; it < maxit; it++) {
        double rr = 0, rq = 0;
        for (int i = 0; i < n; i++) { double s = b[i]; for (int j = 0; j < n; j++) s -= A[i*n+j] * x[j]; r[i] = s; rr += s * s; }
        if (rr < 1e-24) break;
        for (int i = 0; i < n; i++) { double s = 0; for (int j = 0; j < n; j++) s += A[i*n+j] * r[j]; q[i] = s; rq += s * r[i]; }
        for (int i = 0; i < n; i++) x[i] += rr / rq * r[i];
    }
    return it;
}
