// Copies what a form is about to ask as a line for a terminal.
import { IconCheck, IconTerminal2 } from "@tabler/icons-react";
import { type Call, curlOf } from "../api/curl.ts";
import { useTexts } from "../i18n/texts.ts";
import { IconButton } from "./icon-button.tsx";
import { useCopy } from "./use-copy.ts";

/** `call` is what the form would send now. */
export function CopyAsCurl({ call }: { call: Call }) {
  const t = useTexts("parts");
  const { copied, copy } = useCopy();
  return (
    <IconButton
      label={copied ? t("copy.done") : t("copy.curl")}
      onClick={() => copy(curlOf(location.origin, call))}
    >
      {copied ? <IconCheck size={18} aria-hidden /> : <IconTerminal2 size={18} aria-hidden />}
    </IconButton>
  );
}
