/** What a server of the demo or of a test has beyond the defaults. */
export interface ServerOptions {
  /** Gauges such as `vault_secret_kv_count` appear after this; OpenBao's and Vault's own default is 10 minutes. */
  usageGaugePeriod?: string;
  /** More configuration in HCL: listeners, seals, quotas. */
  config?: string;
}

/**
 * The configuration file: telemetry for Prometheus and, on OpenBao, a file audit device. OpenBao takes audit devices
 * from its configuration only (https://openbao.org/docs/configuration/audit/); on Vault they are made by the API.
 */
export function serverConfig(
  kind: 'openbao' | 'vault',
  auditLogFile: string,
  { usageGaugePeriod = '5s', config = '' }: ServerOptions,
): string {
  const audit = `audit "file" "main" {\n  options {\n    file_path = ${JSON.stringify(auditLogFile)}\n  }\n}\n`;
  return `telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
  usage_gauge_period = "${usageGaugePeriod}"
}
${kind === 'openbao' ? audit : ''}${config}`;
}
