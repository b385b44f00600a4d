// The embedded Postgres: the way into this room.
export { clusterDirectory, embeddedPostgresUrl } from "./address.ts";
export { startEmbeddedPostgres } from "./embedded.ts";
export { probeDatabase } from "./probe.ts";
