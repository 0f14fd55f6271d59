"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AnyOrOne } from "./any-or-one";

/** A control with its name above it. */
export function FilterField({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the children are the control
    <label className="grid min-w-0 gap-1 text-muted-foreground text-xs">
      {label}
      {children}
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly string[];
  textOf: (value: string) => string;
  choose: (value: string) => void;
}

/** One of several, or any. */
export function FilterChoice({ label, value, options, textOf, choose }: ChoiceProps) {
  const t = useTranslations("common");
  return (
    <div className="grid min-w-0 gap-1 text-muted-foreground text-xs">
      <span aria-hidden>{label}</span>
      <AnyOrOne
        className="text-foreground"
        label={label}
        anyText={t("any")}
        value={value ?? null}
        options={options.map((option) => [option, textOf(option)])}
        choose={(picked) => choose(picked ?? "")}
      />
    </div>
  );
}
