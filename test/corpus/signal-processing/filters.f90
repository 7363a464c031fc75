! Filters and transforms as Fortran programmers write them.
! SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
subroutine fir_loop(x, h, y, n, m)
  implicit none
  integer, intent(in) :: n, m
  real(8), intent(in) :: x(n + m - 1), h(m)
  real(8), intent(out) :: y(n)
  integer :: t, k
  do t = 1, n
    y(t) = 0d0
    do k = 1, m
      y(t) = y(t) + h(k) * x(t + m - k)
    end do
  end do
end subroutine

subroutine fir_dot(x, h, y, n, m)
  implicit none
  integer, intent(in) :: n, m
  real, intent(in) :: x(n + m - 1), h(m)
  real, intent(out) :: y(n)
  integer :: t
  do t = 1, n
    y(t) = dot_product(h, x(t:t + m - 1))
  end do
end subroutine

subroutine biquad_df2t_f(x, y, n, b, a, z)
  implicit none
  integer, intent(in) :: n
  real(8), intent(in) :: x(n), b(0:2), a(1:2)
  real(8), intent(out) :: y(n)
  real(8), intent(inout) :: z(2)
  integer :: i
  do i = 1, n
    y(i) = b(0) * x(i) + z(1)
    z(1) = b(1) * x(i) - a(1) * y(i) + z(2)
    z(2) = b(2) * x(i) - a(2) * y(i)
  end do
end subroutine

subroutine dft_complex(x, f, n)
  implicit none
  integer, intent(in) :: n
  complex(8), intent(in) :: x(0:n - 1)
  complex(8), intent(out) :: f(0:n - 1)
  real(8) :: w
  integer :: k, t
  w = -8d0 * atan(1d0) / n
  do k = 0, n - 1
    f(k) = (0d0, 0d0)
    do t = 0, n - 1
      f(k) = f(k) + x(t) * cmplx(cos(w * k * t), sin(w * k * t), 8)
    end do
  end do
end subroutine

subroutine fft_radix2(a, n)
  implicit none
  integer, intent(in) :: n
  complex(8), intent(inout) :: a(n)
  complex(8) :: t, u, w, wp
  integer :: i, j, m, le, half
  j = 1
  do i = 1, n - 1
    if (i < j) then
      t = a(j)
      a(j) = a(i)
      a(i) = t
    end if
    m = n / 2
    do while (m >= 1 .and. j > m)
      j = j - m
      m = m / 2
    end do
    j = j + m
  end do
  le = 2
  do while (le <= n)
    half = le / 2
    w = (1d0, 0d0)
    wp = cmplx(cos(4d0 * atan(1d0) / half), -sin(4d0 * atan(1d0) / half), 8)
    do j = 1, half
      do i = j, n, le
        u = a(i + half) * w
        a(i + half) = a(i) - u
        a(i) = a(i) + u
      end do
      w = w * wp
    end do
    le = le * 2
  end do
end subroutine

subroutine smooth_image(p, q, w, nx, ny)
  implicit none
  integer, intent(in) :: nx, ny
  real, intent(in) :: p(nx, ny), w(-2:2, -2:2)
  real, intent(inout) :: q(nx, ny)
  integer :: i, j, k, l
  real :: s
  do j = 3, ny - 2
    do i = 3, nx - 2
      s = 0.0
      do l = -2, 2
        do k = -2, 2
          s = s + w(k, l) * p(i + k, j + l)
        end do
      end do
      q(i, j) = s
    end do
  end do
end subroutine

subroutine autocovariance(x, r, n, lags)
  implicit none
  integer, intent(in) :: n, lags
  real(8), intent(in) :: x(n)
  real(8), intent(out) :: r(0:lags)
  integer :: k
  do k = 0, lags
    r(k) = sum(x(1:n - k) * x(1 + k:n))
  end do
end subroutine

subroutine running_average(x, y, n, w)
  implicit none
  integer, intent(in) :: n, w
  real(8), intent(in) :: x(n)
  real(8), intent(out) :: y(n)
  integer :: i
  do i = w, n
    y(i) = sum(x(i - w + 1:i)) / w
  end do
end subroutine
