// Response headers worth honouring (Meta: Graph API).
import { randomBytes } from "node:crypto";

export type GraphHeaders = Record<string, string>;

const run = randomBytes(6).toString("base64url");
let traces = 0;

export function nextTraceId(): string {
  traces += 1;
  return `A${run}${traces.toString(36).padStart(9, "0")}`;
}

/** `share` is the percentage of the hourly call limit that the account has used. */
export function graphHeaders(
  version: string,
  traceId: string,
  usage: { account: string; share: number },
): GraphHeaders {
  const spent = `"call_count":${usage.share},"total_cputime":0,"total_time":${usage.share}`;
  const regain = usage.share >= 100 ? 60 : 0;
  return {
    "facebook-api-version": version,
    "x-fb-request-id": traceId,
    "x-fb-trace-id": traceId,
    "x-fb-debug": traceId,
    "x-fb-rev": "1000000001",
    "x-app-usage": `{${spent}}`,
    ...(usage.account !== "" && {
      "x-business-use-case-usage":
        `{"${usage.account}":[{"type":"whatsapp_business_management",${spent},` +
        `"estimated_time_to_regain_access":${regain}}]}`,
    }),
  };
}
