// The secrets room's door: what is sealed, under which keys, and how those are rotated.

export { announcement, type KeySource, refuseUnready } from "./announcement.ts";
export { rotateDataKeys, rotationJob } from "./rotate-data-keys.ts";
export { needsRewrap, rewrapAll } from "./rotate-master-key.ts";
export { type SecretsStatus, secretsStatus } from "./status.ts";
export { readAnnouncements } from "./store.ts";
export { verifySealed } from "./verify.ts";
