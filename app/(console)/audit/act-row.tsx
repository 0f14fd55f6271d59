"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import type { AuditActView, AuditPerson } from "@/lib/audit/view";
import { useDates } from "../use-dates";
import { ActChanges } from "./act-changes";
import { useActWords } from "./use-act-words";
import { useThingName } from "./use-thing-name";

/** One act: who did what to what, when; opened, from where and what it changed. */
export function ActRow({ act }: { act: AuditActView }) {
  const t = useTranslations("audit");
  const words = useActWords();
  const { thing } = useThingName();
  const dates = useDates();
  // What is closed is not rendered: a page has hundreds of rows.
  const [isOpen, setIsOpen] = useState(false);
  const isOwn = act.subject !== null && act.subject.id === act.actor?.id;
  const named = act.entity === "user" || act.entity === "login" ? null : (act.entity_name ?? thing(act));
  const about = named ?? (act.subject && !isOwn ? words.person(act.subject) : null);
  const right = act.action === "right.use" ? String(act.after?.right ?? act.entity_id) : null;
  return (
    <details className="group" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer list-none items-start gap-2 rounded-md px-2 py-2.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
        />
        <span className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 text-sm md:grid-cols-[10rem_minmax(0,1fr)]">
          <time
            dateTime={new Date(act.at * 1_000).toISOString()}
            className="text-muted-foreground text-xs tabular-nums leading-5"
          >
            {dates.moment(act.at)}
          </time>
          <span className="wrap-anywhere min-w-0">
            <span className="font-medium">{words.actor(act)}</span> <span>{words.action(act.action)}</span>
            {about !== null && <span className="text-muted-foreground"> · {about}</span>}
            {right !== null && <span className="text-muted-foreground"> · {words.right(right)}</span>}
          </span>
        </span>
        <span className="flex shrink-0 flex-wrap justify-end gap-1">
          {act.times > 1 && <Badge className="tabular-nums">{t("times", { count: act.times })}</Badge>}
          {act.outcome === "refused" && <Badge tone="danger">{t("outcomes.refused")}</Badge>}
        </span>
      </summary>
      {isOpen && <ActDetails act={act} />}
    </details>
  );
}

function ActDetails({ act }: { act: AuditActView }) {
  const t = useTranslations("audit");
  const words = useActWords();
  const { thing } = useThingName();
  const dates = useDates();
  const href = hrefOf(act);
  const whatOf = ({ entity, entity_id: id, entity_name }: AuditActView) => {
    if (entity === "right") return t("values.pair", { name: words.entity(entity), value: words.right(id) });
    const name = entity_name ?? thing(act);
    return `${words.entity(entity)} ${name === null ? words.several(id) : t("numbered", { name, id })}`;
  };
  const numbered = (person: AuditPerson) => t("numbered", { name: words.person(person), id: person.id });
  const facts: [string, string | null][] = [
    [t("who"), act.actor ? numbered(act.actor) : words.actor(act)],
    [t("address"), act.address],
    [t("whose"), act.subject && numbered(act.subject)],
    [t("what"), whatOf(act)],
    [t("reason"), act.reason && words.reason(act.reason)],
    [t("last"), act.last_at === null ? null : dates.moment(act.last_at)],
    [t("row"), String(act.id)],
  ];
  return (
    <div className="space-y-3 pr-2 pb-4 pl-8">
      <dl className="grid gap-x-4 gap-y-1 text-xs sm:grid-cols-[7rem_minmax(0,1fr)]">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name} className="contents">
                <dt className="text-muted-foreground">{name}</dt>
                <dd className="wrap-anywhere mb-1 tabular-nums sm:mb-0">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {href !== null && (
        <Link
          href={href}
          prefetch={false}
          className="inline-flex min-h-7 items-center text-primary text-sm underline underline-offset-4 pointer-coarse:min-h-11"
        >
          {t("open")}
        </Link>
      )}
      <ActChanges act={act} />
    </div>
  );
}

/** Where the thing itself is to be seen; null: nowhere. */
function hrefOf({ entity, entity_id: id }: AuditActView): string | null {
  if (entity === "conversation" && id !== "list" && id !== "corrections") {
    return `/history?session=${encodeURIComponent(id)}`;
  }
  if (entity === "replay_set") return `/replay/${encodeURIComponent(id)}`;
  if (entity === "consent") return `/voice-profiles/certificates${id === "list" ? "" : `/${encodeURIComponent(id)}`}`;
  return null;
}
