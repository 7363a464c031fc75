! A diffusion step in Fortran.
! SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

subroutine diffuse(u, v, nx, ny, d)
  implicit none
  integer, intent(in) :: nx, ny
  real(8), intent(in) :: u(nx, ny), d
  real(8), intent(inout) :: v(nx, ny)
  integer :: i, j
  do j = 2, ny - 1
    do i = 2, nx - 1
      v(i, j) = u(i, j) + d * (u(i - 1, j) + u(i + 1, j) + u(i, j - 1) + u(i, j + 1) - 4.0d0 * u(i, j))
    end do
  end do
end subroutine diffuse
