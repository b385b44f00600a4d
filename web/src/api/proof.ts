// The second proof that is wanted before what is grave: it is asked for when the API wants it, and then what was wanted
// is done without being asked for again.
import { isCode } from "@waypost/sdk";
import { createStore } from "./store.ts";

/** Somebody waits for a proof; false means they thought better of it. */
export type Asked = (proved: boolean) => void;

const store = createStore<Asked | null>(null);
export const followProof = store.follow;
export const currentProof = store.get;

export async function withProof<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!isCode(error, "second_proof_required") || !(await askProof())) throw error;
    return call();
  }
}

let asking: Promise<boolean> | null = null;

/** Whoever else needs one meanwhile waits for the same. */
function askProof(): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => store.set(resolve)).finally(() => {
    asking = null;
    store.set(null);
  });
  return asking;
}
