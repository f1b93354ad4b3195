{{- /*
Puts the certificates of this render into .Values.tls.made, once, whichever template asks first: both leaves must come from
the same CA, and the pods' checksums must be those of the Secrets.
The Secrets of an earlier release are kept as they are. When one is missing or not whole, both are made anew, for the CA's key
is kept nowhere: nobody who reads the cluster's Secrets can make further certificates.
*/ -}}
{{- define "keelson.tls.make" -}}
{{- if not (hasKey .Values.tls "made") }}
{{- $controller := dict }}
{{- $agent := dict }}
{{- if .Release.IsUpgrade }}
{{- $controller = (lookup "v1" "Secret" .Release.Namespace (include "keelson.controller.tlsSecret" .)).data | default dict }}
{{- $agent = (lookup "v1" "Secret" .Release.Namespace (include "keelson.agent.tlsSecret" .)).data | default dict }}
{{- end }}
{{- $whole := true }}
{{- range $key := list "ca.crt" "tls.crt" "tls.key" }}
{{- if not (and (get $controller $key) (get $agent $key)) }}
{{- $whole = false }}
{{- end }}
{{- end }}
{{- if not (and $whole (eq (get $controller "ca.crt") (get $agent "ca.crt"))) }}
{{- $days := mul 365 (int .Values.tls.validityYears) | int }}
{{- $ca := genCA "keelson" $days }}
{{- $controller = include "keelson.tls.leaf" (list (include "keelson.controller.name" .) $days $ca) | fromJson }}
{{- $agent = include "keelson.tls.leaf" (list (include "keelson.agent.name" .) $days $ca) | fromJson }}
{{- end }}
{{- $_ := set .Values.tls "made" (dict "controller" $controller "agent" $agent) }}
{{- end }}
{{- end }}

{{- /* A Secret's data, as JSON, for a leaf certificate. Call with (list NAME DAYS CA). */ -}}
{{- define "keelson.tls.leaf" -}}
{{- $name := index . 0 -}}
{{- $ca := index . 2 -}}
{{- $leaf := genSignedCert $name nil (list $name) (index . 1) $ca -}}
{{- dict "ca.crt" ($ca.Cert | b64enc) "tls.crt" ($leaf.Cert | b64enc) "tls.key" ($leaf.Key | b64enc) | toJson -}}
{{- end }}

{{- /* Changes when the certificate of a component does, so that its pods are replaced. Call with (list . "agent"). */ -}}
{{- define "keelson.tls.checksum" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.tls.existingSecrets.controller -}}
{{- get $root.Values.tls.existingSecrets (index . 1) | sha256sum -}}
{{- else -}}
{{- include "keelson.tls.make" $root -}}
{{- $data := get $root.Values.tls.made (index . 1) -}}
{{- printf "%s%s" (get $data "ca.crt") (get $data "tls.crt") | sha256sum -}}
{{- end -}}
{{- end }}
