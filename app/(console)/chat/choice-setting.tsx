"use client";
import { type ReactNode, useId } from "react";
import { chooserOf, type Options } from "@/components/ui/choose-option";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";

interface ChoiceSettingProps<Value extends string> {
  label: string;
  value: Value;
  options: Options<Value>;
  choose: (value: Value) => void;
  children?: ReactNode;
}

/** One setting out of a few named values. */
export function ChoiceSetting<Value extends string>({
  label,
  value,
  options,
  choose,
  children,
}: ChoiceSettingProps<Value>) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Select value={value} onValueChange={chooserOf(options, choose)}>
        <SelectTrigger id={id} className="h-11">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {options.map(([option, text]) => (
            <SelectItem key={option} value={option} className="min-h-11 sm:min-h-8">
              {text}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {children}
    </div>
  );
}
