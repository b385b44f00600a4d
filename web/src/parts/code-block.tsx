// Something for machines, shown as it is: a line for a terminal, a record in JSON.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTexts } from "../i18n/texts.ts";
import classes from "./code-block.module.css";
import { useCopy } from "./use-copy.ts";

export function CodeBlock({ label, text }: { label: string; text: string }) {
  const t = useTexts("parts");
  const { copied, copy } = useCopy();
  const says = copied ? t("copy.done") : t("copy.text");
  return (
    <div className={classes["box"]}>
      <pre className={classes["text"]} dir="ltr" tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <Tooltip label={says}>
        <ActionIcon
          className={classes["copy"]}
          variant="default"
          size="sm"
          aria-label={says}
          onClick={() => copy(text)}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
