"use client";
import { useTranslations } from "next-intl";
import { errorCodeOf } from "@/lib/errors";

interface RefusedProps {
  error: unknown;
  /** What a conflict means here. */
  conflict: string;
}

/** Why an act was refused, in the page's place for it. */
export function Refused({ error, conflict }: RefusedProps) {
  const t = useTranslations("errors");
  if (!error) return null;
  const code = errorCodeOf(error);
  return (
    <p role="alert" className="mt-2 text-danger text-sm">
      {code === "conflict" ? conflict : t(code)}
    </p>
  );
}
