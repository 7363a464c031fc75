# full-disk.sh AUSPEX FOLDER: on a file system of its own that gets full.
auspex=$1
disk=$2
mount -t tmpfs -o size=512k none "$disk" || exit 1
export AUSPEX_HISTORY=$disk/h.db
count() { "$auspex" history --last 1000 --export | wc -l; }
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  "$auspex" run -q -- true
done
echo "recorded $(count)"
cat /dev/zero > "$disk/filler" 2>/dev/null
# Pages of the log that were there already may take a run or two.
i=0
while before=$(count); [ "$i" -lt 100 ]; do
  "$auspex" run -q -- true
  [ "$(count)" = "$before" ] && break
  i=$((i + 1))
done
"$auspex" run -- sh -c 'exit 7' 2> "${TMPDIR:-/tmp}/full-disk.note"
echo "status $?"
grep 'not recorded' "${TMPDIR:-/tmp}/full-disk.note"
[ "$(count)" -ge 20 ] && echo "still there 20"
rm "$disk/filler"
before=$(count)
"$auspex" run -q -- true
[ "$(count)" -gt "$before" ] && echo "went on"
