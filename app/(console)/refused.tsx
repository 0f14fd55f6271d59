"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { errorCodeOf } from "@/lib/errors";
import { isUnreachable } from "@/lib/unreachable";

interface RefusedProps {
  error: unknown;
  /** What a conflict means here; default: what it always means. */
  conflict?: string;
  className?: string;
}

/** Why an act was refused; nothing while none was. */
export function Refused({ error, conflict, className }: RefusedProps) {
  const t = useTranslations();
  if (!error) return null;
  const code = errorCodeOf(error);
  const refusal = code === "conflict" && conflict !== undefined ? conflict : t(`errors.${code}`);
  const words = isUnreachable(error) ? t("common.unreachable") : refusal;
  return (
    <p role="alert" className={cn("text-danger text-sm", className)}>
      {words}
    </p>
  );
}
