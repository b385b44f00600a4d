// The supervisor of `waypost start`: the way into this room.
export { holdDataDirectory } from "./data-directory.ts";
export { listeningProblem } from "./ports.ts";
export { PROCESSES } from "./processes.ts";
export { superviseAll } from "./supervise-all.ts";
export { requestRestart } from "./restart-requests.ts";
