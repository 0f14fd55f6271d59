import { expect, it } from "vitest";
import { formatRoom } from "./disk-room";

it.each([
  [33_400_000, "34 MB", "33 MB"],
  [400_000, "1 MB", "0 MB"],
  [599_999_999, "600 MB", "599 MB"],
  [1_000_000_000, "1.00 GB", "1.00 GB"],
  [1_234_000_000, "1.24 GB", "1.23 GB"],
])("%i bytes", (bytes, needed, free) => {
  expect([formatRoom(bytes, Math.ceil), formatRoom(bytes, Math.floor)]).toEqual([needed, free]);
});
