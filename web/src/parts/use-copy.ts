// Puts a text on the clipboard, and says for a moment that it is there.
import { useCallback, useEffect, useState } from "react";

const shownMs = 1_500;

export function useCopy(): { copied: boolean; copy(text: string): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback((text: string) => {
    void write(text).then(() => setCopied(true));
  }, []);
  return { copied, copy };
}

/** The clipboard is for secure pages; over plain http in one's own network only the old way is left. */
async function write(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
