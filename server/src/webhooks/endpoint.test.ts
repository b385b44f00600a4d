// Public ids of deliveries.

import fc from "fast-check";
import { expect, test } from "vitest";
import { deliveryIdOf, partsOfDeliveryId } from "./endpoint.ts";

const eventId = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 47 }), fc.bigInt({ min: 0n, max: (1n << 62n) - 1n }))
  .map(([ms, sequence]) => {
    const head = ms.toString(16).padStart(12, "0");
    const tail = (sequence | (1n << 63n)).toString(16);
    return `${head.slice(0, 8)}-${head.slice(8)}-7000-${tail.slice(0, 4)}-${tail.slice(4)}`;
  });

test("an id leads back to its endpoint's place and its event", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_095 }), eventId, (place, event) => {
      const id = deliveryIdOf(place, event);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(partsOfDeliveryId(id)).toEqual({ place, eventId: event });
    }),
  );
});

test("any other uuid is nobody's delivery", () => {
  expect(partsOfDeliveryId("01890000-0000-7000-8000-000000000001")).toBeNull();
  expect(partsOfDeliveryId("01890000-0000-8000-8000-000000000001")).toBeNull();
});
