"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";

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

const any = "any";

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
      <Select value={value ?? any} onValueChange={(picked) => choose(picked === any ? "" : picked)}>
        <SelectTrigger aria-label={label} className="text-foreground pointer-coarse:h-11">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={any}>{t("any")}</SelectItem>
          {options.map((option) => (
            <SelectItem key={option} value={option}>
              {textOf(option)}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </div>
  );
}
