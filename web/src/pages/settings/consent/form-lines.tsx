// Lines of the form that are added and removed one by one.
import { Button, CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "../settings.module.css";
import type { FormProps } from "./consent-page.tsx";

type Several = "words" | "caps";

type FormLinesProps<Name extends Several> = FormProps & {
  name: Name;
  /** What the button says that adds one. */
  add: string;
  most?: number;
  onAdd(): void;
  /** The fields of a line; `path` is where in the form it is. */
  children(path: `${Name}.${number}`): ReactNode;
};

export function FormLines<Name extends Several>(props: FormLinesProps<Name>) {
  const { form, name, add, most = Infinity, onAdd, children } = props;
  const t = useTexts("settings");
  const lines = form.values[name];
  return (
    <>
      {lines.map((_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the form has no other name
        <div key={index} className={classes["bar"]}>
          {children(`${name}.${index}`)}
          <CloseButton aria-label={t("remove")} onClick={() => form.removeListItem(name, index)} />
        </div>
      ))}
      <div>
        <Button size="xs" variant="default" disabled={lines.length >= most} onClick={onAdd}>
          {add}
        </Button>
      </div>
    </>
  );
}
