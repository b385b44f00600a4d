// An upload as an address that an <img> can show; null while there is none, and for what is no upload.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { waypost } from "../../api/client.ts";
import { currentMode } from "../../api/mode.ts";
import { isUpload } from "./media.ts";

export function useSampleFile(source: string): string | null {
  const { data } = useQuery({
    queryKey: [currentMode(), "/v1/media/{id}/content", { params: { id: source } }],
    queryFn: async () =>
      (await waypost.open("GET /v1/media/{id}/content", { params: { id: source } })).blob(),
    enabled: isUpload(source),
    staleTime: Infinity,
  });
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (data === undefined) return setAddress(null);
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  return address;
}
