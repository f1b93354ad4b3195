# shellcheck shell=bash
# Sourced by `up` and `boot`: starts nodes and waits for them.
for part in cgroup network keys images; do
  # shellcheck disable=SC1090
  . "$SANDBOX/parts/$part.sh"
done

failed() { # what, log file…
  local log what=$1
  shift
  for log in "$@"; do
    [ -s "$log" ] || continue
    echo "sandbox: $what failed; the end of $log:" >&2
    tail -n 10 "$log" | cut -c1-300 | sed 's/^/  | /' >&2
  done
  exit 1
}

# A tmpfs holds all that a machine's restart should forget. Disks without it are of a sandbox that is gone.
prepare() {
  mkdir -p "$RUN" "$BIN"
  if ! mountpoint -q "$RUN"; then
    end_group ""
    rm -rf --one-file-system "$DATA"
    mount -t tmpfs -o size=8g,mode=700 keelson-sandbox "$RUN"
    mount --make-private "$RUN"
  fi
  mkdir -p "$IMAGES"
  echo "${NODES[*]}" > "$RUN/nodes"
  echo "${KUBEBUILDER_ASSETS:-}" > "$RUN/assets"
  keys
  pause_image
  fabric_make
}

start_node() { # index
  local node=${NODES[$1]} dir
  dir=$(node_dir "$node")
  mkdir -p "$dir"/{upper,work,root,log,etcd} "$DATA/$node"/{containerd,kubelet,pods}
  end_node "$node"
  cgroup_make "$node"
  node_net "$1"
  (
    cgroup_enter "$node"
    exec 9>&-
    exec env -i PATH="$PATH" NODE="$node" INDEX="$1" SANDBOX_HOME="$SANDBOX_HOME" SANDBOX_NODES="${NODES[*]}" KUBEBUILDER_ASSETS="${KUBEBUILDER_ASSETS:-}" \
      setsid unshare --cgroup "$SANDBOX/parts/node"
  ) >> "$dir/log/node.log" 2>&1 < /dev/null &
  remember "$dir/pid" $!
}

# Ends a node as a power cut does.
end_node() {
  end "$(node_dir "$1")/pid"
  end_group "$1"
}
# Ends what is in a node's control group, or in the sandbox's, and waits until nothing of it is left. All that is in there is ours.
end_group() {
  local tries=0
  while [ -n "$(cgroup_pids "$1")" ]; do
    cgroup_pids "$1" | xargs -r kill -9 2> /dev/null || true
    tries=$((tries + 1))
    [ $tries -lt 100 ] || die "processes do not end: $(cgroup_pids "$1" | paste -sd' ')"
    sleep 0.1
  done
}

# Images go in as soon as containerd answers; kubelet waits for them.
give_images() { # node
  local init="" log end=$((SECONDS + 60))
  log=$(node_dir "$1")/log
  until init=$(init_of "$1" 2> /dev/null) && [ -S "/proc/$init/root/run/containerd/containerd.sock" ] \
    && nsenter -t "$init" -a ctr --connect-timeout 2s version > /dev/null 2>&1 9>&-; do
    if ! runs "$1" || [ $SECONDS -ge $end ]; then failed "starting node $1" "$log"/{node,containerd}.log; fi
    sleep 0.1
  done
  import_images "$1"
  touch "/proc/$init/root/run/sandbox/images"
}

# Ready counts only with this boot's id: for some seconds after a power cut the API server still says Ready.
wait_ready() { # node…
  local end=$((SECONDS + 120)) said=$SECONDS node missing
  while :; do
    missing=()
    kubectl get nodes --request-timeout=5s -o 'jsonpath={range .items[*]}{.metadata.name} {.status.nodeInfo.bootID} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' \
      > "$RUN/ready" 2> "$RUN/ready.log" || true
    for node in "$@"; do
      runs "$node" || failed "node $node" "$(node_dir "$node")/log/node.log"
      grep -qxF "$node $(cat "/proc/$(init_of "$node")/root/run/sandbox/boot_id" 2> /dev/null) True" "$RUN/ready" || missing+=("$node")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ $SECONDS -lt $end ] || why_not_ready "${missing[@]}"
    if [ $((SECONDS - said)) -ge 10 ]; then said=$SECONDS; say "waiting for ${missing[*]}"; fi
    sleep 0.25
  done
}
why_not_ready() {
  local dir
  dir=$(node_dir "$1")/log
  say "still not ready after two minutes: $*. Logs: $dir/*.log" >&2
  [ -s "$RUN/ready" ] || failed "reaching the API server" "$(node_dir "${NODES[0]}")/log/apiserver.log"
  if [ -s "$dir/kubelet.log" ]; then failed "kubelet of $1" "$dir/kubelet.log"; else failed "node $1" "$dir/node.log"; fi
}
