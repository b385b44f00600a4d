// The embedded Postgres: the way into this room.
export { clusterDirectory, embeddedPostgresUrl } from "./address.ts";
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded.ts";
export { type DatabaseProbe, probeDatabase } from "./probe.ts";
