"use client";
import { cn } from "@/components/ui/cn";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";

const any = "any";

interface AnyOrOneProps<Value extends string> {
  label: string;
  /** The words for not narrowing. */
  anyText: string;
  value: Value | null;
  options: readonly (readonly [value: Value, text: string])[];
  choose: (value: Value | null) => void;
  className?: string;
}

/** What a list is narrowed by: one of several values, or any. */
export function AnyOrOne<Value extends string>(props: AnyOrOneProps<Value>) {
  const { label, anyText, value, options, choose, className } = props;
  return (
    <Select
      value={value ?? any}
      onValueChange={(picked) => choose(options.find(([option]) => option === picked)?.[0] ?? null)}
    >
      <SelectTrigger aria-label={label} className={cn("pointer-coarse:h-11", className)}>
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={any}>{anyText}</SelectItem>
        {options.map(([option, text]) => (
          <SelectItem key={option} value={option}>
            {text}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
