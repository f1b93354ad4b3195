# shellcheck shell=bash disable=SC2154
# Sourced by `doctor`: what building needs. `problem` and `note` are those of checks.sh.

# Go is needed only as long as programs are missing.
check_programs() {
  local p missing=() want have
  [ -z "${KUBEBUILDER_ASSETS:-}" ] || [ -d "$KUBEBUILDER_ASSETS" ] || problem "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS is no folder" "name the folder that holds kube-apiserver, etcd and kubectl, or unset it"
  for p in "${PROGRAMS[@]}"; do [ -x "$(program "$p")" ] || missing+=("$p"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  want=$(awk '$1 == "go" {print $2}' "$SANDBOX/go.mod")
  if ! type -P go > /dev/null; then
    problem "Go is not installed, and these programs must be built: ${missing[*]}" "install Go $want or later (https://go.dev/dl), or put the programs into $BIN, or name their folder by KUBEBUILDER_ASSETS"
    return
  fi
  have=$(cd / && go env GOVERSION) have=${have#go}
  if [ "$(printf '%s\n' "$want" "$have" | sort -V | head -n 1)" != "$want" ]; then
    if [ "$(cd / && go env GOTOOLCHAIN)" = local ]; then problem "Go is $have, the programs need $want" "install it (https://go.dev/dl), or let Go fetch it: export GOTOOLCHAIN=auto"; else note "Go $have will fetch Go $want by itself"; fi
  fi
  check_space "$(go env GOCACHE)" 6 "building Kubernetes"
}

check_java() {
  local home seen=""
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -x "$home/bin/javac" ] || continue
    [[ $("$home/bin/javac" -version 2>&1) =~ ^javac\ ([0-9]+) ]] || continue
    [ "${BASH_REMATCH[1]}" -lt 25 ] || return 0
    seen+=" $home is ${BASH_REMATCH[1]}."
  done
  problem "no JDK 25 in JAVA_HOME or /usr/lib/jvm.$seen" "install one, for example Temurin: https://adoptium.net/installation/linux (package temurin-25-jdk), or point JAVA_HOME at it"
}
check_maven() {
  local have
  if ! type -P mvn > /dev/null; then problem "Maven is not installed" "apt-get install -y maven"; return; fi
  have=$(mvn --version 2> /dev/null | grep -oP 'Apache Maven \K[0-9.]+') || true
  [ "$(printf '%s\n' 3.8 "${have:-0}" | sort -V | head -n 1)" = 3.8 ] || problem "Maven is ${have:-broken}, 3.8 is needed" "apt-get install -y maven, or https://maven.apache.org/download.cgi"
}
