// A QR code as one path, dark on white in every colour scheme: cameras want it so.
import { create } from "qrcode";
import { useMemo } from "react";
import classes from "./pairing.module.css";

/** ISO/IEC 18004: four modules of nothing on each side. */
const quiet = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  const whole = size + 2 * quiet;
  return (
    <svg
      className={classes["qr"]}
      viewBox={`0 0 ${String(whole)} ${String(whole)}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={`M0 0h${String(whole)}v${String(whole)}H0z`} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

function drawn(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: "L" }).modules;
  const dark = [...data].flatMap((bit, at) => (bit === 0 ? [] : [at]));
  const squares = dark.map(
    (at) => `M${String((at % size) + quiet)} ${String(Math.floor(at / size) + quiet)}h1v1h-1z`,
  );
  return { size, path: squares.join("") };
}
