! Old habits: one common block, large enough for anybody.
subroutine fill(n)
  implicit none
  integer :: n, i, j
  real :: a(6000, 6000), x(6000), y(6000)
  common /work/ a, x, y
  do j = 1, n
    x(j) = real(mod(j, 7))
    y(j) = 0.0
    do i = 1, n
      a(i, j) = real(mod(i * 3 + j, 11))
    end do
  end do
end subroutine fill

subroutine matvec(n)
  implicit none
  integer :: n, i, j
  real :: a(6000, 6000), x(6000), y(6000)
  common /work/ a, x, y
  do j = 1, n
    do i = 1, n
      y(i) = y(i) + a(i, j) * x(j)
    end do
  end do
end subroutine matvec

program fixed
  implicit none
  integer :: n, i
  real :: a(6000, 6000), x(6000), y(6000)
  double precision :: s
  common /work/ a, x, y
  character(len=16) :: arg
  n = 1000
  if (command_argument_count() .gt. 0) then
    call getarg(1, arg)
    read (arg, '(i16)') n
  end if
  if (n .gt. 6000) stop 'n too large'
  call fill(n)
  call matvec(n)
  s = 0
  do i = 1, n
    s = s + y(i)
  end do
  print *, s
end program fixed
