"use client";
import { useTranslations } from "next-intl";
import type { ModelStatus } from "@/lib/models";

/** Says what a model is doing or why it failed, in the reader's language; null when there is nothing to say. */
export function useModelDetail(): (model: ModelStatus) => string | null {
  const t = useTranslations("system.details");
  return ({ detail_code: code, detail_values: values }) => (code ? t(code, values ?? {}) : null);
}
