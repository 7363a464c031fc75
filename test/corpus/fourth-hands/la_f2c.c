/* translated by f2c-like hand: column-major, 1-based, everything by pointer */
#include <math.h>
typedef int integer;
typedef double doublereal;
typedef float real;

int daxpy_(integer *n, doublereal *da, doublereal *dx, integer *incx, doublereal *dy, integer *incy)
{
    integer i__1;
    static integer i__, m, ix, iy, mp1;
    --dy; --dx;
    if (*n <= 0) return 0;
    if (*da == 0.) return 0;
    if (*incx == 1 && *incy == 1) goto L20;
    ix = 1; iy = 1;
    if (*incx < 0) ix = (-(*n) + 1) * *incx + 1;
    if (*incy < 0) iy = (-(*n) + 1) * *incy + 1;
    i__1 = *n;
    for (i__ = 1; i__ <= i__1; ++i__) {
        dy[iy] += *da * dx[ix];
        ix += *incx; iy += *incy;
    }
    return 0;
L20:
    m = *n % 4;
    if (m == 0) goto L40;
    i__1 = m;
    for (i__ = 1; i__ <= i__1; ++i__) dy[i__] += *da * dx[i__];
    if (*n < 4) return 0;
L40:
    mp1 = m + 1;
    i__1 = *n;
    for (i__ = mp1; i__ <= i__1; i__ += 4) {
        dy[i__] += *da * dx[i__];
        dy[i__ + 1] += *da * dx[i__ + 1];
        dy[i__ + 2] += *da * dx[i__ + 2];
        dy[i__ + 3] += *da * dx[i__ + 3];
    }
    return 0;
}

doublereal ddot_(integer *n, doublereal *dx, integer *incx, doublereal *dy, integer *incy)
{
    integer i, m, ix, iy;
    doublereal dtemp = 0.;
    --dy; --dx;
    if (*n <= 0) return 0.;
    if (*incx != 1 || *incy != 1) {
        ix = iy = 1;
        if (*incx < 0) ix = (1 - *n) * *incx + 1;
        if (*incy < 0) iy = (1 - *n) * *incy + 1;
        for (i = 1; i <= *n; ++i) { dtemp += dx[ix] * dy[iy]; ix += *incx; iy += *incy; }
        return dtemp;
    }
    m = *n % 5;
    for (i = 1; i <= m; ++i) dtemp += dx[i] * dy[i];
    for (i = m + 1; i <= *n; i += 5)
        dtemp = dtemp + dx[i] * dy[i] + dx[i+1] * dy[i+1] + dx[i+2] * dy[i+2] + dx[i+3] * dy[i+3] + dx[i+4] * dy[i+4];
    return dtemp;
}

doublereal dnrm2_(integer *n, doublereal *x, integer *incx)
{
    integer ix;
    doublereal scale, ssq, absxi, d1;
    --x;
    if (*n < 1 || *incx < 1) return 0.;
    if (*n == 1) return fabs(x[1]);
    scale = 0.; ssq = 1.;
    for (ix = 1; ix <= (*n - 1) * *incx + 1; ix += *incx) {
        if (x[ix] != 0.) {
            absxi = fabs(x[ix]);
            if (scale < absxi) { d1 = scale / absxi; ssq = ssq * (d1 * d1) + 1.; scale = absxi; }
            else { d1 = absxi / scale; ssq += d1 * d1; }
        }
    }
    return scale * sqrt(ssq);
}

integer idamax_(integer *n, doublereal *dx, integer *incx)
{
    integer i, ix, ret; doublereal dmax;
    --dx;
    if (*n < 1) return 0;
    ret = 1;
    if (*n == 1) return ret;
    ix = 1; dmax = fabs(dx[1]); ix += *incx;
    for (i = 2; i <= *n; ++i) {
        if (fabs(dx[ix]) <= dmax) goto L5;
        ret = i; dmax = fabs(dx[ix]);
L5:     ix += *incx;
    }
    return ret;
}

int dgemv_(char *trans, integer *m, integer *n, doublereal *alpha, doublereal *a, integer *lda,
           doublereal *x, integer *incx, doublereal *beta, doublereal *y, integer *incy)
{
    integer a_dim1 = *lda, a_offset = 1 + a_dim1, i, j, ix, iy, jx, jy, kx, ky, lenx, leny;
    doublereal temp;
    a -= a_offset; --x; --y;
    if (*m == 0 || *n == 0) return 0;
    if (*trans == 'N') { lenx = *n; leny = *m; } else { lenx = *m; leny = *n; }
    kx = *incx > 0 ? 1 : 1 - (lenx - 1) * *incx;
    ky = *incy > 0 ? 1 : 1 - (leny - 1) * *incy;
    if (*beta != 1.) {
        iy = ky;
        for (i = 1; i <= leny; ++i) { y[iy] = *beta == 0. ? 0. : *beta * y[iy]; iy += *incy; }
    }
    if (*alpha == 0.) return 0;
    if (*trans == 'N') {
        jx = kx;
        for (j = 1; j <= *n; ++j) {
            if (x[jx] != 0.) {
                temp = *alpha * x[jx];
                iy = ky;
                for (i = 1; i <= *m; ++i) { y[iy] += temp * a[i + j * a_dim1]; iy += *incy; }
            }
            jx += *incx;
        }
    } else {
        jy = ky;
        for (j = 1; j <= *n; ++j) {
            temp = 0.; ix = kx;
            for (i = 1; i <= *m; ++i) { temp += a[i + j * a_dim1] * x[ix]; ix += *incx; }
            y[jy] += *alpha * temp; jy += *incy;
        }
    }
    return 0;
}

int sger_(integer *m, integer *n, real *alpha, real *x, integer *incx, real *y, integer *incy, real *a, integer *lda)
{
    integer a_dim1 = *lda, i, j, ix, jy, kx;
    real temp;
    --x; --y; a -= 1 + a_dim1;
    if (*m == 0 || *n == 0 || *alpha == 0.f) return 0;
    jy = *incy > 0 ? 1 : 1 - (*n - 1) * *incy;
    kx = *incx > 0 ? 1 : 1 - (*m - 1) * *incx;
    for (j = 1; j <= *n; ++j) {
        if (y[jy] != 0.f) {
            temp = *alpha * y[jy];
            ix = kx;
            for (i = 1; i <= *m; ++i) { a[i + j * a_dim1] += x[ix] * temp; ix += *incx; }
        }
        jy += *incy;
    }
    return 0;
}

/* y := alpha*A*x + y, A symmetric, upper triangle referenced */
int dsymvu_(integer *n, doublereal *alpha, doublereal *a, integer *lda, doublereal *x, doublereal *y)
{
    integer a_dim1 = *lda, i, j; doublereal temp1, temp2;
    a -= 1 + a_dim1; --x; --y;
    for (j = 1; j <= *n; ++j) {
        temp1 = *alpha * x[j]; temp2 = 0.;
        for (i = 1; i <= j - 1; ++i) {
            y[i] += temp1 * a[i + j * a_dim1];
            temp2 += a[i + j * a_dim1] * x[i];
        }
        y[j] = y[j] + temp1 * a[j + j * a_dim1] + *alpha * temp2;
    }
    return 0;
}

/* x := U*x, upper, non-unit */
int dtrmvu_(integer *n, doublereal *a, integer *lda, doublereal *x)
{
    integer a_dim1 = *lda, i, j; doublereal temp;
    a -= 1 + a_dim1; --x;
    for (j = 1; j <= *n; ++j) {
        if (x[j] == 0.) continue;
        temp = x[j];
        for (i = 1; i <= j - 1; ++i) x[i] += temp * a[i + j * a_dim1];
        x[j] *= a[j + j * a_dim1];
    }
    return 0;
}

/* C := alpha*A*A' + beta*C, lower */
int dsyrkl_(integer *n, integer *k, doublereal *alpha, doublereal *a, integer *lda, doublereal *beta, doublereal *c, integer *ldc)
{
    integer a_dim1 = *lda, c_dim1 = *ldc, i, j, l; doublereal temp;
    a -= 1 + a_dim1; c -= 1 + c_dim1;
    for (j = 1; j <= *n; ++j) {
        for (i = j; i <= *n; ++i) c[i + j * c_dim1] = *beta * c[i + j * c_dim1];
        for (l = 1; l <= *k; ++l) {
            if (a[j + l * a_dim1] != 0.) {
                temp = *alpha * a[j + l * a_dim1];
                for (i = j; i <= *n; ++i) c[i + j * c_dim1] += temp * a[i + l * a_dim1];
            }
        }
    }
    return 0;
}

/* solve L*X = alpha*B, B overwritten; L lower, non-unit */
int dtrsmll_(integer *m, integer *n, doublereal *alpha, doublereal *a, integer *lda, doublereal *b, integer *ldb)
{
    integer a_dim1 = *lda, b_dim1 = *ldb, i, j, k;
    a -= 1 + a_dim1; b -= 1 + b_dim1;
    for (j = 1; j <= *n; ++j) {
        if (*alpha != 1.)
            for (i = 1; i <= *m; ++i) b[i + j * b_dim1] = *alpha * b[i + j * b_dim1];
        for (k = 1; k <= *m; ++k) {
            if (b[k + j * b_dim1] != 0.) {
                b[k + j * b_dim1] /= a[k + k * a_dim1];
                for (i = k + 1; i <= *m; ++i) b[i + j * b_dim1] -= b[k + j * b_dim1] * a[i + k * a_dim1];
            }
        }
    }
    return 0;
}

/* LINPACK dgefa */
int dgefa_(doublereal *a, integer *lda, integer *n, integer *ipvt, integer *info)
{
    integer a_dim1 = *lda, j, k, l, i; doublereal t;
    a -= 1 + a_dim1; --ipvt;
    *info = 0;
    for (k = 1; k <= *n - 1; ++k) {
        l = k;
        for (i = k + 1; i <= *n; ++i) if (fabs(a[i + k * a_dim1]) > fabs(a[l + k * a_dim1])) l = i;
        ipvt[k] = l;
        if (a[l + k * a_dim1] == 0.) { *info = k; continue; }
        if (l != k) { t = a[l + k * a_dim1]; a[l + k * a_dim1] = a[k + k * a_dim1]; a[k + k * a_dim1] = t; }
        t = -1. / a[k + k * a_dim1];
        for (i = k + 1; i <= *n; ++i) a[i + k * a_dim1] *= t;
        for (j = k + 1; j <= *n; ++j) {
            t = a[l + j * a_dim1];
            if (l != k) { a[l + j * a_dim1] = a[k + j * a_dim1]; a[k + j * a_dim1] = t; }
            for (i = k + 1; i <= *n; ++i) a[i + j * a_dim1] += t * a[i + k * a_dim1];
        }
    }
    ipvt[*n] = *n;
    if (a[*n + *n * a_dim1] == 0.) *info = *n;
    return 0;
}

/* complex dot, conjugated: sum conj(x)*y; interleaved */
int zdotc_(doublereal *ret, integer *n, doublereal *zx, doublereal *zy)
{
    integer i; doublereal re = 0., im = 0.;
    zx -= 2; zy -= 2;
    for (i = 1; i <= *n; ++i) {
        re += zx[2*i] * zy[2*i] + zx[2*i+1] * zy[2*i+1];
        im += zx[2*i] * zy[2*i+1] - zx[2*i+1] * zy[2*i];
    }
    ret[0] = re; ret[1] = im;
    return 0;
}

/* dasum with unrolling by six */
doublereal dasum_(integer *n, doublereal *dx)
{
    integer i, m; doublereal dtemp = 0.;
    --dx;
    m = *n % 6;
    for (i = 1; i <= m; ++i) dtemp += fabs(dx[i]);
    for (i = m + 1; i <= *n; i += 6)
        dtemp = dtemp + fabs(dx[i]) + fabs(dx[i+1]) + fabs(dx[i+2]) + fabs(dx[i+3]) + fabs(dx[i+4]) + fabs(dx[i+5]);
    return dtemp;
}

/* Givens rotation applied to two vectors (not axpy) */
int drot_(integer *n, doublereal *dx, doublereal *dy, doublereal *c, doublereal *s)
{
    integer i; doublereal t;
    --dx; --dy;
    for (i = 1; i <= *n; ++i) {
        t = *c * dx[i] + *s * dy[i];
        dy[i] = *c * dy[i] - *s * dx[i];
        dx[i] = t;
    }
    return 0;
}

/* sum of |x - y| * w with saturation; a weighted distance, same shape as ddot */
doublereal dwdst_(integer *n, doublereal *w, doublereal *dx, doublereal *dy)
{
    integer i; doublereal s = 0.;
    --w; --dx; --dy;
    for (i = 1; i <= *n; ++i) s += w[i] * fabs(dx[i] - dy[i]);
    return s;
}
