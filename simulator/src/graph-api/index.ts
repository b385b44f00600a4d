// The Graph API face: finds the object a path names, checks who asks, and hands the call to its edge.
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { Network } from "../network.ts";
import { tokenOf } from "./authorization.ts";
import { accountEdges, appEdges, mediaEdges, numberEdges, templateEdges } from "./edges.ts";
import type { Call, Handler } from "./call.ts";
import { badParameter, envelopeOf, GraphError, unknownObject } from "./graph-error.ts";
import { graphHeaders, nextTraceId } from "./headers.ts";
import { countCall } from "./limits.ts";
import { exchangeCode, inspectToken } from "./oauth.ts";
import { listLibrary } from "./templates/library.ts";
import { readUpload, writeUpload } from "./uploads.ts";

export async function answerGraph(network: Network, request: Request): Promise<Answer> {
  const { version, node, edge } = placeOf(request.path.slice(1));
  const { latency_ms, account } = network.conditions.faults;
  const latency = network.conditions.random.between("latency", latency_ms);
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  if (account.outage === "refuse") return { kind: "reset" };
  const traceId = nextTraceId();
  const usage = { account: "", share: 0 };
  try {
    checkVersion(version);
    if (account.outage === "unavailable") throw new GraphError(2);
    const answer = await route(network, { ...request, version, node, edge }, usage);
    if (answer.kind !== "reply") return answer;
    Object.assign(answer.headers, graphHeaders(version, traceId, usage));
    return answer;
  } catch (problem) {
    if (!(problem instanceof GraphError)) throw problem;
    return reply(envelopeOf(problem, traceId), problem.status, graphHeaders(version, traceId, usage));
  }
}

/** Without a version the oldest live one answers (unverified); clients in the field rely on it. */
function placeOf(path: readonly string[]) {
  const [first = ""] = path;
  const [version, node = "", ...rest] = /^v\d+\.\d+$/.test(first) ? path : [OLDEST, ...path];
  return { version: version ?? OLDEST, node, edge: rest.join("/") };
}

const OLDEST = "v21.0";

/** Versions alive in 2026 and the one that just expired (Meta: Graph API). */
function checkVersion(version: string) {
  if (!/^v2[0-6]\.0$/.test(version)) {
    throw new GraphError(2500, { message: "Unknown path components: /" + version, status: 400 });
  }
}

type Routed = Request & { version: string; node: string; edge: string };

function route(
  network: Network,
  request: Routed,
  usage: { account: string; share: number },
): Answer | Promise<Answer> {
  if (request.node === "oauth" && request.edge === "access_token") return exchangeCode(network, request);
  const token = tokenOf(request, network);
  const call: Call = { ...request, network, token };
  const key = `${call.method} ${call.edge}`;
  const { business, clock } = network;
  if (call.node === "debug_token") return inspectToken(call);
  if (call.node === "message_template_library") return listLibrary(call);
  if (call.node.startsWith("upload:")) return call.method === "GET" ? readUpload(call) : writeUpload(call);
  if (call.node === business.app.id || call.node === "app") return run(call, appEdges[key], business.app);

  const number = business.numberById.get(call.node);
  if (number) return owned(call, number.account.id, usage, () => run(call, numberEdges[key], number));
  const account = business.accounts.get(call.node);
  if (account) return owned(call, account.id, usage, () => run(call, accountEdges[key], account));
  const template = business.templates.get(call.node);
  if (template) return owned(call, template.account, usage, () => run(call, templateEdges[key], template));
  const media = business.media.get(call.node, clock.now());
  if (media) return owned(call, media.account, usage, () => run(call, mediaEdges[key], media));
  throw unknownObject(call.method, call.node);
}

function owned(
  call: Call,
  account: string,
  usage: { account: string; share: number },
  answer: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  if (!call.token.accounts.has(account)) throw unknownObject(call.method, call.node);
  usage.account = account;
  // Sending has its own limit; only management calls count here (Meta: limits).
  const isSending =
    call.method === "POST" && (call.edge === "messages" || call.edge === "marketing_messages");
  usage.share = countCall(call.network, account, isSending ? 0 : 1);
  return answer();
}

function run<T>(call: Call, handler: Handler<T> | undefined, target: T): Answer | Promise<Answer> {
  if (!handler) throw unknownEdge(call);
  return handler({ ...call, target });
}

function unknownEdge({ method, edge, node }: Call): GraphError {
  if (edge === "") return unknownObject(method, node);
  return badParameter(`Unknown path components: /${edge}`);
}
