// What a person sees when everything runs: where it is, the key, and a first message to send.
import type { Config } from "../config.ts";

export function banner(config: Config, apiKey: string | undefined): string {
  return [
    "",
    "Waypost is running.",
    "",
    `  Dashboard and API  ${config.http.publicUrl}`,
    ...(config.simulator.enabled ? [`  Simulator          http://localhost:${config.simulator.port}`] : []),
    `  Data               ${config.dataDir}`,
    ...(apiKey === undefined ? [] : firstMessage(config, apiKey)),
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
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
