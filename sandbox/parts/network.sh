# shellcheck shell=bash
# Sourced. The network: a bridge in a namespace of its own joins the nodes; nothing of it is in the machine's namespace or reachable from outside.
# The namespaces are kept by files in $RUN/net, not by names in /run/netns.

in_net() { local net=$1; shift; nsenter --net="$RUN/net/$net" -- "$@"; }
net_exists() { [ "$(stat -fc %T "$RUN/net/$1" 2> /dev/null)" = nsfs ]; }

net_make() {
  net_exists "$1" && return
  mkdir -p "$RUN/net"
  : > "$RUN/net/$1"
  unshare --net="$RUN/net/$1" true
  in_net "$1" ip link set lo up
}
net_remove() {
  umount "$RUN/net/$1" 2> /dev/null || true
  rm -f "$RUN/net/$1"
}

fabric_make() {
  net_exists fabric && return
  net_make fabric
  in_net fabric ip -batch - << 'X'
link add br0 type bridge
addr add 10.77.0.1/24 dev br0
link set br0 up
X
}

# A node's namespace, new at every boot: a power cut forgets settings, rules and addresses.
node_net() { # index
  local node=${NODES[$1]}
  in_net fabric ip link del "ks$1" 2> /dev/null || true
  net_remove "$node"
  net_make "$node"
  in_net fabric ip link add "ks$1" type veth peer name eth0 netns "$RUN/net/$node"
  in_net fabric ip link set "ks$1" master br0 up
  in_net "$node" ip -batch - << X
addr add $(node_ip "$1")/24 dev eth0
link set eth0 up
route add default via 10.77.0.1
X
}

# Every node reaches the pods of every other one.
routes() {
  local i j
  for i in "${!NODES[@]}"; do
    net_exists "${NODES[$i]}" || continue
    for j in "${!NODES[@]}"; do [ "$i" = "$j" ] || echo "route replace $(pod_net "$j") via $(node_ip "$j")"; done | in_net "${NODES[$i]}" ip -batch -
  done
}

# kubectl and helm on this machine reach the API server through 127.0.0.1, and only so. A PID namespace ends open connections with the listener.
forward() {
  if alive "$RUN/forward.pid" && [ "$(cat "$RUN/forward.port")" = "$API_PORT" ]; then return; fi
  end "$RUN/forward.pid"
  cgroup_make _forward
  (
    cgroup_enter _forward
    exec 9>&-
    exec setsid unshare --pid --fork --kill-child socat "TCP-LISTEN:$API_PORT,bind=127.0.0.1,fork,reuseaddr,nodelay" \
      "EXEC:nsenter --net=$RUN/net/fabric socat STDIO TCP\:$(node_ip 0)\:6443\,nodelay"
  ) > "$RUN/forward.log" 2>&1 < /dev/null &
  remember "$RUN/forward.pid" $!
  echo "$API_PORT" > "$RUN/forward.port"
}
