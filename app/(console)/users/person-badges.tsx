"use client";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { PersonView } from "@/lib/people";
import { stateOf } from "./people-filter";

/** The role, and the state where it is not the usual one. */
export function PersonBadges({ person }: { person: PersonView }) {
  const t = useTranslations("users.states");
  const roleName = useTranslations("roles");
  const state = stateOf(person);
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Badge tone={person.role === "admin" ? "accent" : "neutral"}>{roleName(person.role)}</Badge>
      {state !== "active" && <Badge tone={state === "new" ? "warning" : "neutral"}>{t(state)}</Badge>}
    </span>
  );
}
