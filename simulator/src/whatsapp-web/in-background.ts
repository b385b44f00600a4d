// Work nobody waits for: a failure of it is a mistake of ours, told and survived.
export type OnError = (problem: unknown) => void;

export function inBackground(work: Promise<unknown>, { onError }: { onError: OnError }) {
  work.catch(onError);
}
