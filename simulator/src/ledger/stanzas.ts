// Finds messages that came in by WhatsApp Web by the id their sender chose; a phone shows one message per id.
export type Stanzas = {
  find(phone: number, id: string): number | undefined;
  add(row: number, phone: number, id: string): void;
  clear(): void;
};

export function createStanzas(): Stanzas {
  const rows = new Map<string, number>();
  return {
    find: (phone, id) => rows.get(`${phone} ${id}`),
    add: (row, phone, id) => void rows.set(`${phone} ${id}`, row),
    clear: () => rows.clear(),
  };
}
