"use client";
import { Archive, ArchiveRestore, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { PersonaVersionName, PersonaView } from "@/lib/personas/persona";
import { Refused } from "../../refused";
import { useDates } from "../../use-dates";
import { choosePersonaAction, retirePersonaAction } from "../actions";
import { useHouseAct } from "../use-house-act";

interface PersonaListProps {
  personas: readonly PersonaView[];
  /** Null: the one that comes with AVATAR. */
  versionInUse: number | null;
  inUse: PersonaVersionName | null;
}

/** Who the assistant can be, and who it is now. */
export function PersonaList({ personas, versionInUse, inUse }: PersonaListProps) {
  const t = useTranslations("settings.assistant.personas");
  const { moment } = useDates();
  const choose = useHouseAct(choosePersonaAction);
  const retire = useHouseAct(retirePersonaAction);
  const isPending = choose.isPending || retire.isPending;
  const use = (versionId: number | null) => choose.mutate({ versionId, basedOn: versionInUse });
  return (
    <>
      <ul aria-label={t("title")} className="divide-y border-y">
        <Row
          name={t("builtin")}
          about={t("builtinWhat")}
          badge={inUse === null && <Badge tone="accent">{t("inUse")}</Badge>}
        >
          {inUse !== null && (
            <Button
              variant="outline"
              size="sm"
              className="pointer-coarse:h-11"
              aria-label={t("useName", { name: t("builtin") })}
              disabled={isPending}
              onClick={() => use(null)}
            >
              {t("use")}
            </Button>
          )}
        </Row>
        {personas.map(({ persona_id: personaId, is_retired: isRetired, newest }) => {
          const { name, version, version_id: versionId, by, at } = newest;
          const answers = inUse?.persona_id === personaId;
          const isNewest = answers && inUse.version === version;
          const Icon = isRetired ? ArchiveRestore : Archive;
          return (
            <Row
              key={personaId}
              name={
                <Link
                  href={`/settings/assistant/personas/${personaId}`}
                  prefetch={false}
                  className="underline-offset-4 hover:underline"
                >
                  {name}
                </Link>
              }
              about={t("newest", { version, by, at: moment(at) })}
              badge={
                <>
                  {isNewest && <Badge tone="accent">{t("inUse")}</Badge>}
                  {answers && !isNewest && <Badge tone="accent">{t("olderInUse", { version: inUse.version })}</Badge>}
                  {isRetired && <Badge>{t("retired")}</Badge>}
                </>
              }
            >
              {!isNewest && !isRetired && (
                <Button
                  variant="outline"
                  size="sm"
                  className="pointer-coarse:h-11"
                  aria-label={t("useName", { name: t("nameVersion", { name, version }) })}
                  disabled={isPending}
                  onClick={() => use(versionId)}
                >
                  {t("use")}
                </Button>
              )}
              {!answers && (
                <Button
                  variant="ghost"
                  size="sm"
                  className="pointer-coarse:h-11"
                  aria-label={t(isRetired ? "takeBackName" : "retireName", { name })}
                  disabled={isPending}
                  onClick={() => retire.mutate({ personaId, isRetired: !isRetired })}
                >
                  <Icon aria-hidden />
                  {t(isRetired ? "takeBack" : "retire")}
                </Button>
              )}
            </Row>
          );
        })}
      </ul>
      <Refused className="mt-2" error={choose.error} conflict={t("otherAnswers")} />
      <Refused className="mt-2" error={retire.error} conflict={t("retireInUse")} />
      <Button asChild variant="secondary" className="mt-3 pointer-coarse:h-11">
        <Link href="/settings/assistant/personas/new" prefetch={false}>
          <Plus aria-hidden />
          {t("add")}
        </Link>
      </Button>
    </>
  );
}

function Row({
  name,
  about,
  badge,
  children,
}: {
  name: ReactNode;
  about: string;
  badge: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="wrap-anywhere font-medium">{name}</span>
          {badge}
        </p>
        <p className="text-muted-foreground text-xs tabular-nums">{about}</p>
      </div>
      <span className="ml-auto flex flex-wrap items-center gap-1">{children}</span>
    </li>
  );
}
