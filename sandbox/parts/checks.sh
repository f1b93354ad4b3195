# shellcheck shell=bash disable=SC2154
# Sourced by `doctor`. Each check adds a problem with its remedy, so that all are seen together.
found=()
problem() { found+=("  - $1"$'\n'"    remedy: $2"); }
problems() { [ ${#found[@]} = 0 ] || printf "%s\n" "${found[@]}"; }
note() { [ -n "$quiet" ] || say "note: $*"; }

# Command or file, and the Debian package that brings it.
NEEDED="containerd=containerd ctr=containerd runc=runc /usr/lib/cni/bridge=containernetworking-plugins iptables=iptables ip=iproute2 nft=nftables
conntrack=conntrack ethtool=ethtool socat=socat curl=curl openssl=openssl pgrep=procps sysctl=procps nsenter=util-linux unshare=util-linux flock=util-linux
mount=mount hostname=hostname awk=mawk cmp=diffutils xargs=findutils"

missing_packages() {
  local pair
  [[ $scope != @(demo|test) ]] || NEEDED+=" buildah=buildah make=make unzip=unzip strip=binutils git=git"
  [ "$scope" != test ] || NEEDED+=" sslscan=sslscan faketime=faketime strace=strace chromium=chromium /usr/share/fonts/opentype/noto=fonts-noto-cjk node=nodejs npm=npm /usr/lib/postgresql=postgresql"
  for pair in $NEEDED; do
    if [[ $pair == /* ]]; then [ -e "${pair%=*}" ] || echo "${pair#*=}"; else type -P "${pair%=*}" > /dev/null || echo "${pair#*=}"; fi
  done | sort -u
}
check_packages() {
  local missing
  missing=$(missing_packages | paste -sd' ')
  [ -z "$missing" ] || problem "Debian packages are missing: $missing" "apt-get update && apt-get install -y $missing   (or sandbox/doctor --install)"
}
install_packages() {
  local missing log
  missing=$(missing_packages | paste -sd' ')
  if [ -n "$missing" ]; then
    type -P apt-get > /dev/null || return 0 # check_packages names them
    say "installing Debian packages: $missing"
    # The tests start a database of their own; the package's would start by itself and stay.
    if [[ $missing == *postgresql* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
      mkdir -p /etc/postgresql-common
      echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    fi
    log=$(mktemp)
    # shellcheck disable=SC2086
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } > "$log" 2>&1; then rm "$log"; else
      tail -n 5 "$log" >&2
      problem "apt-get could not install $missing (its last words are above, all in $log)" "apt-get update && apt-get install -y $missing"
    fi
  fi
  if [ ! -e /proc/sys/net/bridge ] && type -P modprobe > /dev/null && modprobe br_netfilter 2> /dev/null; then say "loaded the kernel module br_netfilter"; fi
}

check_linux() {
  [ "$(uname -s)" = Linux ] || { problem "this is $(uname -s): the nodes are namespaces of a Linux kernel" "use a Linux machine or a virtual one, or name a cluster of your own by SANDBOX_KUBECONFIG"; return; }
  [ "$scope" = build ] || [ -n "${SANDBOX_KUBECONFIG:-}" ] || [ "$(id -u)" = 0 ] || problem "not root: namespaces and mounts need it" "put 'sudo -E' before the command that you have just run"
}

# What cannot be known from version numbers is tried, in namespaces that end with the trial.
check_kernel() {
  local try fs
  try=$SANDBOX_HOME
  mkdir -p "$try"
  unshare --mount --uts --ipc --net --pid --cgroup --fork true 2> /dev/null \
    || problem "the kernel or an outer container refuses new namespaces" "run on the machine itself, or in a container with --privileged"
  # shellcheck disable=SC2016
  unshare --mount bash -c 'd=$(mktemp -d "$1/try.XXXX") && mkdir "$d"/{l,u,w,m} && mount -t overlay overlay -o "lowerdir=$d/l,upperdir=$d/u,workdir=$d/w" "$d/m"; r=$?; umount "$d/m"; rm -rf "$d"; exit $r' try "$try" 2> /dev/null \
    || { fs=$(stat -fc %T "$try"); problem "no overlay can be mounted on $SANDBOX_HOME ($fs)" "set SANDBOX_HOME to a folder on ext4 or xfs, and load the overlay module (modprobe overlay)"; }
  unshare --net bash -c 'ip link add type veth && ip link add type bridge && iptables -t nat -L' > /dev/null 2>&1 \
    || problem "the kernel has no veth, bridge or iptables nat" "modprobe -a veth bridge iptable_nat nf_nat, or a kernel that has them"
  # shellcheck source=parts/cgroup.sh
  . "$SANDBOX/parts/cgroup.sh"
  check_cgroups
  [ "$(stat -c %d /usr/bin/env)" = "$(stat -c %d /etc/passwd)" ] || problem "/usr is on a file system of its own, which the nodes' overlay of / would not have" "use a machine with /usr on its root file system"
}
check_cgroups() {
  local c have
  if [ "$(cgroup_version)" = 2 ]; then have=$(cat /sys/fs/cgroup/cgroup.controllers); else have="$(cgroup_hierarchies | tr ',\n' '  ') io"; fi
  for c in cpu cpuset memory pids io; do
    [[ " $have " == *" $c "* ]] || problem "the control group controller '$c' is missing" "boot the kernel with cgroup_enable=$c, or take it out of cgroup_disable"
  done
}
check_bridge() {
  [ -e /proc/sys/net/bridge ] || note "the kernel has no net.bridge.* settings, so nodes have none (examples that set them are refused); 'modprobe br_netfilter' or sandbox/doctor --install loads them"
}
check_port() {
  local holder pid
  holder=$(ss -ltnpH "sport = :$API_PORT" | head -n 1)
  [ -n "$holder" ] || return 0
  pid=$(grep -oP 'pid=\K[0-9]+' <<< "$holder" | head -n 1)
  ! grep -qsF "/$GROUP/" "/proc/$pid/cgroup" || return 0 # our own forwarder
  problem "port $API_PORT is taken by another program: $(cat "/proc/$pid/comm" 2> /dev/null || echo unknown)" "end it, or set SANDBOX_API_PORT to a free port"
}
check_space() { # folder, GiB, for what
  local free
  mkdir -p "$1"
  free=$(($(df -Pk "$1" | awk 'END {print $4}') / 1048576))
  [ "$free" -ge "$2" ] || problem "$1 has $free GiB free, $3 need(s) $2" "free some space, or set SANDBOX_HOME (for Go: GOCACHE, GOMODCACHE) to a larger disk"
}
check_memory() {
  local free
  alive "$RUN/forward.pid" && return # the nodes run already
  free=$(($(awk '/^MemAvailable/ {print $2}' /proc/meminfo) / 1024))
  [ "$free" -ge 2500 ] || problem "$free MiB of memory are available, the nodes need 2500" "end other programs, or name fewer nodes: SANDBOX_NODES='master node1'"
}

# With a cluster of the user's own only the clients are needed.
check_clients() {
  local p
  [ -r "$SANDBOX_KUBECONFIG" ] || problem "SANDBOX_KUBECONFIG=$SANDBOX_KUBECONFIG cannot be read" "name a kubeconfig file, or unset it to use the sandbox's own nodes"
  for p in kubectl helm; do [ -x "$(program $p)" ] || type -P $p > /dev/null || problem "$p is missing" "install it, or: sandbox/build $p"; done
}
