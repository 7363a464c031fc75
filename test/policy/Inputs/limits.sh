# limits.sh - prints the limits that the kernel keeps for the job that this is: memory in
# bytes, processes, CPU time in a period of 100 ms.
dir() { grep -E ":([^:]*,)?$1(,[^:]*)?:" /proc/self/cgroup | cut -d: -f3; }
if grep -q -v '^0::' /proc/self/cgroup; then
  cat /sys/fs/cgroup/memory$(dir memory)/memory.limit_in_bytes /sys/fs/cgroup/pids$(dir pids)/pids.max \
    /sys/fs/cgroup/cpu$(dir cpu)/cpu.cfs_quota_us
else
  cd /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup) && cat memory.max pids.max cpu.max | cut -d' ' -f1
fi
