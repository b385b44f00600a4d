// Ends a visit in a tenant's name; what was seen there is forgotten.
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { callGate } from "../../api/gates.ts";
import { becomePerson } from "../../api/person.ts";

export function useEndVisit(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    const person = await callGate("POST /v1/auth/impersonation/end");
    becomePerson(client, person);
    await router.invalidate();
  };
}
