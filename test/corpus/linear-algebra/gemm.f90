! Products of dense matrices in Fortran.
! SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

subroutine matrix_product(a, b, c, m, n, l)
  implicit none
  integer, intent(in) :: m, n, l
  real(8), intent(in) :: a(m, l), b(l, n)
  real(8), intent(out) :: c(m, n)
  integer :: i, j, k
  c = 0.0d0
  do j = 1, n
    do k = 1, l
      do i = 1, m
        c(i, j) = c(i, j) + a(i, k) * b(k, j)
      end do
    end do
  end do
end subroutine matrix_product

subroutine dot_form(a, lda, b, ldb, c, ldc, n)
  integer lda, ldb, ldc, n
  real a(lda, *), b(ldb, *), c(ldc, *), s
  do 30 i = 1, n
    do 20 j = 1, n
      s = 0.0
      do 10 k = 1, n
        s = s + a(i, k) * b(k, j)
10    continue
      c(i, j) = s
20  continue
30 continue
end subroutine dot_form
