// An uploaded file as an address that an <img> can show.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { waypost } from "../api/client.ts";
import { currentMode } from "../api/mode.ts";

type MediaFile = {
  /** Null while there is none. */
  address: string | null;
  /** It was asked for, and is not there: it has ended, or was uploaded in the other of live and test. */
  isMissing: boolean;
};

export function useMediaFile(id: string | null): MediaFile {
  const { data, isError: isMissing } = useQuery({
    queryKey: [currentMode(), "/v1/media/{id}/content", { params: { id } }],
    queryFn: async () =>
      (await waypost.open("GET /v1/media/{id}/content", { params: { id: id ?? "" } })).blob(),
    enabled: id !== null,
    staleTime: Infinity,
  });
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (data === undefined) return setAddress(null);
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  return { address, isMissing };
}
