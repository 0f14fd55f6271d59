"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { useTargetLines } from "@/components/alerts/use-target-lines";
import { alertKindSchema } from "@/lib/alerts/alerts";
import type { Entrance } from "@/lib/audit/entrances";
import type { AuditFilter } from "@/lib/audit/filter";
import { type FieldKind, fieldKindOf, type KeptField } from "@/lib/audit/kept-fields";
import type { AuditActView } from "@/lib/audit/view";
import type { Role } from "@/lib/auth/permissions";
import type { VoidReason } from "@/lib/consent/result";
import type { HistoryFilter } from "@/lib/history-filter";
import type { Language } from "@/lib/languages";
import { watchedRoles } from "@/lib/models";
import type { BlindChoice } from "@/lib/replay/blind-choice";
import type { RunState } from "@/lib/replay/run";
import { thresholdsSchema, type Verdict } from "@/lib/replay/verdict";
import { type ConsentEndReason, type ConsentStatus, consentScoresSchema } from "@/lib/voice-profiles/consent";
import type { ProfileState, ProfileVisibility } from "@/lib/voice-profiles/profile";
import { useDates } from "../use-dates";
import { useActWords } from "./use-act-words";
import { useThingName } from "./use-thing-name";

/** What stands in the place of a value that is not there. */
export const noValue = "–";

type Sound = "reference" | "recording" | "consent";

/**
 * What a row holds of an act, in the reader's words: the names of its fields and their values. What another version
 * wrote, and this one has no words for, is shown as it is.
 */
export function useActValues({ entity, before, after, value_names: names, persona_versions: versions }: AuditActView) {
  const t = useTranslations("audit");
  const roles = useTranslations("roles");
  const languages = useTranslations("languages");
  const voices = useTranslations("voices");
  const ceremony = useTranslations("consentCeremony.reasons");
  const replay = useTranslations("replay");
  const rating = useTranslations("history.filters");
  const alerts = useTranslations("alerts");
  const modelRoles = useTranslations("system.roles");
  const changes = useTranslations("settings.changes");
  const format = useFormatter();
  const dates = useDates();
  const linesOf = useTargetLines();
  const { subjectOf } = useAlertTexts();
  const words = useActWords();
  const { setting } = useThingName();
  const isSetting = entity === "house_setting";

  function field(name: string): string {
    if (isSetting) return setting(name);
    return t.has(`fields.${name as KeptField}`) ? t(`fields.${name as KeptField}`) : name;
  }

  function value(name: string, kept: unknown): string {
    const kind = fieldKindOf(entity, name);
    // A silence of all alerts of a kind.
    if (kept === null && kind === "alertSubject") return t("values.all");
    // As the room of the settings says it.
    if (kept === undefined || kept === null) return isSetting ? changes("default") : noValue;
    return (kind && inWords(kind, kept)) ?? asItIs(kept);
  }

  /** A hash or an address, which is read sign by sign. */
  const isCode = (name: string) => fieldKindOf(entity, name) === "code";

  /** Null where there are no words for it. */
  function inWords(kind: FieldKind, kept: unknown): string | null {
    const text = String(kept);
    switch (kind) {
      case "count":
        return typeof kept === "number" ? format.number(kept) : null;
      case "time":
        return typeof kept === "number" ? dates.moment(kept) : null;
      case "date":
        return Number.isNaN(Date.parse(text)) ? null : dates.moment(Date.parse(text) / 1_000);
      case "yesNo":
        return t(kept === true ? "values.yes" : "values.no");
      case "person":
        return words.person({ id: Number(kept), name: nameOf(kind, kept) });
      case "voice":
      case "tag":
      case "replaySet":
        return named(nameOf(kind, kept), text);
      case "run":
        return kept === 0 ? replay("compare.recorded") : named(nameOf(kind, kept), text);
      case "personaVersion": {
        const version = versions?.find(({ id }) => id === kept);
        return version ? t("personaVersion", version) : null;
      }
      case "role":
        return roles.has(text as Role) ? roles(text as Role) : null;
      case "modelRole": {
        const role = watchedRoles.find((each) => each === kept);
        return role ? modelRoles(role) : null;
      }
      case "language":
        return languages.has(text as Language) ? languages(text as Language) : null;
      case "right":
        return words.right(text);
      case "entrance": {
        const key = `values.entrances.${text as Entrance}` as const;
        return t.has(key) ? t(key) : null;
      }
      case "filters":
        return Array.isArray(kept) ? format.list(kept.map(filterName)) || noValue : null;
      case "visibility": {
        const key = `values.visibilities.${text as ProfileVisibility}` as const;
        return t.has(key) ? t(key) : null;
      }
      case "voiceState": {
        const key = `states.${text as ProfileState}` as const;
        return voices.has(key) ? voices(key) : null;
      }
      case "voiceSound": {
        const key = `values.sounds.${text as Sound}` as const;
        return t.has(key) ? t(key) : null;
      }
      case "consentStatus": {
        const key = `certificates.statuses.${text as ConsentStatus}` as const;
        return voices.has(key) ? voices(key) : null;
      }
      case "consentEnd": {
        const key = `certificate.endReasons.${text as ConsentEndReason}` as const;
        if (voices.has(key)) return voices(key);
        return ceremony.has(text as VoidReason) ? ceremony(text as VoidReason) : null;
      }
      case "consentScores":
        return scoresOf(kept);
      case "runState": {
        const key = `run.states.${text as RunState}` as const;
        return replay.has(key) ? replay(key) : null;
      }
      case "verdict": {
        const key = `verdict.names.${text as Verdict}` as const;
        return replay.has(key) ? replay(key) : null;
      }
      case "choice": {
        const key = `values.choices.${text as BlindChoice}` as const;
        return t.has(key) ? t(key) : null;
      }
      case "thresholds":
        return thresholdsOf(kept);
      case "thumb":
        return kept === "up" || kept === "down" ? rating(kept) : null;
      case "alertKind": {
        const known = alertKindSchema.safeParse(kept).data;
        return known ? alerts(`kinds.${known}`) : null;
      }
      case "alertSubject": {
        const known = alertKindSchema.safeParse((after ?? before)?.kind).data;
        return known ? subjectOf({ kind: known, subject: text }) || noValue : null;
      }
      case "alertTargets":
        return linesOf(kept)?.join("\n") ?? null;
      case "text":
        return typeof kept === "number" ? format.number(kept) : null;
      default:
        return null;
    }
  }

  const nameOf = (kind: FieldKind, id: unknown) =>
    names?.find((each) => each.kind === kind && each.id === id)?.name ?? null;
  const named = (name: string | null, id: string) => (name === null ? null : t("numbered", { name, id }));
  const pair = (name: string, value: string) => t("values.pair", { name, value });
  const share = (value: number) => format.number(value, { style: "percent", maximumFractionDigits: 1 });

  function filterName(name: unknown): string {
    const key = `values.filters.${name as keyof HistoryFilter | keyof AuditFilter}` as const;
    return t.has(key) ? t(key) : String(name);
  }

  function scoresOf(kept: unknown): string | null {
    const scores = consentScoresSchema.safeParse(kept).data;
    if (!scores) return null;
    const { wordsError, speakerAnswer, speakerScore, speechS } = scores;
    const lines = [
      pair(t("values.wordsError"), share(wordsError)),
      voices(`certificate.speakerAnswers.${speakerAnswer}`),
      speakerScore === null ? null : voices("certificate.speakerScore", { score: speakerScore }),
      voices("certificate.speechS", { seconds: speechS }),
    ];
    return lines.filter((line) => line !== null).join("\n");
  }

  function thresholdsOf(kept: unknown): string | null {
    const thresholds = thresholdsSchema.safeParse(kept).data;
    if (!thresholds) return null;
    const { cer, firstSoundShare, firstSoundMs } = thresholds;
    return [
      pair(t("values.thresholds.cer"), share(cer)),
      pair(t("values.thresholds.firstSoundShare"), share(firstSoundShare)),
      pair(t("values.thresholds.firstSoundMs"), format.number(firstSoundMs)),
    ].join("\n");
  }

  return { field, value, isCode };
}

function asItIs(value: unknown): string {
  if (value === undefined || value === null) return noValue;
  if (Array.isArray(value)) return value.map(asItIs).join("\n") || noValue;
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}
