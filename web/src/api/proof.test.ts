// A second proof: what needed it is done after it, once, and not at all when somebody thinks better of it.
import { WaypostError } from "@waypost/sdk";
import { expect, test } from "vitest";
import { currentProof, withProof } from "./proof.ts";

const refusal = (code: "second_proof_required" | "forbidden"): WaypostError => new WaypostError(code, "No.");

function gate(): { calls: number; call(): Promise<string> } {
  const state = {
    calls: 0,
    call: () => {
      state.calls += 1;
      return state.calls === 1 ? Promise.reject(refusal("second_proof_required")) : Promise.resolve("done");
    },
  };
  return state;
}

test("one proof is enough for all who wait for it", async () => {
  const [first, second] = [gate(), gate()];
  const both = Promise.all([withProof(first.call), withProof(second.call)]);
  await expect.poll(() => currentProof()).not.toBeNull();
  currentProof()?.(true);
  expect(await both).toEqual(["done", "done"]);
  expect([first.calls, second.calls]).toEqual([2, 2]);
  expect(currentProof()).toBeNull();
});

test("without it, the refusal is told and nothing is tried again", async () => {
  const one = gate();
  const wanted = withProof(one.call);
  await expect.poll(() => currentProof()).not.toBeNull();
  currentProof()?.(false);
  await expect(wanted).rejects.toMatchObject({ code: "second_proof_required" });
  expect(one.calls).toBe(1);
});

test("other refusals ask for nothing", async () => {
  const refused = withProof(() => Promise.reject(refusal("forbidden")));
  await expect(refused).rejects.toMatchObject({ code: "forbidden" });
  expect(currentProof()).toBeNull();
});
