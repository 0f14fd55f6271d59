"use client";
import { useFormatter, useTranslations } from "next-intl";
import { keptStages } from "@/lib/service-levels";
import { momentStyle } from "../use-dates";
import type { FilterOptions } from "./filter-options";
import type { FilterName, HistoryFilters } from "./history-filters";
import { voiceName } from "./summary";
import { useTagName } from "./use-tag-name";

type FilterTexts = (name: FilterName, value: string, others?: HistoryFilters) => string;

/** What a filter does, in the reader's words; how long something took says of which stage among the others. */
export function useFilterTexts({ voiceNames, tags }: FilterOptions): FilterTexts {
  const t = useTranslations("history.filters");
  const stages = useTranslations("dashboard.stages");
  const languageName = useTranslations("chat.language.names");
  const format = useFormatter();
  const tagName = useTagName();
  const day = (value: string) =>
    value.includes("T")
      ? format.dateTime(new Date(`${value}Z`), { timeZone: "UTC", ...momentStyle })
      : format.dateTime(new Date(`${value}T12:00:00Z`), { timeZone: "UTC", dateStyle: "medium" });
  const stageName = (value: string) => {
    const stage = keptStages.find((each) => each === value);
    return stage ? stages(stage) : value;
  };
  return (name, value, { stage } = {}) => {
    switch (name) {
      case "from":
      case "to":
        return t(`${name}Chip`, { day: day(value) });
      case "language":
        return value === "zh-TW" || value === "en" ? languageName(value) : value;
      case "voice":
        return voiceName(value, voiceNames);
      case "rating":
        return t(value === "up" ? "up" : "down");
      case "tag": {
        const tag = tags.find(({ id }) => String(id) === value);
        return tag ? tagName(tag) : t("tag");
      }
      case "stage":
        return stageName(value);
      case "above": {
        const seconds = format.number(Number(value) / 1000);
        return stage ? t("aboveOfChip", { stage: stageName(stage), seconds }) : t("aboveChip", { seconds });
      }
      case "errors":
      case "interrupted":
      case "corrected":
        return t(name);
      default:
        return value;
    }
  };
}
