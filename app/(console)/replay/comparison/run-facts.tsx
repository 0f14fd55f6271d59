import { useFormatter, useTranslations } from "next-intl";
import type { FrozenRun } from "@/lib/replay/run";

const short = (sha256: string) => sha256.slice(0, 12);

/** What a run was made with. */
export function RunFacts({ frozen }: { frozen: FrozenRun }) {
  const t = useTranslations("replay");
  const format = useFormatter();
  const facts = [
    t("run.app", { version: frozen.appVersion }),
    ...frozen.models.map(({ model, server, sha256 }) =>
      [model, server, sha256 && t("run.file", { hash: short(sha256) })].filter(Boolean).join(" · "),
    ),
    ...frozen.voices.map(({ voice, referenceSha256 }) =>
      referenceSha256
        ? t("run.reference", { voice, hash: short(referenceSha256) })
        : t("changes.voice", { value: voice.replace(/^builtin:/, "") }),
    ),
    ...frozen.promptSha256.map((hash) => t("run.promptHash", { hash: short(hash) })),
    ...(frozen.lexiconVersions.length > 0
      ? [t("run.lexicon", { versions: format.list(frozen.lexiconVersions.map(String)) })]
      : []),
    ...(frozen.temperature === null ? [] : [t("changes.temperature", { value: frozen.temperature })]),
    ...(frozen.seed === null ? [] : [t("changes.seed", { value: String(frozen.seed) })]),
  ];
  return (
    <details className="mt-4 px-2 text-sm">
      <summary className="rounded-md text-muted-foreground">{t("run.frozen")}</summary>
      <ul className="mt-1 space-y-1 text-xs">
        {facts.map((fact) => (
          <li key={fact} className="break-all">
            {fact}
          </li>
        ))}
      </ul>
    </details>
  );
}
