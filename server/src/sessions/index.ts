// The sessions room's door: what people ask of sessions, and the holder that keeps them.

export { adviceOn } from "./advice.ts";
export { type Answers, createAnswers } from "./answers.ts";
export { readShardHolder } from "./export-store.ts";
export { createHolder, type Holder, type HolderDeps, type SenderOnTransport } from "./holder.ts";
export { createSessionMemory, type Fence } from "./memory.ts";
export { sessionsOfPerson } from "./personal-data.ts";
export { sessionRoutes, type SessionRouteDeps } from "./routes.ts";
export { sessionsOf } from "./sessions-of.ts";
export { readSessionsOfSenders } from "./store.ts";
export { canSend } from "./session.ts";
