// WhatsApp on localhost: the Graph API, the people behind it, and a ledger of what they received.
import { DEFAULTS } from "./business/index.ts";
import { displayOf } from "./business/numbers.ts";
import type { SimulatorOptions } from "./config.ts";
import { answerControl } from "./control/index.ts";
import { answerGraph } from "./graph-api/index.ts";
import { downloadMedia } from "./graph-api/media-download.ts";
import type { Answer, Request } from "./http/answer.ts";
import { reply } from "./http/answer.ts";
import { createListener } from "./http/server.ts";
import { createNetwork } from "./network.ts";
import type { Network } from "./network.ts";
import { present } from "./present.ts";
import { PATH } from "./whatsapp-web/index.ts";

export type { SimulatorOptions } from "./config.ts";

/** What any Cloud API client needs to talk to this network. */
export type SandboxConfig = {
  graph_url: string;
  version: string;
  access_token: string;
  app_id: string;
  app_secret: string;
  verify_token: string;
  waba_id: string;
  phone_number_id: string;
  display_phone_number: string;
  web: WebSandbox;
};

/** What a WhatsApp Web client needs besides a phone that scans its QR code. */
export type WebSandbox = {
  url: string;
  /** Root of the server's Noise certificates, base64; certificate of the media host, PEM. */
  certificate_root: string;
  media_certificate: string;
};

export type Simulator = {
  start(): Promise<{ url: string; port: number }>;
  stop(): Promise<void>;
  config(): SandboxConfig;
};

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { seed, faults, onError = warn } = options;
  const network = createNetwork({
    ...options,
    onError,
    faults: seed === undefined ? faults : { seed, ...asObject(faults) },
  });
  if (options.webhookUrl) network.business.app.callback.url = options.webhookUrl;
  let url = "";
  const config = () => sandboxConfig(network, url);
  const listener = createListener({
    answer: (request) => answer(network, request, config),
    upgrade: network.web.upgrade,
    onError,
  });
  return {
    async start() {
      const port = await listener.start(options.port ?? 0, options.host ?? "127.0.0.1");
      url = options.publicUrl ?? `http://127.0.0.1:${port}`;
      return { url, port };
    },
    async stop() {
      network.schedule.clear();
      // Sockets first: the listener waits for them.
      await network.web.stop();
      await listener.stop();
      await network.webhooks.stop();
    },
    config,
  };
}

/** Shown by Node on standard error, unless somebody listens. */
function warn(problem: unknown) {
  process.emitWarning(problem instanceof Error ? problem : String(problem));
}

async function answer(network: Network, request: Request, config: () => SandboxConfig): Promise<Answer> {
  const [face] = request.path;
  if (face === "graph") return answerGraph(network, request);
  if (face === "media") return downloadMedia(network, request);
  if (face === "_sim") return answerControl(network, request, config);
  return reply({ error: "not found" }, 404);
}

function sandboxConfig(network: Network, url: string): SandboxConfig {
  const { app, numbers } = network.business;
  const first = present(numbers[0], "the number every sandbox begins with");
  return {
    graph_url: `${url}/graph`,
    version: "v25.0",
    access_token: DEFAULTS.accessToken,
    app_id: app.id,
    app_secret: app.secret,
    verify_token: app.verifyToken,
    waba_id: DEFAULTS.accountId,
    phone_number_id: first.id,
    display_phone_number: displayOf(first.digits),
    web: { url: `${url.replace(/^http/, "ws")}${PATH}`, ...network.web.trust },
  };
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
