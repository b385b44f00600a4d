// The keyboard: `/` to the search, `g` and a letter to a page, `?` to see them all.
import { Kbd, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTexts } from "../../i18n/texts.ts";
import { usePerson } from "../../api/person.ts";
import { type Place, placesOf } from "../navigation.ts";
import { deedOf } from "./keys.ts";
import classes from "./shortcuts.module.css";

export function Shortcuts() {
  const t = useTexts("shell");
  const [isOpen, sheet] = useDisclosure(false);
  const person = usePerson();
  const places = useMemo(() => placesOf(person), [person]);
  useKeys(places, sheet.open);
  return (
    <Modal
      opened={isOpen}
      onClose={sheet.close}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <dl className={classes["keys"]}>
        <Line keys={["/"]}>{t("keys.search")}</Line>
        <Line keys={["?"]}>{t("keys.sheet")}</Line>
        {places.map(({ to, label, letter }) => (
          <Line key={to} keys={["g", letter]}>
            {t(label)}
          </Line>
        ))}
      </dl>
    </Modal>
  );
}

function Line({ keys, children }: { keys: readonly string[]; children: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </>
  );
}

/** A second key this much later belongs to another thought. */
const pairMs = 1_200;

function useKeys(places: readonly Place[], openSheet: () => void): void {
  const navigate = useNavigate();
  const gAt = useRef(-Infinity);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const deed = deedOf({
        key: event.key,
        isTyping: isTyping(event.target),
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
        afterG: event.timeStamp - gAt.current < pairMs,
      });
      gAt.current = deed === "g" ? event.timeStamp : -Infinity;
      if (deed === null || deed === "g") return;
      event.preventDefault();
      if (deed.kind === "search") document.querySelector<HTMLElement>("[data-search]")?.focus();
      if (deed.kind === "keys") openSheet();
      if (deed.kind !== "go") return;
      const place = places.find(({ letter }) => letter === deed.letter);
      if (place !== undefined) void navigate({ to: place.to });
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [navigate, places, openSheet]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
