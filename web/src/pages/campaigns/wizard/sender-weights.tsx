// How many of the people each of several numbers gets.
import { Fieldset, NumberInput } from "@mantine/core";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { shareOf, weightMax } from "./senders.ts";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

type SenderWeightsProps = { form: DraftForm; nameOf(sender: string): string };

export function SenderWeights({ form, nameOf }: SenderWeightsProps) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const { senders } = form.values;
  if (senders.length < 2) return null;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  return (
    <Fieldset legend={t("weights")}>
      <div className={classes["pair"]}>
        {senders.map((sender) => (
          <NumberInput
            key={sender}
            label={<bdi>{nameOf(sender)}</bdi>}
            description={percent.format(shareOf(form.values, sender))}
            placeholder="1"
            min={1}
            max={weightMax}
            allowDecimal={false}
            {...form.getInputProps(`weights.${sender}`)}
          />
        ))}
      </div>
    </Fieldset>
  );
}
