"use client";
import { UserPlus } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { roles } from "@/lib/auth/permissions";
import type { PersonView } from "@/lib/people";
import { usePeople } from "../account/use-people";
import { AnyOrOne } from "../any-or-one";
import { LoadFailed } from "../load-failed";
import { SearchField } from "../search-field";
import { RoomLoading } from "../settings/room-loading";
import { useDates } from "../use-dates";
import { AddPersonDialog } from "./add-person-dialog";
import { filterPeople, personStates, readPeopleFilter } from "./people-filter";
import { PersonBadges } from "./person-badges";

/** Who may log in, and what they may do. */
export function PeopleList() {
  const t = useTranslations("users");
  const roleName = useTranslations("roles");
  const people = usePeople();
  const [isAdding, setIsAdding] = useState(false);
  const { filter, narrow } = usePeopleUrl();
  const shown = people.data && filterPeople(people.data, filter);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-4xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <header className="flex items-center gap-2">
          <h1 className="flex-1 font-semibold text-lg tracking-tight">{t("title")}</h1>
          <Button onClick={() => setIsAdding(true)} className="pointer-coarse:h-11">
            <UserPlus aria-hidden />
            {t("add")}
          </Button>
        </header>
        <div className="mt-4 mb-3 grid grid-cols-2 gap-2 sm:grid-cols-[1fr_10rem_10rem]">
          <div className="col-span-2 sm:col-span-1">
            <SearchField label={t("search")} query={filter.query} onChange={(q) => narrow({ q })} />
          </div>
          <AnyOrOne
            label={t("role")}
            anyText={t("allRoles")}
            value={filter.role}
            options={roles.map((role) => [role, roleName(role)])}
            choose={(role) => narrow({ role: role ?? "" })}
          />
          <AnyOrOne
            label={t("state")}
            anyText={t("allStates")}
            value={filter.state}
            options={personStates.map((state) => [state, t(`states.${state}`)])}
            choose={(state) => narrow({ state: state ?? "" })}
          />
        </div>
        {!people.data &&
          (people.errorCode ? (
            <LoadFailed title={t("loadFailed")} code={people.errorCode} retry={people.retry} />
          ) : (
            <div className="delayed-appear">
              <RoomLoading />
            </div>
          ))}
        {shown && (
          <p role="status" className="text-muted-foreground text-sm">
            {shown.length === 0 ? t("nobody") : t("count", { count: shown.length })}
          </p>
        )}
        {shown && shown.length > 0 && (
          <ul aria-label={t("title")} className="mt-2 divide-y">
            {shown.map((person) => (
              <PersonRow key={person.id} person={person} />
            ))}
          </ul>
        )}
      </div>
      {isAdding && <AddPersonDialog close={() => setIsAdding(false)} />}
    </div>
  );
}

function PersonRow({ person }: { person: PersonView }) {
  const t = useTranslations("users");
  const { date, moment } = useDates();
  const facts = [
    t("since", { date: date(person.created_at) }),
    person.last_seen_at === null
      ? t("loggedOut")
      : t("loggedIn", { count: person.logins, seen: moment(person.last_seen_at) }),
  ];
  return (
    <li className="[contain-intrinsic-size:auto_4rem] [content-visibility:auto]">
      <Link
        href={`/users/${person.id}`}
        prefetch={false}
        className="-mx-3 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md px-3 py-2.5 hover:bg-hover"
      >
        <span className="min-w-0 flex-1 basis-56">
          <span className="wrap-anywhere block font-medium">{person.name}</span>
          <span className="block text-muted-foreground text-sm tabular-nums">{facts.join(" · ")}</span>
        </span>
        <PersonBadges person={person} />
      </Link>
    </li>
  );
}

/** The filter, kept in the URL so that a view can be shared. */
function usePeopleUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const narrow = (changes: { q?: string; role?: string; state?: string }) => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.replaceState(null, "", next.size > 0 ? `${pathname}?${next}` : pathname);
  };
  return { filter: readPeopleFilter(parameters), narrow };
}
