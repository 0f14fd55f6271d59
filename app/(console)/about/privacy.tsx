import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ModelStatus } from "@/lib/models";
import { Section } from "../section";
import { CommandLine } from "./command-line";

const roleWords = { stt: "hears", llm: "thinks", tts: "speaks", vad: "detects" } as const;

/** What leaves the building: nothing, but for the servers that an administrator has connected. */
export function Privacy({ running }: { running: readonly ModelStatus[] }) {
  const t = useTranslations("about.privacy");
  const servers = running.filter(({ kind }) => kind === "remote");
  return (
    <Section className="text-sm" title={t("title")}>
      {servers.length === 0 ? (
        <p className="flex max-w-prose gap-2">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          {t("nothing")}
        </p>
      ) : (
        <>
          <p className="max-w-prose">{t("servers")}</p>
          <ul className="list-disc space-y-1 pl-5">
            {servers.map(({ role, name }) => (
              <li key={`${role}:${name}`}>{t("server", { role: t(roleWords[role]), name })}</li>
            ))}
          </ul>
        </>
      )}
      <p className="max-w-prose text-muted-foreground">{t("incoming")}</p>
      <p className="max-w-prose text-muted-foreground">{t("test")}</p>
      <CommandLine>npx playwright test -c e2e/playwright.config.ts e2e/no-egress.spec.ts</CommandLine>
    </Section>
  );
}
