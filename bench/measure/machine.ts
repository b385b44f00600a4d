// What the figures were measured on: a rate without its machine says nothing.

import { cpus, loadavg, release, totalmem } from "node:os";

export function machineFacts(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((average) => average.toFixed(1));
  return [
    [
      new Date().toISOString().slice(0, 10),
      `${cpus().length} cores (${cpu?.model.trim()})`,
      `${gigabytes} GB`,
      `Linux ${release()}`,
    ].join(", "),
    `Node ${process.versions.node}, load average before the start ${load.join(" ")}`,
  ].join("\n");
}
