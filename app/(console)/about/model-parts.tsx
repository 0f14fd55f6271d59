import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { isNonCommercial } from "@/lib/licences";
import type { ModelStatus } from "@/lib/models";
import type { ModelPart } from "@/server/operations/program-parts";
import { Section } from "../section";

const useWords = {
  "voice detection": "detects",
  "speech to text": "hears",
  "text to speech": "speaks",
  "language model": "thinks",
  "speaker comparison": "compares",
} as const satisfies Record<ModelPart["use"], string>;

interface ModelPartsProps {
  models: readonly ModelPart[];
  running: readonly ModelStatus[];
}

/** Every model with its licence and the hashes of its files; those in use come first. */
export function ModelParts({ models, running }: ModelPartsProps) {
  const t = useTranslations("about.models");
  const isInUse = ({ id }: ModelPart) => running.some(({ model }) => model === id);
  const inOrder = [...models].sort((one, other) => Number(isInUse(other)) - Number(isInUse(one)));
  return (
    <Section className="text-sm" title={t("title")}>
      <p className="max-w-prose text-muted-foreground">{t("body")}</p>
      <ul className="divide-y border-y">
        {inOrder.map((model) => (
          <li key={model.id} className="space-y-1 py-3">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{model.id}</span>
              {isInUse(model) && <Badge tone="accent">{t("inUse")}</Badge>}
              {isNonCommercial(model.licence) && <Badge tone="warning">{t("nonCommercial")}</Badge>}
            </p>
            <p className="text-muted-foreground tabular-nums">
              {[t(`uses.${useWords[model.use]}`), model.licence, t("size", { megabytes: model.sizeBytes / 1e6 })].join(
                " · ",
              )}
            </p>
            <details>
              <summary className="w-fit cursor-pointer py-1 text-muted-foreground text-xs pointer-coarse:py-3">
                {t("files")}
              </summary>
              <Files files={model.files} />
            </details>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Files({ files }: Pick<ModelPart, "files">) {
  const t = useTranslations("about.models");
  return (
    <ul className="space-y-2 pt-1 text-xs">
      {files.map(({ name, sha256, source }) => (
        <li key={name}>
          <span className="break-all">{name}</span>
          <span className="block break-all font-mono text-muted-foreground">
            {sha256 ?? t("recorded", { source: source ?? "" })}
          </span>
        </li>
      ))}
    </ul>
  );
}
