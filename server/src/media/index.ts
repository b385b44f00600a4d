// The media room's door: files of tenants, where their bytes are, and how they get in and out.

export { openMediaStore } from "./bytes/open.ts";
export type { MediaStore } from "./bytes/port.ts";
export { checkMessageMedia, type MessageWithMedia } from "./check-message-media.ts";
export { createInboundFiles, type InboundFiles } from "./inbound/inbound-files.ts";
export { type ClaimedFile, enqueueInboundFiles } from "./inbound/inbound-store.ts";
export { openLink } from "./open-link.ts";
export { outgoingFilesOf } from "./outgoing-files.ts";
export { signLink, verifyLink } from "./link.ts";
export { mediaOfPerson } from "./personal-data.ts";
export type { Links } from "./present-media.ts";
export { pruneMediaJob } from "./prune-media.ts";
export { inboundKeptMs, uploadKeptMs } from "./retention.ts";
export { mediaDownload, type MediaRouteDeps, mediaRoutes } from "./routes.ts";
export { bytesMax as mediaBytesMax } from "./whatsapp-types.ts";
