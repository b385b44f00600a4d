// A short text to be copied whole, such as an id.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTexts } from "../i18n/texts.ts";
import classes from "./copy-text.module.css";
import { useCopy } from "./use-copy.ts";

export function CopyText({ text }: { text: string }) {
  const t = useTexts("parts");
  const { copied, copy } = useCopy();
  const label = copied ? t("copy.done") : t("copy.text");
  return (
    <span className={classes["pair"]}>
      <bdi dir="ltr" className={classes["text"]}>
        {text}
      </bdi>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => copy(text)}>
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
