"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { PersonaDetail } from "@/lib/personas/persona";
import { useDates } from "../../../use-dates";

interface PersonaVersionsProps {
  persona: PersonaDetail;
  versionInUse: number | null;
  use: (versionId: number, name: string) => void;
  isUsing: boolean;
}

/** Who saved what and when, newest first; any of them can answer, and an earlier one can be compared and taken up again. */
export function PersonaVersions({ persona, versionInUse, use, isUsing }: PersonaVersionsProps) {
  const t = useTranslations("settings.assistant.personas");
  const { moment } = useDates();
  const { newest, versions, is_retired: isRetired } = persona;
  return (
    <section aria-labelledby="persona-versions" className="mt-10 border-t pt-6">
      <h3 id="persona-versions" className="font-semibold text-sm">
        {t("versions")}
      </h3>
      <ul className="mt-2 divide-y">
        {versions.map(({ version_id: versionId, version, name, by, at, restores }) => (
          <li key={versionId} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 py-1.5">
            <div className="min-w-0 flex-1 basis-56 text-sm">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{t("version", { version })}</span>
                {name !== newest.name && <span className="wrap-anywhere">{name}</span>}
                {versionId === versionInUse && <Badge tone="accent">{t("inUse")}</Badge>}
                {restores !== null && <Badge>{t("restores", { version: restores })}</Badge>}
              </p>
              <p className="text-muted-foreground text-xs tabular-nums">{t("byAt", { by, at: moment(at) })}</p>
            </div>
            <span className="ml-auto flex flex-wrap items-center gap-1">
              {versionId !== newest.version_id && (
                <Button asChild variant="ghost" size="sm" className="pointer-coarse:h-11">
                  <Link
                    href={`?compare=${versionId}`}
                    prefetch={false}
                    scroll={false}
                    aria-label={t("compareOf", { version })}
                  >
                    {t("compare")}
                  </Link>
                </Button>
              )}
              {versionId !== versionInUse && !isRetired && (
                <Button
                  variant="ghost"
                  size="sm"
                  className="pointer-coarse:h-11"
                  aria-label={t("useName", { name: t("nameVersion", { name, version }) })}
                  disabled={isUsing}
                  onClick={() => use(versionId, t("nameVersion", { name, version }))}
                >
                  {t("use")}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
