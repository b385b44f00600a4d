// Copies a text that stands beside it.
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTexts } from "../i18n/texts.ts";
import { IconButton, type IconButtonProps } from "./icon-button.tsx";
import { useCopy } from "./use-copy.ts";

type CopyButtonProps = { text: string } & Pick<IconButtonProps, "className" | "variant">;

export function CopyButton({ text, ...looks }: CopyButtonProps) {
  const t = useTexts("parts");
  const { copied, copy } = useCopy();
  return (
    <IconButton
      size="sm"
      label={copied ? t("copy.done") : t("copy.text")}
      onClick={() => copy(text)}
      {...looks}
    >
      {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    </IconButton>
  );
}
