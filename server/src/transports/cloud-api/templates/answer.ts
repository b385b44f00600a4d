// What an HTTP answer about a template means: done, refused, later, or perhaps done.

import type { Exchanged } from "../../http/client.ts";
import { fields } from "../../http/json.ts";
import type { TemplateAnswer } from "../../template-sync.ts";
import type { TransportError } from "../../transport.ts";
import { judge, type Verdict } from "../error-map.ts";
import { type GraphError, readGraphError } from "../graph-error.ts";

/** `read` answers null for a body that does not say what it should. */
export function readAnswerOf<Value>(
  exchanged: Exchanged,
  read: (body: unknown) => { value: Value } | null,
  secret: string,
): TemplateAnswer<Value> {
  const said = (error: TransportError): TransportError => ({
    ...error,
    detail: error.detail.replaceAll(secret, "[token]").replace(/EA[A-Za-z0-9]{20,}/g, "[token]"),
  });
  if (exchanged.kind === "failed") {
    const { left, reason } = exchanged;
    if (left) return { kind: "unknown", error: lost(`The connection broke (${reason}).`) };
    const detail = `The provider was not reached (${reason}).`;
    return { kind: "later", error: { code: "connection_failed", providerCode: null, detail }, afterMs: null };
  }
  const { status, body, retryAfterMs } = exchanged.answer;
  if (status >= 200 && status < 300) return readDone(status, read(body));
  const graph = readGraphError(fields(body)["error"]);
  if (graph === null) return unexplained(status, retryAfterMs);
  const verdict = verdictOf(graph, status);
  const error = said({ code: verdict.error, providerCode: codeOf(graph), detail: graph.detail });
  return verdict.class === "permanent"
    ? { kind: "refused", error }
    : { kind: "later", error, afterMs: retryAfterMs ?? verdict.afterMs };
}

function readDone<Value>(status: number, read: { value: Value } | null): TemplateAnswer<Value> {
  if (read !== null) return { kind: "done", value: read.value };
  return { kind: "unknown", error: lost(`The provider answered ${status} without a result.`) };
}

/** The reason stands in the subcode; what has none but 100 was malformed ("Error codes", template creation). */
function verdictOf(graph: GraphError, status: number): Verdict {
  if (graph.code !== 100 || graph.subcode === 33) return judge(graph, status);
  const bySubcode = judge({ ...graph, code: graph.subcode ?? 100 }, status);
  return bySubcode.error === "request_rejected" ? { ...bySubcode, error: "template_refused" } : bySubcode;
}

function codeOf({ code, subcode }: GraphError): string {
  return subcode === null ? String(code) : `${code}/${subcode}`;
}

/** Without a Graph error, 4xx comes from something before Graph; after a 5xx nobody knows. */
function unexplained(status: number, retryAfterMs: number | null): TemplateAnswer<never> {
  const detail = `The provider's address answered ${status} without a Graph error.`;
  if (status >= 500 || status === 408) return { kind: "unknown", error: lost(detail) };
  const error: TransportError = { code: "provider_error", providerCode: String(status), detail };
  return { kind: "later", error, afterMs: retryAfterMs };
}

function lost(detail: string): TransportError {
  return { code: "outcome_unknown", providerCode: null, detail };
}
