// What the simulator is started with: options in-process, environment variables as its own process.
import type { NetworkOptions } from "./network.ts";

export type SimulatorOptions = {
  /** 0 picks a free one. */
  port?: number;
  /** Loopback if left out: the simulator hands out its credentials to whoever asks. */
  host?: string;
  /** Where clients reach it, if not on this machine. */
  publicUrl?: string;
  /** Receives the webhooks of the default app; else register one (see README). */
  webhookUrl?: string;
  seed?: number;
  /** Hears of our own mistakes; a client is only told that there was one. */
  onError?(problem: unknown): void;
} & Omit<NetworkOptions, "onError">;

/** The one reader of the environment in this package. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SimulatorOptions {
  const { WAYPOST_SIMULATOR_PORT, WAYPOST_SIMULATOR_WEBHOOK_URL, WAYPOST_SIMULATOR_SEED } = environment;
  const { WAYPOST_SIMULATOR_LINKS_FILE: linksFile } = environment;
  const port = wholeNumber("WAYPOST_SIMULATOR_PORT", WAYPOST_SIMULATOR_PORT, 65_535) ?? 8_485;
  const seed = wholeNumber("WAYPOST_SIMULATOR_SEED", WAYPOST_SIMULATOR_SEED, 4_294_967_295);
  const webhookUrl = WAYPOST_SIMULATOR_WEBHOOK_URL;
  const { WAYPOST_SIMULATOR_HOST: host, WAYPOST_SIMULATOR_URL: publicUrl } = environment;
  if (publicUrl && !URL.canParse(publicUrl)) throw new Error("WAYPOST_SIMULATOR_URL is not a URL");
  if (webhookUrl && !URL.canParse(webhookUrl)) throw new Error("WAYPOST_SIMULATOR_WEBHOOK_URL is not a URL");
  return {
    port,
    ...(seed !== undefined && { seed }),
    ...(webhookUrl && { webhookUrl }),
    ...(linksFile && { linksFile }),
    ...(host && { host }),
    ...(publicUrl && { publicUrl }),
  };
}

function wholeNumber(name: string, value: string | undefined, max: number): number | undefined {
  if (value === undefined || value === "") return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > max) throw new Error(`${name} must be 0 to ${max}`);
  return number;
}
