/* "recipes" style: 1-based double**, errors by return value */
#include <math.h>
#include <stdlib.h>
#define TINY 1.0e-20
#define SQR(a) ((a)*(a))
#define SIGN(a,b) ((b) >= 0.0 ? fabs(a) : -fabs(a))

int ludcmp(double **a, int n, int *indx, double *d)
{
    int i, imax = 0, j, k;
    double big, dum, sum, temp;
    double *vv = (double *)malloc((size_t)(n + 1) * sizeof(double));
    *d = 1.0;
    for (i = 1; i <= n; i++) {
        big = 0.0;
        for (j = 1; j <= n; j++) if ((temp = fabs(a[i][j])) > big) big = temp;
        if (big == 0.0) { free(vv); return -1; }
        vv[i] = 1.0 / big;
    }
    for (j = 1; j <= n; j++) {
        for (i = 1; i < j; i++) {
            sum = a[i][j];
            for (k = 1; k < i; k++) sum -= a[i][k] * a[k][j];
            a[i][j] = sum;
        }
        big = 0.0;
        for (i = j; i <= n; i++) {
            sum = a[i][j];
            for (k = 1; k < j; k++) sum -= a[i][k] * a[k][j];
            a[i][j] = sum;
            if ((dum = vv[i] * fabs(sum)) >= big) { big = dum; imax = i; }
        }
        if (j != imax) {
            for (k = 1; k <= n; k++) { dum = a[imax][k]; a[imax][k] = a[j][k]; a[j][k] = dum; }
            *d = -(*d);
            vv[imax] = vv[j];
        }
        indx[j] = imax;
        if (a[j][j] == 0.0) a[j][j] = TINY;
        if (j != n) {
            dum = 1.0 / a[j][j];
            for (i = j + 1; i <= n; i++) a[i][j] *= dum;
        }
    }
    free(vv);
    return 0;
}

void lubksb(double **a, int n, int *indx, double b[])
{
    int i, ii = 0, ip, j; double sum;
    for (i = 1; i <= n; i++) {
        ip = indx[i]; sum = b[ip]; b[ip] = b[i];
        if (ii) for (j = ii; j <= i - 1; j++) sum -= a[i][j] * b[j];
        else if (sum) ii = i;
        b[i] = sum;
    }
    for (i = n; i >= 1; i--) {
        sum = b[i];
        for (j = i + 1; j <= n; j++) sum -= a[i][j] * b[j];
        b[i] = sum / a[i][i];
    }
}

int choldc(double **a, int n, double p[])
{
    int i, j, k; double sum;
    for (i = 1; i <= n; i++)
        for (j = i; j <= n; j++) {
            for (sum = a[i][j], k = i - 1; k >= 1; k--) sum -= a[i][k] * a[j][k];
            if (i == j) { if (sum <= 0.0) return -1; p[i] = sqrt(sum); }
            else a[j][i] = sum / p[i];
        }
    return 0;
}

void qrdcmp(double **a, int n, double *c, double *d, int *sing)
{
    int i, j, k; double scale, sigma, sum, tau;
    *sing = 0;
    for (k = 1; k < n; k++) {
        scale = 0.0;
        for (i = k; i <= n; i++) { double t = fabs(a[i][k]); if (t > scale) scale = t; }
        if (scale == 0.0) { *sing = 1; c[k] = d[k] = 0.0; }
        else {
            for (i = k; i <= n; i++) a[i][k] /= scale;
            for (sum = 0.0, i = k; i <= n; i++) sum += SQR(a[i][k]);
            sigma = SIGN(sqrt(sum), a[k][k]);
            a[k][k] += sigma;
            c[k] = sigma * a[k][k];
            d[k] = -scale * sigma;
            for (j = k + 1; j <= n; j++) {
                for (sum = 0.0, i = k; i <= n; i++) sum += a[i][k] * a[i][j];
                tau = sum / c[k];
                for (i = k; i <= n; i++) a[i][j] -= tau * a[i][k];
            }
        }
    }
    d[n] = a[n][n];
    if (d[n] == 0.0) *sing = 1;
}

#define ROTATE(a,i,j,k,l) g=a[i][j];h=a[k][l];a[i][j]=g-s*(h+g*tau);a[k][l]=h+s*(g-h*tau);
int jacobi_eig(double **a, int n, double d[], double **v)
{
    int j, iq, ip, i, sweep;
    double tresh, theta, tau, t, sm, s, h, g, c;
    double *b = malloc(sizeof(double) * (n + 1)), *z = malloc(sizeof(double) * (n + 1));
    for (ip = 1; ip <= n; ip++) { for (iq = 1; iq <= n; iq++) v[ip][iq] = 0.0; v[ip][ip] = 1.0; }
    for (ip = 1; ip <= n; ip++) { b[ip] = d[ip] = a[ip][ip]; z[ip] = 0.0; }
    for (sweep = 1; sweep <= 50; sweep++) {
        sm = 0.0;
        for (ip = 1; ip <= n - 1; ip++) for (iq = ip + 1; iq <= n; iq++) sm += fabs(a[ip][iq]);
        if (sm == 0.0) { free(b); free(z); return sweep; }
        tresh = sweep < 4 ? 0.2 * sm / (n * n) : 0.0;
        for (ip = 1; ip <= n - 1; ip++)
            for (iq = ip + 1; iq <= n; iq++) {
                g = 100.0 * fabs(a[ip][iq]);
                if (sweep > 4 && fabs(d[ip]) + g == fabs(d[ip]) && fabs(d[iq]) + g == fabs(d[iq])) a[ip][iq] = 0.0;
                else if (fabs(a[ip][iq]) > tresh) {
                    h = d[iq] - d[ip];
                    if (fabs(h) + g == fabs(h)) t = a[ip][iq] / h;
                    else {
                        theta = 0.5 * h / a[ip][iq];
                        t = 1.0 / (fabs(theta) + sqrt(1.0 + theta * theta));
                        if (theta < 0.0) t = -t;
                    }
                    c = 1.0 / sqrt(1 + t * t); s = t * c; tau = s / (1.0 + c); h = t * a[ip][iq];
                    z[ip] -= h; z[iq] += h; d[ip] -= h; d[iq] += h; a[ip][iq] = 0.0;
                    for (j = 1; j <= ip - 1; j++) { ROTATE(a, j, ip, j, iq) }
                    for (j = ip + 1; j <= iq - 1; j++) { ROTATE(a, ip, j, j, iq) }
                    for (j = iq + 1; j <= n; j++) { ROTATE(a, ip, j, iq, j) }
                    for (j = 1; j <= n; j++) { ROTATE(v, j, ip, j, iq) }
                }
            }
        for (ip = 1; ip <= n; ip++) { b[ip] += z[ip]; d[ip] = b[ip]; z[ip] = 0.0; }
    }
    free(b); free(z);
    return -1;
}

/* one-sided Jacobi SVD: on return the columns of a are u*w, v the right vectors, w the singular values */
int svd_onesided(double **a, int m, int n, double w[], double **v)
{
    int i, p, q, rot, it = 0;
    for (p = 1; p <= n; p++) { for (q = 1; q <= n; q++) v[p][q] = 0.0; v[p][p] = 1.0; }
    do {
        rot = 0;
        for (p = 1; p < n; p++)
            for (q = p + 1; q <= n; q++) {
                double al = 0, be = 0, ga = 0, ze, t, c, s, x;
                for (i = 1; i <= m; i++) { al += SQR(a[i][p]); be += SQR(a[i][q]); ga += a[i][p] * a[i][q]; }
                if (fabs(ga) <= 1e-14 * sqrt(al * be)) continue;
                rot++;
                ze = (be - al) / (2.0 * ga);
                t = SIGN(1.0, ze) / (fabs(ze) + sqrt(1.0 + ze * ze));
                c = 1.0 / sqrt(1.0 + t * t); s = c * t;
                for (i = 1; i <= m; i++) { x = a[i][p]; a[i][p] = c * x - s * a[i][q]; a[i][q] = s * x + c * a[i][q]; }
                for (i = 1; i <= n; i++) { x = v[i][p]; v[i][p] = c * x - s * v[i][q]; v[i][q] = s * x + c * v[i][q]; }
            }
    } while (rot && ++it < 60);
    for (p = 1; p <= n; p++) { double s = 0; for (i = 1; i <= m; i++) s += SQR(a[i][p]); w[p] = sqrt(s); }
    return it;
}

/* LDL' : unit lower in a (strict), diagonal in d */
int ldldc(double **a, int n, double d[])
{
    int i, j, k; double s;
    for (j = 1; j <= n; j++) {
        s = a[j][j];
        for (k = 1; k < j; k++) s -= a[j][k] * a[j][k] * d[k];
        if (s == 0.0) return j;
        d[j] = s;
        for (i = j + 1; i <= n; i++) {
            s = a[i][j];
            for (k = 1; k < j; k++) s -= a[i][k] * a[j][k] * d[k];
            a[i][j] = s / d[j];
        }
    }
    return 0;
}

/* power method: dominant eigenvalue */
double powmeth(double **a, int n, double *x, double *y, double eps, int maxit)
{
    double lam = 0.0, old, nrm; int i, j, it;
    for (it = 0; it < maxit; it++) {
        old = lam; lam = 0.0; nrm = 0.0;
        for (i = 1; i <= n; i++) { y[i] = 0.0; for (j = 1; j <= n; j++) y[i] += a[i][j] * x[j]; }
        for (i = 1; i <= n; i++) { lam += x[i] * y[i]; nrm += y[i] * y[i]; }
        nrm = sqrt(nrm);
        for (i = 1; i <= n; i++) x[i] = y[i] / nrm;
        if (fabs(lam - old) < eps * fabs(lam)) break;
    }
    return lam;
}

/* Lagrange/Neville interpolation tableau: triangular loop, not a factorisation */
void polint(double xa[], double ya[], int n, double x, double *y, double *dy)
{
    int i, m, ns = 1; double den, dif, dift, ho, hp, w;
    double *c = malloc(sizeof(double) * (n + 1)), *d = malloc(sizeof(double) * (n + 1));
    dif = fabs(x - xa[1]);
    for (i = 1; i <= n; i++) {
        if ((dift = fabs(x - xa[i])) < dif) { ns = i; dif = dift; }
        c[i] = ya[i]; d[i] = ya[i];
    }
    *y = ya[ns--]; *dy = 0;
    for (m = 1; m < n; m++) {
        for (i = 1; i <= n - m; i++) {
            ho = xa[i] - x; hp = xa[i + m] - x; w = c[i + 1] - d[i];
            den = ho - hp;
            den = w / den; d[i] = hp * den; c[i] = ho * den;
        }
        *y += (*dy = (2 * ns < (n - m) ? c[ns + 1] : d[ns--]));
    }
    free(c); free(d);
}

/* LOOKS like choldc, but forgets the square root on the diagonal and the division is by a[i][i] untouched */
int cholbad(double **a, int n, double p[])
{
    int i, j, k; double sum;
    for (i = 1; i <= n; i++)
        for (j = i; j <= n; j++) {
            for (sum = a[i][j], k = i - 1; k >= 1; k--) sum += a[i][k] * a[j][k];
            if (i == j) { if (sum <= 0.0) return -1; p[i] = sum; }
            else a[j][i] = sum / p[i];
        }
    return 0;
}
