import { expect, test } from "vitest";
import { beyondTheBar, isCurrentPage, navigationFor } from "./navigation";

const hrefs = (pages: readonly { href: string }[]) => pages.map(({ href }) => href);

test("staff and QA have all their pages in a phone's bar", () => {
  expect(hrefs(navigationFor("staff"))).toEqual(["/chat", "/history", "/voice-profiles"]);
  for (const role of ["staff", "qa"] as const) expect(beyondTheBar(navigationFor(role))).toEqual([]);
});

test("an administrator finds in the menu what the bar has no place for, and nothing twice", () => {
  const pages = navigationFor("admin");
  const more = beyondTheBar(pages);
  expect(pages.length - more.length).toBe(4);
  expect(hrefs(more)).toContain("/settings");
  expect(hrefs(more)).not.toContain("/chat");
});

test.each([
  ["/settings", true],
  ["/settings/lexicon", true],
  ["/settings-of-somebody", false],
  ["/chat", false],
])("the settings are current at %s: %s", (pathname, isCurrent) => {
  expect(isCurrentPage({ href: "/settings" }, pathname)).toBe(isCurrent);
});
