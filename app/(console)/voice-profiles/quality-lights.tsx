"use client";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { cn } from "@/components/ui/cn";
import { type Light, type LightLimits, lightsFor, type ReferenceMeasures } from "@/lib/voice-profiles/quality";
import { shownValue } from "@/lib/voice-profiles/shown-value";
import { LightMark } from "./light-mark";

/** The lights of a recording on one or two lines: shape and word; what is wrong is said in full. */
export function LightsLine({ measures }: { measures: ReferenceMeasures }) {
  const t = useTranslations("voices.lights");
  return (
    <ul aria-label={t("label")} className="flex flex-wrap gap-x-3 gap-y-1 text-muted-foreground text-xs">
      {lightsFor(measures).map(({ name, colour }) => (
        <li key={name} className="flex items-center gap-1">
          <LightMark colour={colour} className="size-3.5" />
          {t(`names.${name}`)}
          <span className="sr-only">{t(`colours.${colour}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Each light with its number, its limits, and what to do about it. */
export function LightsTable({ measures }: { measures: ReferenceMeasures }) {
  const t = useTranslations("voices.lights");
  return (
    <ul aria-label={t("label")} className="divide-y rounded-md border">
      {lightsFor(measures).map((light) => (
        <li key={light.name} data-light={light.name} data-colour={light.colour} className="px-3 py-2 text-sm">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <LightMark colour={light.colour} className="translate-y-0.5" />
            <span className="font-medium">{t(`names.${light.name}`)}</span>
            <span className={cn(light.colour === "unknown" && "text-muted-foreground")}>
              {t(`colours.${light.colour}`)}
            </span>
            <span className="ml-auto text-muted-foreground">
              <Value light={light} />
            </span>
          </div>
          {light.limits && (
            <p className="mt-0.5 pl-6 text-muted-foreground text-xs">
              <Limits limits={light.limits} />
            </p>
          )}
          {light.advice && <p className="mt-0.5 pl-6">{t(`advice.${light.advice}`)}</p>}
        </li>
      ))}
    </ul>
  );
}

function Value({ light: { value, limits } }: { light: Light }) {
  const t = useTranslations("voices.lights");
  if (value === null || limits === null || typeof value !== "number") return <Fragment />;
  return t(`values.${limits.unit}`, { value: shownValue(value, limits) });
}

function Limits({ limits: { unit, green, amber } }: { limits: LightLimits }) {
  const t = useTranslations("voices.lights");
  const number = (value: number) => t(`units.${unit}`, { value });
  const good =
    green.from !== null && green.to !== null
      ? t("good.between", { from: number(green.from), to: number(green.to) })
      : green.from !== null
        ? t("good.from", { from: number(green.from) })
        : t("good.to", { to: number(green.to ?? 0) });
  const blocked = [
    amber.from === null ? null : t("blocked.below", { limit: number(amber.from) }),
    amber.to === null ? null : t("blocked.above", { limit: number(amber.to) }),
  ].filter((part) => part !== null);
  return [good, ...blocked].join(t("separator"));
}
