// The ways a number can send, with what each of them is.
import { useTexts } from "../../../i18n/texts.ts";
import classes from "../senders.module.css";
import type { Road } from "./roads.ts";

type RoadChoiceProps = { roads: readonly Road[]; chosen: Road; onChange(road: Road): void };

export function RoadChoice({ roads, chosen, onChange }: RoadChoiceProps) {
  const t = useTexts("senders");
  return (
    <fieldset className={classes["choices"]}>
      <legend>{t("add.road")}</legend>
      {roads.map((road) => (
        <label key={road} className={classes["choice"]}>
          <input type="radio" name="road" checked={chosen === road} onChange={() => onChange(road)} />
          <strong>{t(`transport.${road}`)}</strong>
          <small>{t(`add.${road}`)}</small>
        </label>
      ))}
    </fieldset>
  );
}
