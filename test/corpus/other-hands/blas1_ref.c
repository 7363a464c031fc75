// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <string.h>
#include <stddef.h>
typedef int integer; typedef double doublereal;

void f_dcopy(integer *n, const doublereal *dx, integer *incx, doublereal *dy, integer *incy) {
    integer ix = 1, iy = 1;
    if (*n <= 0) return;
    --dx; --dy;
    if (*incx < 0) ix = (-(*n) + 1) * *incx + 1;
    if (*incy < 0) iy = (-(*n) + 1) * *incy + 1;
    for (integer i = 1; i <= *n; ++i) { dy[iy] = dx[ix]; ix += *incx; iy += *incy; }
}
void f_dscal(integer n, doublereal da, doublereal *dx) {
    integer i, m = n % 5;
    for (i = 0; i < m; ++i) dx[i] = da * dx[i];
    for (i = m; i < n; i += 5) {
        dx[i] = da * dx[i];
        dx[i + 1] = da * dx[i + 1];
        dx[i + 2] = da * dx[i + 2];
        dx[i + 3] = da * dx[i + 3];
        dx[i + 4] = da * dx[i + 4];
    }
}
void f_daxpy(integer n, doublereal a, const doublereal *x, integer incx, doublereal *y, integer incy) {
    if (n <= 0 || a == 0.) return;
    if (incx == 1 && incy == 1) {
        for (integer i = 0; i < n; ++i) y[i] += a * x[i];
        return;
    }
    integer ix = incx < 0 ? (1 - n) * incx : 0, iy = incy < 0 ? (1 - n) * incy : 0;
    for (integer i = 0; i < n; ++i, ix += incx, iy += incy) y[iy] += a * x[ix];
}
void f_axpby(integer n, doublereal a, const doublereal *x, doublereal b, doublereal *y) {
    while (n-- > 0) { *y = a * *x++ + b * *y; ++y; }
}
doublereal f_ddot(integer n, const doublereal *dx, const doublereal *dy) {
    doublereal t = 0;
    integer i, m = n % 5;
    for (i = 0; i < m; ++i) t += dx[i] * dy[i];
    for (; i < n; i += 5)
        t = t + dx[i] * dy[i] + dx[i + 1] * dy[i + 1] + dx[i + 2] * dy[i + 2] + dx[i + 3] * dy[i + 3] + dx[i + 4] * dy[i + 4];
    return t;
}
doublereal f_dnrm2(integer n, const doublereal *x, integer incx) {
    if (n < 1 || incx < 1) return 0.;
    if (n == 1) return fabs(x[0]);
    doublereal scale = 0., ssq = 1.;
    for (integer ix = 0; ix <= (n - 1) * incx; ix += incx) {
        if (x[ix] != 0.) {
            doublereal ax = fabs(x[ix]);
            if (scale < ax) { doublereal d = scale / ax; ssq = ssq * (d * d) + 1.; scale = ax; }
            else { doublereal d = ax / scale; ssq += d * d; }
        }
    }
    return scale * sqrt(ssq);
}
doublereal f_dasum(integer n, const doublereal *dx, integer incx) {
    doublereal t = 0.;
    integer nincx = n * incx;
    for (integer i = 0; incx < 0 ? i > nincx : i < nincx; i += incx) t += fabs(dx[i]);
    return t;
}
integer f_idamax(integer n, const doublereal *dx) {
    if (n < 1) return 0;
    integer r = 1;
    doublereal dmax = fabs(dx[0]);
    for (integer i = 2; i <= n; ++i) {
        if (fabs(dx[i - 1]) <= dmax) continue;
        r = i;
        dmax = fabs(dx[i - 1]);
    }
    return r;
}
