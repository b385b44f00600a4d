// What all ways in have in common: ask the gate, remember who it is, and go on to where one wanted.
import type { MeResource } from "@waypost/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { me } from "../../api/person.ts";

export function useEntry<Form>(enter: (form: Form) => Promise<MeResource>, to = "/") {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: enter,
    onSuccess: (person) => {
      client.clear();
      client.setQueryData(me.queryKey, person);
      router.history.push(to);
    },
  });
}
