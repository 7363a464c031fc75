# move-me.sh AUSPEX - asks for a move of the job that this is, once the launcher has told of it.
tries=0
until "$1" top --json | grep -q "\"pid\": $$"; do
  tries=$((tries + 1))
  [ $tries -lt 1000 ] || exit 1
done
"$1" migrate $$ --to cpus=0 && exit 1
exit 0
