// The events as they come in, from now on; held back for as long as somebody reads.
import type { LiveEvent } from "@waypost/sdk";
import { useEffect, useRef, useState } from "react";
import { waypost } from "../../../api/client.ts";
import { withNewest } from "./filter.ts";

/** Often enough to be live, seldom enough that thousands in a second can be drawn. */
const drawnMs = 250;

export type Stream = {
  events: readonly LiveEvent[];
  /** How many came while it was paused. */
  held: number;
  error: Error | null;
  clear(): void;
};

export function useStream(isPaused: boolean): Stream {
  const come = useRef<LiveEvent[]>([]);
  const [events, setEvents] = useState<readonly LiveEvent[]>([]);
  const [held, setHeld] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    const end = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of waypost.events({ signal: end.signal })) come.current.push(event);
    };
    follow().catch((why: Error) => {
      if (!end.signal.aborted) setError(why);
    });
    return () => end.abort();
  }, []);
  useEffect(() => {
    const draw = (): void => {
      if (isPaused) return setHeld(come.current.length);
      const some = come.current.splice(0);
      setHeld(0);
      setEvents((shown) => withNewest(shown, some));
    };
    draw();
    const timer = setInterval(draw, drawnMs);
    return () => clearInterval(timer);
  }, [isPaused]);
  return { events, held, error, clear: () => setEvents([]) };
}
