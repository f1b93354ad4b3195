# shellcheck shell=bash disable=SC2034
# Sourced by every script: settings, names, and the few words all of them use.
set -euo pipefail
shopt -s inherit_errexit

SANDBOX=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SANDBOX_HOME=${SANDBOX_HOME:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/keelson-sandbox}
API_PORT=${SANDBOX_API_PORT:-16443}
BIN=$SANDBOX_HOME/bin       # the programs
DATA=$SANDBOX_HOME/data     # containerd's and kubelet's disks: a file system that can hold an overlay's upper layer
IMAGES=$DATA/images         # docker-archive files that every node gets
RUN=$SANDBOX_HOME/run       # a tmpfs: the nodes' own files, keys, logs, pids, network namespaces
PKI=$RUN/pki
CONFIG=$SANDBOX_HOME/kubeconfig
PROGRAMS=(etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl helm pause)
# Unlike everything else, control groups have names that the whole machine sees: this one is our home's own.
GROUP=keelson-sandbox-$(printf %s "$SANDBOX_HOME" | cksum | cut -d' ' -f1)

say() { echo "sandbox: $*"; }
die() { echo "sandbox: $*" >&2; exit 1; }

[[ $SANDBOX_HOME =~ ^/[A-Za-z0-9._/+@-]+$ ]] || die "SANDBOX_HOME='$SANDBOX_HOME' must be an absolute path of letters, digits and . _ + @ - /"
# A sandbox that was started with given programs goes on with them.
[ -n "${KUBEBUILDER_ASSETS:-}" ] || [ ! -s "$RUN/assets" ] || KUBEBUILDER_ASSETS=$(< "$RUN/assets")
[ -z "${KUBEBUILDER_ASSETS:-}" ] || KUBEBUILDER_ASSETS=$(realpath -m "$KUBEBUILDER_ASSETS")
[[ $API_PORT =~ ^[0-9]{1,5}$ && $API_PORT -ge 1 && $API_PORT -le 65535 ]] || die "SANDBOX_API_PORT='$API_PORT' is not a port (1 to 65535)"

# Where a program is: KUBEBUILDER_ASSETS goes before what the sandbox built.
program() {
  if [ -n "${KUBEBUILDER_ASSETS:-}" ] && [ -x "$KUBEBUILDER_ASSETS/$1" ]; then echo "$KUBEBUILDER_ASSETS/$1"; else echo "$BIN/$1"; fi
}
kubectl() { "$(program kubectl)" --kubeconfig "$CONFIG" "$@"; }

# The nodes: what SANDBOX_NODES names, else those that run, else three. The first is the control plane.
read_nodes() {
  local recorded="" node names=" "
  [ -s "$RUN/nodes" ] && recorded=$(< "$RUN/nodes")
  read -ra NODES <<< "${SANDBOX_NODES:-${recorded:-master node1 node2}}"
  [ ${#NODES[@]} -le 100 ] || die "SANDBOX_NODES names ${#NODES[@]} nodes; 100 is the most"
  for node in "${NODES[@]}"; do
    [[ $node =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || die "SANDBOX_NODES: '$node' is not a node name (a-z, 0-9 and -, at most 63 characters)"
    [[ $names != *" $node "* ]] || die "SANDBOX_NODES: '$node' is named twice"
    names+="$node "
  done
  [[ "${NODES[*]} " == "${recorded:-${NODES[*]}} "* ]] || die "the sandbox runs with the nodes '$recorded': SANDBOX_NODES can add names after these; for others call sandbox/down first"
}
index_of() {
  local i
  for i in "${!NODES[@]}"; do [ "${NODES[$i]}" = "$1" ] && { echo "$i"; return; }; done
  die "no node '$1': the nodes are ${NODES[*]}"
}
node_ip() { echo "10.77.0.$((10 + $1))"; }
hosts() { local i; echo "127.0.0.1 localhost"; for i in "${!NODES[@]}"; do echo "$(node_ip "$i") ${NODES[$i]}"; done; }
pod_net() { echo "10.244.$1.0/24"; }

# A process is known by pid and start time, so that a pid that was given away again is never taken for ours.
start_time() { local stat; { stat=$(< "/proc/$1/stat"); } 2> /dev/null || return 1; read -ra stat <<< "${stat##*) }"; [ "${stat[0]}" != Z ] && echo "${stat[19]}"; }
remember() { echo "$2 $(start_time "$2")" > "$1"; } # file, pid
alive() {
  local pid start
  { read -r pid start < "$1"; } 2> /dev/null && [ "$(start_time "$pid")" = "$start" ]
}
end() { # the file of `remember`: ends that process, if it is still that one
  local pid
  if alive "$1"; then read -r pid _ < "$1"; kill -9 "$pid" 2> /dev/null || true; fi
  rm -f "$1"
}
node_dir() { echo "$RUN/node/$1"; }
runs() { alive "$(node_dir "$1")/pid"; }
init_of() { # the node's PID 1, seen from outside; only once it has left this machine's root, so that nothing meant for the node happens here
  local pid
  if runs "$1" && read -r pid _ < "$(node_dir "$1")/pid" && pid=$(pgrep -P "$pid") && [ -e "/proc/$pid/root/run/sandbox/boot_id" ]; then echo "$pid"; return; fi
  die "node '$1' is down: sandbox/boot $1 starts it"
}

# One command at a time may start or end things. Whatever goes on running must close descriptor 9.
lock() {
  mkdir -p "$SANDBOX_HOME"
  exec 9> "$SANDBOX_HOME/lock"
  flock -n 9 || { say "another sandbox command is at work, waiting for it"; flock -w 900 9 || die "gave up after 15 minutes; 'fuser $SANDBOX_HOME/lock' shows who holds it"; }
}
need_root() { [ "$(id -u)" = 0 ] || die "namespaces and mounts need root: run this as root (sudo -E $0 …)"; }
own_cluster() { [ -z "${SANDBOX_KUBECONFIG:-}" ] || die "$1 works on the sandbox's own nodes only, but SANDBOX_KUBECONFIG names the cluster of $SANDBOX_KUBECONFIG. ${2:-}"; }
