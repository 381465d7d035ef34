{{- define "kith.environment" -}}
- { name: KITH_ISSUER, value: {{ required "issuer: the public https address" .root.Values.issuer | quote }} }
- { name: KITH_TLS_DIR, value: /run/kith/tls }
{{- if ne .service "identity" }}
- { name: KITH_IDENTITY_ADDRESS, value: "{{ .root.Release.Name }}-identity:8443" }
{{- end }}
{{- if eq .service "gateway" }}
- { name: KITH_DIRECTORY_ADDRESS, value: "{{ .root.Release.Name }}-directory:8443" }
- { name: KITH_CASES_ADDRESS, value: "{{ .root.Release.Name }}-cases:8443" }
- { name: KITH_IDENTITY_HTTP_ADDRESS, value: "{{ .root.Release.Name }}-identity:8444" }
- { name: KITH_TRUSTED_PROXIES, value: {{ join "," .root.Values.trustedProxies | quote }} }
{{- else }}
- { name: KITH_DATABASE_URL_FILE, value: /run/kith/secrets/database-url }
- { name: KITH_KEYSTORE_URL_FILE, value: /run/kith/secrets/keystore-url }
- { name: KITH_BUS_URL_FILE, value: /run/kith/secrets/bus-url }
- { name: KITH_MASTER_KEY_FILE, value: /run/kith/secrets/master-key }
- { name: KITH_LOG_KEY_FILE, value: /run/kith/secrets/log-key }
# Read only where a database URL asks for it with ?ssl=verify-full.
- { name: PGSSLROOTCERT, value: /run/kith/secrets/database-ca.pem }
{{- end }}
{{- if eq .service "identity" }}
- { name: KITH_OPERATOR_JWKS_FILE, value: /run/kith/secrets/operator-jwks }
{{- end }}
{{- range $name, $value := index .root.Values.settings .service }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}
