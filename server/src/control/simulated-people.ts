// Asks the simulator about its people, and makes them act.

import { AppError } from "../kernel/errors.ts";
import { askSimulator, SimulatorRefusedError } from "../sandbox-numbers.ts";

export type SimulatedPeople = {
  read<Answer>(path: string): Promise<Answer>;
  act(path: string, body: object): Promise<unknown>;
};

export function createSimulatedPeople(simulatorUrl: string): SimulatedPeople {
  const ask = (path: string, init: RequestInit): Promise<unknown> =>
    askSimulator(simulatorUrl, `people/${path}`, init).catch((error: unknown) => {
      if (!(error instanceof SimulatorRefusedError))
        throw new AppError("transport_not_available", "The sandbox does not answer.");
      throw new AppError("session_wrong_state", `A simulated phone cannot do that: ${error.said}.`);
    });
  return {
    read: async <Answer>(path: string) => (await ask(path, {})) as Answer,
    act: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }),
  };
}
