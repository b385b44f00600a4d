// In the sandbox a simulated phone scans the code.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { tell } from "../../../parts/tell.tsx";
import classes from "./pairing.module.css";

export function SimulatedScan({ qr }: { qr: string }) {
  const t = useTexts("senders");
  const [phone, setPhone] = useState(anyPhone);
  const scan = useChange("POST /v1/sandbox/phones/{phone}/scan");
  return (
    <form
      className={classes["typed"]}
      onSubmit={(event) => {
        event.preventDefault();
        scan.mutate(
          { params: { phone }, body: { qr } },
          { onSuccess: () => tell(t("pairing.simulated.done")) },
        );
      }}
    >
      <TextInput
        label={t("pairing.simulated.phone")}
        type="tel"
        dir="ltr"
        value={phone}
        onChange={({ currentTarget: { value } }) => setPhone(value)}
      />
      <Button type="submit" loading={scan.isPending}>
        {t("pairing.simulated.action")}
      </Button>
      {scan.error === null ? null : <ErrorCard error={scan.error} />}
    </form>
  );
}

/** Any will do, but two senders on one phone would be one number; 555 with 01 is nobody's. */
function anyPhone(): string {
  const [some = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `+1555701${String(1_000 + (some % 9_000))}`;
}
