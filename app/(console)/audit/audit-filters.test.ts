import { expect, test } from "vitest";
import { auditFiltersOf, auditQuery, unreadableFilters } from "./audit-filters";

test("an address is read as far as it means something", () => {
  const address = new URLSearchParams("person=7&group=looks&outcome=maybe&from=2026-02-30&to=2026-11-29&id=&x=1");
  expect(auditFiltersOf(address)).toEqual({ person: "7", group: "looks", to: "2026-11-29" });
  expect(unreadableFilters(address)).toEqual(["outcome", "from"]);
});

test("days become moments of the reader's own days, both ends included", () => {
  const query = auditQuery({ person: "system", from: "2026-11-29", to: "2026-11-29" });
  expect(Number(query.get("to")) - Number(query.get("from"))).toBe(86_400);
  expect(query.get("person")).toBe("system");
});
