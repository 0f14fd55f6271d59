import { useTranslations } from "next-intl";
import type { LicenceGroup } from "@/lib/package-licences";
import { Section } from "../section";
import { CommandLine } from "./command-line";

/** The installed packages by licence. */
export function PackageParts({ groups }: { groups: readonly LicenceGroup[] }) {
  const t = useTranslations("about.packages");
  const count = groups.reduce((sum, { packages }) => sum + packages.length, 0);
  return (
    <Section className="text-sm" title={t("title")}>
      <p className="max-w-prose text-muted-foreground">{t("body", { count })}</p>
      <ul className="divide-y border-y">
        {groups.map(({ licence, packages }) => (
          <li key={licence}>
            <details>
              <summary className="cursor-pointer py-2 pointer-coarse:py-3">
                <span>{licence ?? t("unknown")}</span>{" "}
                <span className="text-muted-foreground tabular-nums">{t("count", { count: packages.length })}</span>
              </summary>
              <ul className="columns-1 gap-6 pb-3 pl-4 text-xs sm:columns-2">
                {packages.map(({ name, version, onlyBuilds }) => (
                  <li key={`${name}@${version}`} className="break-inside-avoid break-all py-0.5">
                    {name} <span className="text-muted-foreground tabular-nums">{version}</span>
                    {onlyBuilds && <span className="text-muted-foreground"> · {t("onlyBuilds")}</span>}
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      <p className="max-w-prose text-muted-foreground">{t("workers")}</p>
      <CommandLine>npx avatar workers list</CommandLine>
    </Section>
  );
}
