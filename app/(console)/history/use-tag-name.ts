"use client";
import { useLocale } from "next-intl";
import type { QualityTag } from "@/lib/feedback";

/** A tag's name in the reader's language. */
export function useTagName(): (tag: QualityTag) => string {
  const locale = useLocale();
  return (tag) => (locale === "en" ? tag.name_en : tag.name_zh);
}
