// Wires the room: the door that recognises people, their gates and routes, and what may be thrown away.

import type { GateRoute, Route, SignedIn } from "../kernel/route.ts";
import { authGates } from "./auth-gates.ts";
import type { PeopleDeps } from "./deps.ts";
import { meGates } from "./me-gates.ts";
import { createRecognizer } from "./recognize.ts";
import { peopleRoutes } from "./routes.ts";
import { cookieFor } from "./session-life.ts";
import { createTurns } from "./turns.ts";

export type People = {
  /** Who is behind a Cookie header. */
  recognize(cookies: string): SignedIn | null | Promise<SignedIn | null>;
  /** Scheme, host and port of our pages. */
  origin: string;
  gates: GateRoute[];
  routes: Route[];
};

export function createPeople(given: Omit<PeopleDeps, "forget" | "counting">): People {
  const { engine, now, publicUrl } = given;
  const recognizer = createRecognizer({ engine, cookie: cookieFor(publicUrl), now });
  const counting = createTurns({ atOnce: 2, waitingMax: 100 });
  const deps: PeopleDeps = { ...given, counting, forget: recognizer.forget };
  return {
    recognize: recognizer.recognize,
    origin: new URL(publicUrl).origin,
    gates: [...authGates(deps), ...meGates(deps)],
    routes: peopleRoutes(deps),
  };
}
