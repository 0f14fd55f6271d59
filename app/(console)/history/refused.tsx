"use client";
import { useTranslations } from "next-intl";
import { errorCodeOf } from "@/lib/errors";

/** Why an act was refused; nothing while none was. */
export function Refused({ error }: { error: unknown }) {
  const t = useTranslations("errors");
  if (!error) return null;
  return (
    <p role="alert" className="text-danger text-sm">
      {t(errorCodeOf(error))}
    </p>
  );
}
