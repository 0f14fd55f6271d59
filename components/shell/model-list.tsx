import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import { isNonCommercial } from "@/lib/licences";
import type { ModelStatus } from "@/lib/models";
import { useModelDetail } from "./use-model-detail";

/** Every model with its purpose, its state, and its progress while it loads. */
export function ModelList({ models, className }: { models: ModelStatus[]; className?: string }) {
  return (
    <ul className={cn("space-y-3", className)}>
      {models.map((model) => (
        <ModelRow key={`${model.role}:${model.model}`} model={model} />
      ))}
    </ul>
  );
}

function ModelRow({ model }: { model: ModelStatus }) {
  const t = useTranslations();
  const detailOf = useModelDetail();
  const licenceOf = useLicenceNote();
  const underWay = model.state === "downloading" || model.state === "loading";
  const isUnloaded = model.detail_code === "unloaded";
  const tone = model.state === "ready" || isUnloaded ? "" : model.state === "failed" ? "text-danger" : "text-warning";
  const notes = [
    model.trial ? t("system.trial") : null,
    model.state === "ready" || isUnloaded ? null : detailOf(model),
    licenceOf(model),
  ].filter(Boolean);
  return (
    <li className="text-sm">
      <p className="flex items-baseline justify-between gap-3">
        <span className="min-w-0">
          <span className="text-muted-foreground">{t(`system.roles.${model.role}`)} · </span>
          {model.name}
        </span>
        <span className={cn("shrink-0 text-muted-foreground", tone)}>
          {isUnloaded ? detailOf(model) : t(`system.modelStates.${model.state}`)}
          {underWay && model.progress !== null && ` ${t("common.percent", { value: model.progress })}`}
        </span>
      </p>
      {underWay && (
        <Progress className="mt-1.5" value={model.progress} label={t("system.progressOf", { name: model.name })} />
      )}
      {notes.length > 0 && <p className="mt-1 break-words text-muted-foreground text-xs">{notes.join(" · ")}</p>}
    </li>
  );
}

/** Administrators know what the variable is; docs/models.md explains it. */
function useLicenceNote(): (model: ModelStatus) => string | null {
  const t = useTranslations("system");
  return ({ licence, role }) => {
    if (licence === null) return null;
    if (!isNonCommercial(licence)) return t("licence", { licence });
    return t("nonCommercial", { licence, variable: `AVATAR_${role.toUpperCase()}_URL` });
  };
}
