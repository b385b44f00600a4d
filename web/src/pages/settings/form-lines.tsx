// Lines of a form that are added and removed one by one.
import { Button, CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/texts.ts";
import classes from "./settings.module.css";

type FormLinesProps = {
  /** How many there are. */
  count: number;
  /** What the button says that adds one. */
  add: string;
  most?: number;
  onAdd(): void;
  onRemove(index: number): void;
  /** The fields of a line. */
  children(index: number): ReactNode;
};

export function FormLines({ count, add, most = Infinity, onAdd, onRemove, children }: FormLinesProps) {
  const t = useTexts("settings");
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the form has no other name
        <div key={index} className={`${classes["bar"]} ${classes["line"]}`}>
          {children(index)}
          <CloseButton aria-label={t("remove")} onClick={() => onRemove(index)} />
        </div>
      ))}
      <div>
        <Button size="xs" variant="default" disabled={count >= most} onClick={onAdd}>
          {add}
        </Button>
      </div>
    </>
  );
}
