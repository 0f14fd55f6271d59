import { expect, test } from "vitest";
import type { PersonView } from "@/lib/people";
import { filterPeople, readPeopleFilter } from "./people-filter";

const person = (name: string, more: Partial<PersonView> = {}): PersonView => ({
  ...{ id: 1, name, role: "staff", is_disabled: false, password_is_temporary: false },
  ...{ logins: 0, last_seen_at: null, created_at: 0, ...more },
});
const people = [
  person("Ann", { role: "admin" }),
  person("王小明", { password_is_temporary: true }),
  person("hanna", { is_disabled: true, password_is_temporary: true }),
];

test.each([
  ["", ["Ann", "王小明", "hanna"]],
  ["q=ANN", ["Ann", "hanna"]],
  ["q=%20小明", ["王小明"]],
  ["q=nobody", []],
  ["role=admin", ["Ann"]],
  ["state=new", ["王小明"]],
  ["state=disabled", ["hanna"]],
  ["state=active&q=a", ["Ann"]],
  ["role=king&state=sleeping", ["Ann", "王小明", "hanna"]],
])("%s", (search, names) => {
  const filter = readPeopleFilter(new URLSearchParams(search));
  expect(filterPeople(people, filter).map(({ name }) => name)).toEqual(names);
});
