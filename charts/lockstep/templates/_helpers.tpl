{{- define "lockstep.name" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "lockstep.coordinator" -}}{{ include "lockstep.name" . }}-coordinator{{- end }}
{{- define "lockstep.worker" -}}{{ include "lockstep.name" . }}-worker{{- end }}
{{- define "lockstep.nats" -}}{{ include "lockstep.name" . }}-nats{{- end }}
{{- define "lockstep.run" -}}{{ default .Release.Name .Values.run }}{{- end }}

{{- define "lockstep.selector" -}}
app.kubernetes.io/name: lockstep
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lockstep.labels" -}}
{{ include "lockstep.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "lockstep.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "lockstep.name" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "lockstep.image" -}}
{{ .root.Values.image.repository }}:{{ default .root.Chart.AppVersion .root.Values.image.tag }}-{{ .flavor }}
{{- end }}

{{/* Path or name of the job, as the coordinator takes it. */}}
{{- define "lockstep.job" -}}
{{- $job := .Values.job -}}
{{- if and (contains "." $job) (not (hasPrefix "/" $job)) -}}
{{- if not (or .Values.jobsConfigMap (hasKey .Values.jobFiles $job)) -}}
{{- fail (printf "job %s is a file, but neither jobFiles nor jobsConfigMap has it. Give it with: --set-file 'jobFiles.%s=%s'" $job (replace "." "\\." $job) $job) -}}
{{- end -}}
/etc/lockstep/jobs/{{ $job }}
{{- else -}}
{{ $job }}
{{- end -}}
{{- end }}

{{- define "lockstep.jobsConfigMap" -}}
{{- if .Values.jobsConfigMap }}{{ .Values.jobsConfigMap }}{{ else if .Values.jobFiles }}{{ include "lockstep.name" . }}-jobs{{ end }}
{{- end }}

{{- define "lockstep.tokenSecret" -}}
{{ default (printf "%s-token" (include "lockstep.name" .)) .Values.auth.existingSecret }}
{{- end }}
{{- define "lockstep.coordinatorTls" -}}
{{ default (printf "%s-tls" (include "lockstep.coordinator" .)) .Values.tls.coordinatorSecret }}
{{- end }}
{{- define "lockstep.workerTls" -}}
{{ default (printf "%s-tls" (include "lockstep.worker" .)) .Values.tls.workerSecret }}
{{- end }}

{{/*
Names in the certificates, by secret: the roles that `lockstep certs` writes. A certificate says what its holder
is, not on which host, so pods may come and go. The coordinator may do whatever a worker may.
*/}}
{{- define "lockstep.certificateNames" -}}
{{ include "lockstep.coordinatorTls" . }}: [lockstep-coordinator, lockstep-worker]
{{ include "lockstep.workerTls" . }}: [lockstep-worker]
{{- end }}

{{- define "lockstep.natsUrl" -}}
{{- if and .Values.nats.enabled .Values.nats.url -}}
{{- fail "nats.enabled starts a server of this release and nats.url names another: set one of them" -}}
{{- end -}}
{{- if .Values.nats.enabled }}nats://{{ include "lockstep.nats" . }}:4222{{ else }}{{ .Values.nats.url }}{{ end }}
{{- end }}

{{- define "lockstep.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int64 .Values.user }}
runAsGroup: {{ int64 .Values.user }}
fsGroup: {{ int64 .Values.user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "lockstep.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* What every pod spec of the release begins with. */}}
{{- define "lockstep.pod" -}}
serviceAccountName: {{ include "lockstep.serviceAccount" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext: {{ include "lockstep.podSecurity" . | nindent 2 }}
{{- end }}

{{/* Placement of coordinator or workers. */}}
{{- define "lockstep.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "lockstep.env" -}}
{{- range $name, $value := .Values.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{/*
Volumes and mounts that coordinator and workers share: token, certificates, a place for scratch files.
Mode 288 is 0440: the pod's group reads them.
*/}}
{{- define "lockstep.secretVolumes" -}}
- name: token
  secret: { secretName: {{ include "lockstep.tokenSecret" .root }}, defaultMode: 288 }
{{- if .root.Values.tls.enabled }}
- name: tls
  secret: { secretName: {{ .tls }}, defaultMode: 288 }
{{- end }}
- name: tmp
  emptyDir: { sizeLimit: 1Gi }
{{- end }}

{{- define "lockstep.secretMounts" -}}
- { name: token, mountPath: /etc/lockstep/token, readOnly: true }
{{- if .Values.tls.enabled }}
- { name: tls, mountPath: /etc/lockstep/tls, readOnly: true }
{{- end }}
- { name: tmp, mountPath: /tmp }
{{- end }}

{{/* The flags that follow from where secrets and metrics are. */}}
{{- define "lockstep.sharedArgs" -}}
- --token-file=/etc/lockstep/token/token
- {{ ternary "--tls=/etc/lockstep/tls" "--insecure" .Values.tls.enabled }}
{{- if .Values.metrics.enabled }}
- --metrics-host=0.0.0.0
- --metrics-port={{ .Values.metrics.port }}
{{- end }}
{{- end }}

{{/*
The kubelet's gRPC probe speaks no TLS: with TLS it is the HTTP port that says whether the coordinator
serves, and without that, only whether its port is open.
*/}}
{{- define "lockstep.coordinatorProbe" -}}
{{- if not .root.Values.tls.enabled -}}
grpc: { port: {{ .root.Values.coordinator.port }} }
{{- else if .root.Values.metrics.enabled -}}
httpGet: { path: {{ .path }}, port: metrics }
{{- else -}}
tcpSocket: { port: grpc }
{{- end -}}
{{- end }}
