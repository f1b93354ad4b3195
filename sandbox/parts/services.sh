# shellcheck shell=bash disable=SC2154
# Sourced by a node's PID 1: writes the configuration and runs the Kubernetes programs; one that ends is started again.
PATH=/run/sandbox/assets:/run/sandbox/bin:$PATH
etc=/etc/kubernetes logs=/var/log/sandbox
export HOME=/root

keep() { # name, command…
  local name=$1
  shift
  while :; do
    "$@" >> "$logs/$name.log" 2>&1 || true
    echo "$(date +%T) $name ended, starting it again"
    sleep 1
  done &
}

mkdir -p /etc/cni/net.d /etc/containerd
rm -f /etc/cni/net.d/*
cat > /etc/cni/net.d/10-sandbox.conflist << Y
{"cniVersion": "0.4.0", "name": "sandbox", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [[{"subnet": "$(pod_net "$INDEX")"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
Y
cat > /etc/containerd/config.toml << Y
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "local/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true # a profile would be loaded into this machine's kernel
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"
Y
cat > $etc/kubelet.yaml << Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $etc/pki/ca.crt}}
authorization: {mode: Webhook}
evictionHard: {nodefs.available: "1%", imagefs.available: "1%", memory.available: "100Mi"}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 5s
syncFrequency: 10s # how soon a changed ConfigMap reaches pods; else a minute, and replacing an authority takes several of them
resolvConf: ""
Y

# kubelet wants these kernel settings and would write them; they are this machine's. It gets to see stand-ins, in a mount namespace that
# shares everything else with the node.
kubelet_apart() {
  local setting file
  mount --make-private /proc
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    file=/run/sandbox/stand-in/${setting%=*}
    mkdir -p "$(dirname "$file")"
    echo "${setting#*=}" > "$file"
    mount --bind "$file" "/proc/sys/${setting%=*}"
  done
  exec kubelet "$@"
}
export -f kubelet_apart

keep containerd containerd
if [ "$INDEX" = 0 ]; then
  keep etcd etcd --data-dir /var/lib/etcd --unsafe-no-fsync
  keep apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --advertise-address="$master" --secure-port=6443 --cert-dir=/run/apiserver \
    --tls-cert-file=$etc/pki/apiserver.crt --tls-private-key-file=$etc/pki/apiserver.key --client-ca-file=$etc/pki/ca.crt \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=$etc/pki/sa.pub --service-account-signing-key-file=$etc/pki/sa.key \
    --kubelet-client-certificate=$etc/pki/admin.crt --kubelet-client-key=$etc/pki/admin.key --service-cluster-ip-range=10.96.0.0/16 \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true
fi
until curl -ks --max-time 2 "https://$master:6443/readyz" | grep -q '^ok'; do sleep 0.2; done
if [ "$INDEX" = 0 ]; then
  # the default limit of 20 calls a second would make its own start take 4 s
  keep controller-manager kube-controller-manager --leader-elect=false --kube-api-qps=500 --kube-api-burst=1000 --kubeconfig=$etc/controller-manager.conf --use-service-account-credentials=true \
    --node-monitor-grace-period=20s --service-account-private-key-file=$etc/pki/sa.key --root-ca-file=$etc/pki/ca.crt \
    --cluster-signing-cert-file=$etc/pki/ca.crt --cluster-signing-key-file=$etc/pki/ca.key
  keep scheduler kube-scheduler --leader-elect=false --kubeconfig=$etc/scheduler.conf
  taint=(--register-with-taints=node-role.kubernetes.io/control-plane=:NoSchedule)
fi
until [ -e /run/sandbox/images ]; do sleep 0.1; done # `up` has imported the images: no pod starts before
keep kubelet unshare --mount --propagation unchanged bash -c 'kubelet_apart "$@"' kubelet --config=$etc/kubelet.yaml --kubeconfig=$etc/kubelet.conf \
  --hostname-override="$NODE" --node-ip="$ip" "${taint[@]}"
keep proxy kube-proxy --kubeconfig=$etc/proxy.conf --hostname-override="$NODE" --proxy-mode=iptables \
  --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
while :; do sleep 1000 & wait $! || true; done
