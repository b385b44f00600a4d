// Turns signals into two wishes: to stop, and to stop at once.

export type StopRequests = { stop: AbortSignal; haste: AbortSignal };

/**
 * One Ctrl-C can arrive several times: the terminal signals the whole process group, and npm and the
 * launcher pass it on. Only a signal well after the first is a person losing patience.
 */
export function listenForStop(graceMs = 1_000): StopRequests {
  const stop = new AbortController();
  const haste = new AbortController();
  let firstAt = Infinity;
  const request = (): void => {
    if (Date.now() - firstAt > graceMs) haste.abort();
    firstAt = Math.min(firstAt, Date.now());
    stop.abort();
  };
  // A disconnect is the launcher's death: nobody is left to send a signal.
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, request);
  return { stop: stop.signal, haste: haste.signal };
}
