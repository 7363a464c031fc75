# limited.sh MEMORY QUOTA COMMAND... - runs COMMAND in groups of cgroup v1 with limits
# (bytes with K/M/G; microseconds of 100000) below the caller's own.
memory=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)/limited-$$
cpu=/sys/fs/cgroup/cpu$(sed -n 's/^[0-9]*:cpu\(,[a-z]*\)*://p' /proc/self/cgroup)/limited-$$
limit=$1 quota=$2
shift 2
mkdir "$memory" "$cpu" || exit 1
echo "$limit" > "$memory/memory.limit_in_bytes"
echo "$quota" > "$cpu/cpu.cfs_quota_us"
(
  echo 0 > "$memory/cgroup.procs"
  echo 0 > "$cpu/cgroup.procs"
  exec "$@"
)
status=$?
rmdir "$memory" "$cpu"
exit $status
