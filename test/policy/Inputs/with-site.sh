# with-site.sh POLICY SCRATCH COMMAND... - runs COMMAND where POLICY is the site's file.
# In mounts of its own; what of /etc a command needs to know its user is kept.
set -e
policy=$1 etc=$2.etc
shift 2
mkdir -p "$etc/auspex"
cp /etc/passwd /etc/group "$etc"
[ ! -e /etc/ld.so.cache ] || cp /etc/ld.so.cache "$etc"
cp "$policy" "$etc/auspex/policy.toml"
mount --bind "$etc" /etc
exec "$@"
