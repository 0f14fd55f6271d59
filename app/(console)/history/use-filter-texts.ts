"use client";
import { useFormatter, useTranslations } from "next-intl";
import { momentStyle } from "../use-dates";
import type { FilterOptions } from "./filter-options";
import type { FilterName } from "./history-filters";
import { voiceName } from "./summary";
import { useTagName } from "./use-tag-name";

/** What a filter does, in the reader's words. */
export function useFilterTexts({ voiceNames, tags }: FilterOptions): (name: FilterName, value: string) => string {
  const t = useTranslations("history.filters");
  const languageName = useTranslations("chat.language.names");
  const format = useFormatter();
  const tagName = useTagName();
  const day = (value: string) =>
    value.includes("T")
      ? format.dateTime(new Date(`${value}Z`), { timeZone: "UTC", ...momentStyle })
      : format.dateTime(new Date(`${value}T12:00:00Z`), { timeZone: "UTC", dateStyle: "medium" });
  return (name, value) => {
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
      case "above":
        return t("aboveChip", { seconds: format.number(Number(value) / 1000) });
      case "errors":
      case "interrupted":
      case "corrected":
        return t(name);
      default:
        return value;
    }
  };
}
