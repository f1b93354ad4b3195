# shellcheck shell=bash
# Sourced. Control groups of the nodes, on version 1 (a hierarchy for each controller, or few together) and version 2 (one hierarchy).
# Each node has a group of its own below $GROUP in every hierarchy; its cgroup namespace makes that group look like the root.
WANTED="cpuset cpu io memory pids" # version 2; kubelet needs them

cgroup_version() { if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then echo 2; else echo 1; fi; }

# Version 1: the hierarchies of this machine, one a line, as the kernel names them: "cpu,cpuacct", "memory", …
cgroup_hierarchies() { cut -d: -f2 /proc/self/cgroup | grep -v -e '^$' -e '^name='; }
cgroup_mount() { awk -v c="${1%%,*}" '$3 == "cgroup" && ("," $4 ",") ~ ("," c ",") {print $2; exit}' /proc/mounts; }

# The folders that hold the sandbox's group: one on version 2, one for each hierarchy on version 1.
cgroup_roots() {
  local h
  if [ "$(cgroup_version)" = 2 ]; then echo /sys/fs/cgroup; return; fi
  for h in $(cgroup_hierarchies); do cgroup_mount "$h"; done | sort -u
}

cgroup_make() { # node: an empty group, as after a reboot
  local root dir
  cgroup_remove "$1"
  for root in $(cgroup_roots); do
    dir=$root/$GROUP/$1
    [ "$(cgroup_version)" = 2 ] && cgroup_delegate "$root"
    mkdir -p "$dir"
    [ "$(cgroup_version)" = 2 ] && cgroup_delegate "$root/$GROUP"
    [ -e "$root/cpuset.cpus" ] && cgroup_cpuset "$root" "$root/$GROUP" && cgroup_cpuset "$root/$GROUP" "$dir"
  done
  return 0
}
cgroup_cpuset() { cat "$1/cpuset.cpus" > "$2/cpuset.cpus" && cat "$1/cpuset.mems" > "$2/cpuset.mems"; }

# Version 2: hands the wanted controllers down to the groups below. Those of the machine's root that were off are noted, so that `down` can switch them off again.
cgroup_delegate() {
  local c
  for c in $WANTED; do
    grep -qw "$c" "$1/cgroup.controllers" || die "control group controller '$c' is not available in $1: a boot option (cgroup_enable=$c) or an outer container withholds it"
    grep -qw "$c" "$1/cgroup.subtree_control" && continue
    echo "+$c" > "$1/cgroup.subtree_control" || die "control group controller '$c' cannot be handed down in $1: in a container, its processes must be in a group of their own first"
    if [ "$1" = /sys/fs/cgroup ]; then echo "$c" >> "$RUN/controllers"; fi
  done
}

cgroup_enter() { # node: moves the calling shell
  local root
  for root in $(cgroup_roots); do echo "$BASHPID" > "$root/$GROUP/$1/cgroup.procs"; done
}

# Version 2: a group that hands controllers down may hold no process itself, so a node's own processes live in a leaf of it.
cgroup_leaf() {
  [ "$(cgroup_version)" = 1 ] || { mkdir -p "/sys/fs/cgroup/$GROUP/$1/init" && echo $$ > "/sys/fs/cgroup/$GROUP/$1/init/cgroup.procs"; }
}

# Inside a node, at its boot: what kubelet and containerd find at /sys/fs/cgroup of the root that is being made.
cgroup_inside() {
  local at=$1/sys/fs/cgroup h c
  if [ "$(cgroup_version)" = 2 ]; then
    mount -t cgroup2 cgroup2 "$at"
    for c in $WANTED; do echo "+$c" > "$at/cgroup.subtree_control"; done
    return
  fi
  mount -t tmpfs -o mode=755 cgroup "$at"
  for h in $(cgroup_hierarchies); do
    mkdir "$at/$h" && mount -t cgroup -o "$h" cgroup "$at/$h"
    for c in ${h//,/ }; do [ "$c" = "$h" ] || ln -s "$h" "$at/$c"; done
  done
}

cgroup_pids() { # [node]: every process of this node, or of the sandbox
  local root
  for root in $(cgroup_roots); do
    [ ! -d "$root/$GROUP/${1:-}" ] || find "$root/$GROUP/${1:-}" -name cgroup.procs -exec cat {} + 2> /dev/null || true
  done | sort -un
}

cgroup_remove() { # [node]
  local root c
  for root in $(cgroup_roots); do
    [ ! -d "$root/$GROUP/${1:-}" ] || find "$root/$GROUP/${1:-}" -depth -type d -exec rmdir {} + 2> /dev/null || true
  done
  if [ -z "${1:-}" ] && [ -s "$RUN/controllers" ]; then
    while read -r c; do echo "-$c" > /sys/fs/cgroup/cgroup.subtree_control 2> /dev/null || true; done < "$RUN/controllers"
  fi
}
