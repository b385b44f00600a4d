// What a person sees when everything runs: where it is, the key, and a first message to send.
import type { Config } from "../config.ts";

export function banner(config: Config, apiKey: string | undefined): string {
  const lines = ["", "Waypost is running.", "", `  Dashboard and API  ${config.http.publicUrl}`];
  if (config.simulator.enabled)
    lines.push(`  Simulator          http://localhost:${config.simulator.port}`);
  lines.push(`  Data               ${config.dataDir}`);
  if (apiKey)
    lines.push(
      `  Sandbox API key    ${apiKey}`,
      "",
      "Send a first message, to someone who is simulated:",
      "",
      curl(config, apiKey),
    );
  lines.push("", "Ctrl-C stops it.", "");
  return lines.join("\n");
}

/** One line, to be copied whole. */
function curl(config: Config, apiKey: string): string {
  const message = { to: "+14155550123", type: "text", text: { body: "Hello from Waypost" } };
  return (
    `  curl -s ${config.http.publicUrl}/v1/messages -H "Authorization: Bearer ${apiKey}" ` +
    `-H "Content-Type: application/json" -d '${JSON.stringify(message)}'`
  );
}
