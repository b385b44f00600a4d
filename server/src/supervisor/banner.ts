// What a person sees when everything runs: where it is, the key, and a first message to send.
import type { Config } from "../config.ts";
import { type Quarantine, quarantineReasons } from "../operations/index.ts";

type Card = { apiKey: string | undefined; setupLink: string | null; quarantine: Quarantine | null };

export function banner(config: Config, { apiKey, setupLink, quarantine }: Card): string {
  return [
    "",
    "Waypost is running.",
    ...(quarantine === null ? [] : standsStill(quarantine)),
    "",
    `  Dashboard and API  ${config.http.publicUrl}`,
    ...(config.simulator.enabled ? [`  Simulator          http://localhost:${config.simulator.port}`] : []),
    `  Data               ${config.dataDir}`,
    ...(setupLink === null ? [] : firstPerson(setupLink)),
    ...(apiKey === undefined ? [] : firstMessage(config, apiKey)),
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}

function firstPerson(link: string): string[] {
  return [
    `  First person       ${link}`,
    "                     Works once; another start prints another (docs/people.md).",
  ];
}

function standsStill({ reason, since }: Quarantine): string[] {
  return [
    "",
    `  QUARANTINE since ${since.toISOString()}: ${quarantineReasons[reason]}.`,
    "  Messages are accepted and held; no phone connects and nothing is sent.",
    "  `waypost confirm` shows what waits and how to go on (docs/operate.md).",
  ];
}

function firstMessage({ http }: Config, apiKey: string): string[] {
  const message = { to: "+14155550123", type: "text", text: { body: "Hello from Waypost" } };
  return [
    `  Sandbox API key    ${apiKey}`,
    "",
    "Send a first message, to someone who is simulated:",
    "",
    // One line, to be copied whole.
    `  curl -s ${http.publicUrl}/v1/messages -H "Authorization: Bearer ${apiKey}" ` +
      `-H "Content-Type: application/json" -d '${JSON.stringify(message)}'`,
  ];
}
