// Asks who is there once more, when something waits for it; what it asks with is fetched only then.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { currentProof, followProof } from "../../api/proof.ts";
import { loadTexts } from "../../i18n/texts.ts";

const Dialog = lazy(async () => {
  const [{ ProofDialog }] = await Promise.all([import("./proof-dialog.tsx"), loadTexts("proof")]);
  return { default: ProofDialog };
});

export function ProveAgain() {
  const asked = useSyncExternalStore(followProof, currentProof);
  if (asked === null) return null;
  return (
    <Suspense>
      <Dialog onSettle={asked} />
    </Suspense>
  );
}
