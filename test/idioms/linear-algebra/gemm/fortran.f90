! REQUIRES: flang, long
! RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=differs

! Column-major: seen in rows, the factors change places.
! CHECK: explicit_: gemm matched {{[cC]}}[i,j] += {{[aAbB]}}[i,k]*{{[aAbB]}}[k,j]
subroutine explicit(m, n, p, a, b, c)
  integer, intent(in) :: m, n, p
  real(8), intent(in) :: a(m, p), b(p, n)
  real(8), intent(inout) :: c(m, n)
  integer :: i, j, k
  do j = 1, n
    do k = 1, p
      do i = 1, m
        c(i, j) = c(i, j) + a(i, k) * b(k, j)
      end do
    end do
  end do
end subroutine

! CHECK: dots_: gemm matched {{[cC]}}[i,j] += {{[aAbB]}}[i,k]*{{[aAbB]}}[k,j]
subroutine dots(n, a, b, c)
  integer, intent(in) :: n
  real(8), intent(in) :: a(n, n), b(n, n)
  real(8), intent(out) :: c(n, n)
  real(8) :: s
  integer :: i, j, k
  do i = 1, n
    do j = 1, n
      s = 0
      do k = 1, n
        s = s + a(i, k) * b(k, j)
      end do
      c(i, j) = s
    end do
  end do
end subroutine

! CHECK: shaped_: gemm matched {{[cC]}}[i,j] += {{[aAbB]}}[i,k]*{{[aAbB]}}[k,j]
subroutine shaped(a, b, c)
  real(8), intent(in) :: a(:, :), b(:, :)
  real(8), intent(inout) :: c(:, :)
  integer :: i, j, k
  do j = 1, size(b, 2)
    do k = 1, size(b, 1)
      do i = 1, size(a, 1)
        c(i, j) = c(i, j) + a(i, k) * b(k, j)
      end do
    end do
  end do
end subroutine
