module grid
  implicit none
  integer, parameter :: wp = selected_real_kind(15)
  type :: field
    integer :: nx = 0, ny = 0
    real(wp), allocatable :: t(:,:)
  end type field
contains
  subroutine make(f, nx, ny)
    type(field), intent(out) :: f
    integer, intent(in) :: nx, ny
    f%nx = nx
    f%ny = ny
    allocate (f%t(0:nx + 1, 0:ny + 1))
    f%t = 0
    f%t(0, :) = 1
  end subroutine make

  subroutine relax(from, to)
    type(field), intent(in) :: from
    type(field), intent(inout) :: to
    integer :: i, j
    do j = 1, from%ny
      do i = 1, from%nx
        to%t(i, j) = 0.25_wp * (from%t(i - 1, j) + from%t(i + 1, j) + &
                                from%t(i, j - 1) + from%t(i, j + 1))
      end do
    end do
  end subroutine relax
end module grid
