# shellcheck shell=bash
# Sourced. One certificate authority, a certificate and a kubeconfig for every role, and the user's kubeconfig. Made once; a node that joins gets its own.

keys() {
  mkdir -p "$PKI"
  (
    umask 077
    cd "$PKI"
    [ -s ca.crt ] || authority
    certificate apiserver kube-apiserver k8s "IP:$(node_ip 0),IP:10.96.0.1,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
    certificate admin admin system:masters
    certificate controller-manager system:kube-controller-manager k8s
    certificate scheduler system:kube-scheduler k8s
    certificate proxy system:kube-proxy system:node-proxier
    for node in "${NODES[@]}"; do certificate "node-$node" "system:node:$node" system:nodes; done
    sed "s#https://$(node_ip 0):6443#https://127.0.0.1:$API_PORT#" admin.conf > "$CONFIG"
  ) > "$RUN/keys.log" 2>&1 || failed "making keys" "$RUN/keys.log"
}

authority() {
  openssl ecparam -name prime256v1 -genkey -noout -out sa.key
  openssl ec -in sa.key -pubout -out sa.pub
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=sandbox -keyout ca.key -out ca.new
  mv ca.new ca.crt
}

certificate() { # file, common name, organisation, alternative names
  [ ! -s "$1.conf" ] || return 0
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/O=$3/CN=$2" -keyout "$1.key" -out "$1.csr"
  openssl x509 -req -days 365 -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -out "$1.crt" -extfile <(echo "subjectAltName=${4:-DNS:$1}")
  cat > "$1.new" << Y
apiVersion: v1
kind: Config
clusters: [{name: sandbox, cluster: {server: "https://$(node_ip 0):6443", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$1.crt"), client-key-data: $(base64 -w0 "$1.key")}}]
contexts: [{name: sandbox, context: {cluster: sandbox, user: $1}}]
current-context: sandbox
Y
  mv "$1.new" "$1.conf"
}
