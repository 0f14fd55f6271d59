"use client";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Field } from "./field";

interface ChoiceFieldProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  choose: (value: string) => void;
}

/** One of a list, with its label above. */
export function ChoiceField({ label, value, options, choose }: ChoiceFieldProps) {
  return (
    <Field label={label}>
      {(id) => (
        <Select value={value} onValueChange={choose}>
          <SelectTrigger id={id} className="pointer-coarse:h-11">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {options.map(([option, text]) => (
              <SelectItem key={option} value={option}>
                {text}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
