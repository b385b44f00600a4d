// Where to tap on the phone, drawn: the menu, Linked devices, and the camera on the code.
import type { ReactNode } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "./pairing.module.css";

export function WhereToTap() {
  const t = useTexts("senders");
  return (
    <ol className={classes["taps"]}>
      <Tap said={t("pairing.step.menu")}>
        <path d="M8 9h11" />
        <circle cx="29" cy="7" r="1.1" />
        <circle cx="29" cy="10.5" r="1.1" />
        <circle cx="29" cy="14" r="1.1" />
        <circle cx="29" cy="10.5" r="6.5" strokeWidth={2.2} className={classes["mark"]} />
        <path d="M8 24h20M8 33h20M8 42h14" />
      </Tap>
      <Tap said={t("pairing.step.devices")}>
        <path d="M8 10h20" />
        <rect x="6" y="19" width="24" height="11" rx="3" strokeWidth={2.2} className={classes["mark"]} />
        <path d="M10 22h7v5h-7zM19 24.5h7" />
        <path d="M8 38h20M8 46h14" />
      </Tap>
      <Tap said={t("pairing.step.camera")}>
        <path d="M9 20v-5h5M22 15h5v5M27 33v5h-5M14 38H9v-5" strokeWidth={2.2} className={classes["mark"]} />
        <path d="M13 19h4v4h-4zM19 19h4v4h-4zM13 30h4v4h-4zM20 30h3v4" />
      </Tap>
    </ol>
  );
}

function Tap({ said, children }: { said: string; children: ReactNode }) {
  return (
    <li>
      <svg viewBox="0 0 36 60" strokeWidth={1.4} aria-hidden>
        <rect x="2" y="1" width="32" height="58" rx="5" />
        {children}
      </svg>
      <span>{said}</span>
    </li>
  );
}
