# shellcheck shell=bash
# Sourced. Images of the nodes. Every archive in $IMAGES is on every node, also on one that boots again or joins later.

# The image every pod needs: one static program, packed by hand so that no image builder is needed for it.
pause_image() {
  local d layer
  [ ! -s "$IMAGES/pause.tar" ] || return 0
  d=$(mktemp -d "$RUN/pause.XXXX")
  cp "$(program pause)" "$d/pause"
  tar -C "$d" --owner=0 --group=0 --mtime=@0 -cf "$d/layer.tar" pause
  layer=$(sha256sum "$d/layer.tar" | cut -d' ' -f1)
  echo "{\"architecture\":\"$(go_arch)\",\"os\":\"linux\",\"config\":{\"Entrypoint\":[\"/pause\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:$layer\"]}}" > "$d/config.json"
  echo '[{"Config":"config.json","RepoTags":["local/pause:1"],"Layers":["layer.tar"]}]' > "$d/manifest.json"
  tar -C "$d" -cf "$d/pause.tar" manifest.json config.json layer.tar
  keep_archive "$d/pause.tar"
  rm -rf "$d"
}
go_arch() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac; }

# Puts an archive where every boot finds it; one of the same file name is replaced.
keep_archive() {
  local to
  to=$IMAGES/$(basename "$1")
  cmp -s "$1" "$to" && return
  rm -f "$to.id"
  cp --reflink=auto "$1" "$to.new"
  sha256sum "$to.new" | cut -d' ' -f1 > "$to.id.new"
  mv "$to.new" "$to"
  mv "$to.id.new" "$to.id"
}

# Imports what this node has not yet. Names are compared too: two archives may have carried the same name in turn.
import_images() { # node
  local node=$1 init archive name have
  init=$(init_of "$node")
  mkdir -p "$DATA/$node/loaded"
  for archive in "$IMAGES"/*.tar; do
    name=$(basename "$archive")
    have=$DATA/$node/loaded/$name
    if cmp -s "$archive.id" "$have" && has_names "$init" "$have.names"; then continue; fi
    rm -f "$have"
    names_of "$archive" > "$have.names"
    nsenter -t "$init" -a ctr -n k8s.io images import - < "$archive" >> "$(node_dir "$node")/log/images.log" 2>&1 9>&- \
      || failed "importing $name on $node" "$(node_dir "$node")/log/images.log"
    cp "$archive.id" "$have"
    say "$node has $(paste -sd' ' "$have.names")"
  done
}
names_of() { tar -xOf "$1" manifest.json | grep -oP '"RepoTags"\s*:\s*\[[^]]*' | cut -d'[' -f2 | tr -d '" ' | tr , '\n'; }
has_names() {
  local list name
  list=$(nsenter -t "$1" -a ctr -n k8s.io images list -q 9>&-)
  while read -r name; do grep -qxF -e "$name" -e "docker.io/$name" -e "docker.io/library/$name" <<< "$list" || return 1; done < "$2"
}
