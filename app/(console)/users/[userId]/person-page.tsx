"use client";
import { ArrowLeft, UserX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import type { PersonView } from "@/lib/people";
import { LoginsSection } from "../../account/logins-section";
import { TokensSection } from "../../account/tokens-section";
import { usePeople } from "../../account/use-people";
import { LoadFailed } from "../../load-failed";
import { RoomLoading } from "../../settings/room-loading";
import { useDates } from "../../use-dates";
import { PersonBadges } from "../person-badges";
import { AccessSection } from "./access-section";
import { IdentitySection } from "./identity-section";

/** One person: who they are, what they may do, and what lets them in. */
export function PersonPage({ userId, isSelf }: { userId: number; isSelf: boolean }) {
  const t = useTranslations("users");
  const { data: people, errorCode, retry } = usePeople();
  const person = people?.find(({ id }) => id === userId);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <Link
          href="/users"
          className="-ml-2 inline-flex h-9 items-center gap-1.5 rounded-md px-2 text-muted-foreground text-sm hover:text-foreground pointer-coarse:h-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("title")}
        </Link>
        {!people &&
          (errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />)}
        {people && !person && (
          <MessagePage icon={UserX} heading="h1" title={t("goneTitle")} body={t("goneBody")}>
            <Button asChild>
              <Link href="/users">{t("title")}</Link>
            </Button>
          </MessagePage>
        )}
        {person && <Person key={person.id} person={person} isSelf={isSelf} />}
      </div>
    </div>
  );
}

function Person({ person, isSelf }: { person: PersonView; isSelf: boolean }) {
  const t = useTranslations("users");
  const { date } = useDates();
  return (
    <div className="space-y-10">
      <header className="mt-2">
        <h1 className="wrap-anywhere font-semibold text-lg tracking-tight">{person.name}</h1>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-sm">
          <PersonBadges person={person} />
          <span className="tabular-nums">{t("since", { date: date(person.created_at) })}</span>
          {isSelf && <span>{t("self")}</span>}
        </div>
      </header>
      <IdentitySection person={person} />
      <AccessSection person={person} isSelf={isSelf} />
      <LoginsSection userId={person.id} name={isSelf ? null : person.name} />
      <TokensSection userId={person.id} name={isSelf ? null : person.name} />
    </div>
  );
}
