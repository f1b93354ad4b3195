{{- /* The names that other parts of Keelson rely on. They do not follow the release's name: the agents' port is taken once per node. */ -}}
{{- define "keelson.controller.name" -}}keelson-controller{{- end }}
{{- define "keelson.agent.name" -}}keelson-agent{{- end }}
{{- define "keelson.console.name" -}}keelson-console{{- end }}
{{- define "keelson.policy.name" -}}keelson-policy{{- end }}

{{- /* Where the authority comes from; empty: the controller makes it. */ -}}
{{- define "keelson.trust.sourceSecret" -}}
{{- if eq .Values.tls.source "certManager" -}}
keelson-ca-source
{{- else if eq .Values.tls.source "provided" -}}
{{- required "tls.provided.secret: name the Secret that holds the authority (tls.crt and tls.key)" .Values.tls.provided.secret -}}
{{- end -}}
{{- end }}

{{- /* Image of a program. Call with (list . "keelson-agent"). */ -}}
{{- define "keelson.image" -}}
{{- $root := index . 0 -}}
{{- printf "%s/%s:%s" (trimSuffix "/" $root.Values.image.registry) (index . 1) ($root.Values.image.tag | default $root.Chart.AppVersion) }}
{{- end }}

{{- /* What never changes in the life of a component. Call with (list . "agent"). */ -}}
{{- define "keelson.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: keelson
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "keelson.labels" -}}
{{- $root := index . 0 -}}
{{ include "keelson.selectorLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
app.kubernetes.io/part-of: keelson
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end }}
