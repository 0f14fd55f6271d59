import { type Role, roles } from "@/lib/auth/permissions";
import type { PersonView } from "@/lib/people";

export const personStates = ["active", "new", "disabled"] as const;
export type PersonState = (typeof personStates)[number];

/** What the list is narrowed to; what is absent narrows nothing. */
export interface PeopleFilter {
  query: string;
  role: Role | null;
  state: PersonState | null;
}

/** `new`: the person has no password of their own yet. */
export function stateOf(person: Pick<PersonView, "is_disabled" | "password_is_temporary">): PersonState {
  if (person.is_disabled) return "disabled";
  return person.password_is_temporary ? "new" : "active";
}

/** The filter in an address; what can't be read there narrows nothing. */
export function readPeopleFilter(parameters: { get(name: string): string | null }): PeopleFilter {
  return {
    query: parameters.get("q") ?? "",
    role: roles.find((role) => role === parameters.get("role")) ?? null,
    state: personStates.find((state) => state === parameters.get("state")) ?? null,
  };
}

/** Those whose name holds the words, in the order given. */
export function filterPeople(people: readonly PersonView[], { query, role, state }: PeopleFilter): PersonView[] {
  const wanted = query.trim().toLowerCase();
  return people.filter(
    (person) =>
      person.name.toLowerCase().includes(wanted) &&
      (role === null || person.role === role) &&
      (state === null || stateOf(person) === state),
  );
}
