// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdlib.h>
#define TINY 1.0e-20
#define SQR(x) ((x)*(x))
#define SIGN(a,b) ((b) >= 0.0 ? fabs(a) : -fabs(a))
#define ROTATE(a,i,j,k,l) g=a[i][j];h=a[k][l];a[i][j]=g-s*(h+g*tau);a[k][l]=h+s*(g-h*tau);

void crout(float **a, int n, int *indx, float *d, float *vv) {
    int i, imax = 1, j, k; float big, dum, sum, temp;
    *d = 1.0;
    for (i = 1; i <= n; i++) {
        big = 0.0;
        for (j = 1; j <= n; j++) if ((temp = fabs(a[i][j])) > big) big = temp;
        if (big == 0.0) return;
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
        if (j != n) { dum = 1.0 / a[j][j]; for (i = j + 1; i <= n; i++) a[i][j] *= dum; }
    }
}
void back_subst(double **u, int n, double b[]) {
    int i, j; double sum;
    for (i = n; i >= 1; i--) {
        sum = b[i];
        for (j = i + 1; j <= n; j++) sum -= u[i][j] * b[j];
        b[i] = sum / u[i][i];
    }
}
void choldc1(double **a, int n, double p[]) {
    int i, j, k; double sum;
    for (i = 1; i <= n; i++)
        for (j = i; j <= n; j++) {
            for (sum = a[i][j], k = i - 1; k >= 1; k--) sum -= a[i][k] * a[j][k];
            if (i == j) { if (sum <= 0.0) return; p[i] = sqrt(sum); }
            else a[j][i] = sum / p[i];
        }
}
void jacobi_rot(double **a, int n, double d[], double **v, double *b, double *z, int *nrot) {
    int j, iq, ip, i; double tresh, theta, tau, t, sm, s, h, g, c;
    for (ip = 1; ip <= n; ip++) { for (iq = 1; iq <= n; iq++) v[ip][iq] = 0.0; v[ip][ip] = 1.0; }
    for (ip = 1; ip <= n; ip++) { b[ip] = d[ip] = a[ip][ip]; z[ip] = 0.0; }
    *nrot = 0;
    for (i = 1; i <= 50; i++) {
        sm = 0.0;
        for (ip = 1; ip <= n - 1; ip++) for (iq = ip + 1; iq <= n; iq++) sm += fabs(a[ip][iq]);
        if (sm == 0.0) return;
        tresh = i < 4 ? 0.2 * sm / (n * n) : 0.0;
        for (ip = 1; ip <= n - 1; ip++)
            for (iq = ip + 1; iq <= n; iq++) {
                g = 100.0 * fabs(a[ip][iq]);
                if (i > 4 && fabs(d[ip]) + g == fabs(d[ip]) && fabs(d[iq]) + g == fabs(d[iq])) a[ip][iq] = 0.0;
                else if (fabs(a[ip][iq]) > tresh) {
                    h = d[iq] - d[ip];
                    if (fabs(h) + g == fabs(h)) t = a[ip][iq] / h;
                    else {
                        theta = 0.5 * h / a[ip][iq];
                        t = 1.0 / (fabs(theta) + sqrt(1.0 + theta * theta));
                        if (theta < 0.0) t = -t;
                    }
                    c = 1.0 / sqrt(1 + t * t); s = t * c; tau = s / (1.0 + c);
                    h = t * a[ip][iq];
                    z[ip] -= h; z[iq] += h; d[ip] -= h; d[iq] += h;
                    a[ip][iq] = 0.0;
                    for (j = 1; j <= ip - 1; j++) { ROTATE(a, j, ip, j, iq) }
                    for (j = ip + 1; j <= iq - 1; j++) { ROTATE(a, ip, j, j, iq) }
                    for (j = iq + 1; j <= n; j++) { ROTATE(a, ip, j, iq, j) }
                    for (j = 1; j <= n; j++) { ROTATE(v, j, ip, j, iq) }
                    ++(*nrot);
                }
            }
        for (ip = 1; ip <= n; ip++) { b[ip] += z[ip]; d[ip] = b[ip]; z[ip] = 0.0; }
    }
}
void gs_qr(double **q, double **r, int m, int n) {
    for (int k = 1; k <= n; k++) {
        double s = 0;
        for (int i = 1; i <= m; i++) s += SQR(q[i][k]);
        r[k][k] = sqrt(s);
        for (int i = 1; i <= m; i++) q[i][k] /= r[k][k];
        for (int j = k + 1; j <= n; j++) {
            s = 0;
            for (int i = 1; i <= m; i++) s += q[i][k] * q[i][j];
            r[k][j] = s;
            for (int i = 1; i <= m; i++) q[i][j] -= q[i][k] * s;
        }
    }
}
int svd_onesided(double **u, double **v, double *w, int m, int n) {
    int sweeps = 0, rot;
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) v[i][j] = i == j;
    do {
        rot = 0;
        for (int p = 0; p < n - 1; p++)
            for (int q = p + 1; q < n; q++) {
                double al = 0, be = 0, ga = 0;
                for (int i = 0; i < m; i++) { al += u[i][p] * u[i][p]; be += u[i][q] * u[i][q]; ga += u[i][p] * u[i][q]; }
                if (fabs(ga) <= 1e-14 * sqrt(al * be)) continue;
                rot++;
                double ze = (be - al) / (2 * ga), t = SIGN(1.0, ze) / (fabs(ze) + sqrt(1 + ze * ze));
                double c = 1 / sqrt(1 + t * t), s = c * t;
                for (int i = 0; i < m; i++) { double x = u[i][p]; u[i][p] = c * x - s * u[i][q]; u[i][q] = s * x + c * u[i][q]; }
                for (int i = 0; i < n; i++) { double x = v[i][p]; v[i][p] = c * x - s * v[i][q]; v[i][q] = s * x + c * v[i][q]; }
            }
    } while (rot && ++sweeps < 30);
    for (int j = 0; j < n; j++) {
        double s = 0;
        for (int i = 0; i < m; i++) s += u[i][j] * u[i][j];
        w[j] = sqrt(s);
        if (w[j] > 0) for (int i = 0; i < m; i++) u[i][j] /= w[j];
    }
    return sweeps;
}
double power_method(double **a, int n, double *x, double *y, int maxit, double tol) {
    double lam = 0, old;
    int it = 0;
    do {
        old = lam;
        double nn = 0;
        for (int i = 0; i < n; i++) {
            y[i] = 0;
            for (int j = 0; j < n; j++) y[i] += a[i][j] * x[j];
            nn += y[i] * y[i];
        }
        nn = sqrt(nn);
        lam = 0;
        for (int i = 0; i < n; i++) { lam += x[i] * y[i]; }
        for (int i = 0; i < n; i++) x[i] = y[i] / nn;
    } while (fabs(lam - old) > tol && ++it < maxit);
    return lam;
}
int ldlt(double **a, int n, double *d) {
    for (int j = 1; j <= n; j++) {
        double s = a[j][j];
        for (int k = 1; k < j; k++) s -= a[j][k] * a[j][k] * d[k];
        if (s == 0) return j;
        d[j] = s;
        for (int i = j + 1; i <= n; i++) {
            double t = a[i][j];
            for (int k = 1; k < j; k++) t -= a[i][k] * a[j][k] * d[k];
            a[i][j] = t / s;
        }
    }
    return 0;
}
int cg_dense(double **A, const double *b, double *x, int n, double *r, double *p, double *q, double tol, int itmax) {
    int i, j, it; double rr = 0, rn, al, be, pq;
    for (i = 1; i <= n; i++) {
        double s = 0;
        for (j = 1; j <= n; j++) s += A[i][j] * x[j];
        r[i] = b[i] - s; p[i] = r[i]; rr += r[i] * r[i];
    }
    for (it = 1; it <= itmax; it++) {
        if (sqrt(rr) < tol) break;
        pq = 0;
        for (i = 1; i <= n; i++) {
            q[i] = 0;
            for (j = 1; j <= n; j++) q[i] += A[i][j] * p[j];
            pq += p[i] * q[i];
        }
        al = rr / pq;
        rn = 0;
        for (i = 1; i <= n; i++) { x[i] += al * p[i]; r[i] -= al * q[i]; rn += r[i] * r[i]; }
        be = rn / rr; rr = rn;
        for (i = 1; i <= n; i++) p[i] = r[i] + be * p[i];
    }
    return it;
}
