// What is being done to dead letters, how far it is, and the list made anew when it is over.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { waypost } from "../../api/client.ts";
import { isUnder } from "../../api/query.ts";
import { type Deed, perform, type Progress } from "./deeds.ts";

const ask = {
  replay: (body: Parameters<typeof waypost.deadLetters.replay>[0]) => waypost.deadLetters.replay(body),
  drop: (id: string) => waypost.request("DELETE /v1/dead-letters/{id}", { params: { id } }),
};

export type Deeds = {
  progress: Progress | null;
  error: Error | null;
  /** Null when it failed; some may be done all the same. */
  run(deed: Deed): Promise<number | null>;
};

export function useDeeds(): Deeds {
  const [progress, setProgress] = useState<Progress | null>(null);
  const client = useQueryClient();
  const work = useMutation({
    mutationFn: (deed: Deed) => {
      setProgress({ done: 0, total: deed.kind === "replayAll" ? null : deed.ids.length });
      return perform(deed, ask, setProgress);
    },
    onSettled: () => {
      setProgress(null);
      void client.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, "/v1/dead-letters") });
    },
  });
  return { progress, error: work.error, run: (deed) => work.mutateAsync(deed).catch(() => null) };
}
