! Matrix product with explicit loops in column-major order.
program gemm
  implicit none
  integer, parameter :: dp = kind(1.0d0)
  real(dp), allocatable :: a(:,:), b(:,:), c(:,:)
  character(len=32) :: text
  integer :: n, m, i, j, k

  n = 300
  m = 8
  if (command_argument_count() >= 1) then
    call get_command_argument(1, text)
    read (text, *) n
  end if
  if (command_argument_count() >= 2) then
    call get_command_argument(2, text)
    read (text, *) m
  end if

  allocate (a(n, n), b(n, m), c(n, m))
  do j = 1, n
    do i = 1, n
      a(i, j) = mod(i + j, 5)
    end do
  end do
  do j = 1, m
    do i = 1, n
      b(i, j) = mod(i * j, 3)
      c(i, j) = 0
    end do
  end do
  do j = 1, m
    do k = 1, n
      do i = 1, n
        c(i, j) = c(i, j) + a(i, k) * b(k, j)
      end do
    end do
  end do
  print '(f0.1)', sum(c)
  deallocate (a, b, c)
end program gemm
