program heat
  use grid
  implicit none
  type(field) :: a, b
  character(len=20) :: arg
  integer :: nx, ny, steps, s
  call get_command_argument(1, arg)
  read (arg, *) nx
  call get_command_argument(2, arg)
  read (arg, *) ny
  steps = 3
  if (command_argument_count() > 2) then
    call get_command_argument(3, arg)
    read (arg, '(i10)') steps
  end if
  call make(a, nx, ny)
  call make(b, nx, ny)
  do s = 1, steps
    call relax(a, b)
    call relax(b, a)
  end do
  write (*, '(a,es14.6)') 'sum ', sum(a%t)
end program heat
