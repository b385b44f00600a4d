// A key that was just made: shown this once, with a line that uses it.
import type { ApiKeyCreated } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { ShownOnce } from "../../../parts/shown-once.tsx";
import { exampleOf } from "./example.ts";

export function NewKey({ made, onClose }: { made: ApiKeyCreated | null; onClose(): void }) {
  const t = useTexts("developers");
  const key = made?.key ?? null;
  return (
    <ShownOnce
      secret={key}
      title={t("keys.made")}
      hint={t("keys.madeHint")}
      done={t("keys.kept")}
      onClose={onClose}
    >
      {made === null || key === null ? null : (
        <CodeBlock label={t("keys.example")} text={exampleOf(location.origin, made, key)} />
      )}
    </ShownOnce>
  );
}
